// Audits of a stored snapshot that look up what earlier ones found: a result is kept for each
// policy and for the data as a whole (snapshot/store/results.h, cli/result_key.h), so that a
// changed policy costs only itself. What comes out is what evaluating everything gives, byte for
// byte.
#pragma once

#include "cli/run.h"

namespace writ {

// What the native engine says of the run's snapshot; waivers are not applied. The snapshot is
// opened only where something is missing, and may still be `unopened` afterwards; an Error is that
// of opening it. REQUIRES: run.results is not empty.
Result<Outcome> evaluate_or_look_up(Run& run);

}  // namespace writ
