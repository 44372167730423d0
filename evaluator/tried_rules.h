// What the identity rules made of one account, rule by rule, with the values that were compared.
#pragma once

#include <vector>

#include "evaluator/account_links.h"
#include "evaluator/reference/identity.h"

namespace writ::reference {

// One side of a key, over a row.
Value value_of(World& world, const ast::Expr& expr, const RowRef& row);
// Whether it compares nothing of the account: `true == (status in ["Active"])`.
bool is_condition(const ast::Key& key);

TriedRule tried_rule(World& world, const RuleTry& attempt);
// The rules behind the one that decided which compare something else, and fit somebody else: nobody
// asked them.
std::vector<TriedRule> later_rules(World& world, const RowRef& row, const RuleTry& decider);

}  // namespace writ::reference
