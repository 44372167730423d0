// Audits of a stored snapshot that look up what earlier ones found: a result is kept for each
// policy and for the data as a whole (snapshot/store/results.h, cli/result_key.h), so that a
// changed policy costs only itself. What comes out is what evaluating everything gives, byte for
// byte.
#pragma once

#include "cli/run.h"

namespace writ {

// What the native engine says of the run's snapshot; waivers are not applied. REQUIRES:
// run.results is not empty.
Outcome evaluate_or_look_up(const Run& run);

}  // namespace writ
