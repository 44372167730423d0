// Contracts on what was collected: `expect …`, and that no table that a policy reads is empty.
#pragma once

#include "evaluator/reference/world.h"

namespace writ::reference {

// Where one is broken, the table counts as incomplete from here on, with the contract named; a data
// finding says so.
void apply_contracts(World& world);

}  // namespace writ::reference
