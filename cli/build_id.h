// Which build of the program runs, libraries included: a result that another build worked out need
// not be what this one would.
#pragma once

#include <string>

namespace writ {

// A digest over the build ids of all that is loaded; empty where the program has none.
std::string build_id();

}  // namespace writ
