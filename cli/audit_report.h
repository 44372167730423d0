// The report of a run: its policies judged, waivers applied, and files named as from the project.
#pragma once

#include "cli/run.h"
#include "evidence/report.h"

namespace writ {

// What the run compares with, for its report.
History compared_with(const Run& run);

// `engine`: "native" or "reference". Opens the snapshot where that is needed; an Error is that of
// the store.
Result<Report> report_of(Run& run, const std::string& engine = "native");

}  // namespace writ
