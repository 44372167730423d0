// From a policy's findings to its status: the part of the verdict rules that every engine, and
// every change of a verdict afterwards (waivers), shares.
#pragma once

#include "evaluator/outcome.h"

namespace writ {

// Sorts the findings and fills in `counts`, `vacuous` and `status` from them and from `incomplete`.
void settle(PolicyOutcome& policy, bool may_be_vacuous);

// The same for the same subject of the same policy, whatever else changes.
std::uint64_t fingerprint(const std::string& policy, const Subject& subject);

}  // namespace writ
