// Identity: whose account it is, by the project's overrides and then the rules in order.
#pragma once

#include "evaluator/reference/world.h"

namespace writ::reference {

// `row`: an account, in its own table or in a view.
const PersonMatch& person_of(World& world, const RowRef& row);
// The rows of the view `account` that are this person's, and those that may be.
Value accounts_of(World& world, const RowRef& person);

}  // namespace writ::reference
