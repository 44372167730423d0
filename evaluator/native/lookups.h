// What a plan's conditions tell of themselves: by which key rows may be looked up, which conditions
// are about the row alone, which fields depend on themselves.
#pragma once

#include <map>

#include "evaluator/native/plan.h"

namespace writ::native {

// The `==` among the conjuncts by which a hash of the rows finds all that can match: the one that
// tells rows apart best, of equals the first. None behind a condition that may overflow: that one has to
// be tried on every row.
std::optional<Lookup> find_lookup(const std::vector<NodeRef>& where, int slot);

// Which conjuncts are over the row in `slot` alone and may be tried once for each row of the
// collection.
std::vector<bool> find_inner(const std::vector<NodeRef>& where, int slot);

// The same text for conditions on rows that mean the same, whichever policy they stand in; unique
// where that cannot be told.
std::string signature(NodeRef node, int slot);

// Whether values of the two types, where they are equal, have equal lookup keys (keys.h).
bool have_common_keys(const Type& a, const Type& b);

// Sets FieldPlan::recursive.
void mark_recursive_fields(Plan& plan, const std::map<std::string, std::uint32_t>& relation_ids);

}  // namespace writ::native
