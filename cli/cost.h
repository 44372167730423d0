// `writ check --cost`: what policies may cost, before anything runs.
#pragma once

#include "cli/console.h"
#include "cli/options.h"
#include "cli/selection.h"

namespace writ {

// Whether options are given that mean nothing without --cost; says so.
bool misses_cost(const Options& options, Console& console);

// The estimate for each policy of the project, or of the paths that the command line names. Status 1
// where one is over --max-cost. REQUIRES: the policies were checked without errors.
ExitStatus report_cost(const Options& options, const Selection& selection, Console& console);

}  // namespace writ
