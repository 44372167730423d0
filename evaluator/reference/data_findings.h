// What is wrong with the data as the program's schemas see it, whichever policies read it: refs
// that lead nowhere, values that `present when` forbids or misses, addresses that look alike.
#pragma once

#include "evaluator/reference/world.h"

namespace writ::reference {

std::vector<DataFinding> find_in_data(World& world);

}  // namespace writ::reference
