// Identity: whose account it is, by the project's overrides and then the rules in order.
#pragma once

#include "evaluator/reference/links.h"

namespace writ::reference {

// What one of the rules made of an account.
struct RuleTry {
  const IdentityRuleInfo* rule = nullptr;
  RowRef account;  // as a row of the relation that the rule speaks of
  KeyMatch found;
};

// How an account came to its person: `tries` ends with the rule that fits somebody, if one does.
struct PersonTrace {
  const IdentityOverride* by = nullptr;  // decided before all rules
  std::vector<RuleTry> tries;
  PersonMatch match;
};
PersonTrace trace_person(World& world, const RowRef& row);
// What the rules alone say.
PersonMatch person_by_rules(World& world, const RowRef& account);
// The account as a row of the relation that a rule speaks of; nothing where that has no such rows.
std::optional<RowRef> row_for_rule(const World& world, const RowRef& account,
                                   const std::string& relation);
// Nothing where the rule is about other tables.
std::optional<RuleTry> try_rule(World& world, const IdentityRuleInfo& rule, const RowRef& row);

// `row`: an account, in its own table or in a view.
const PersonMatch& person_of(World& world, const RowRef& row);
// The rows of the view `account` that are this person's, and those that may be.
Value accounts_of(World& world, const RowRef& person);

}  // namespace writ::reference
