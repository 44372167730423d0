// The report of a run: its policies judged, waivers applied, and files named as from the project.
#pragma once

#include "cli/run.h"
#include "evidence/report.h"

namespace writ {

// `engine`: "native" or "reference".
Report report_of(const Run& run, const std::string& engine = "native");

}  // namespace writ
