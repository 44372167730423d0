// Unknown verdicts, by what causes them: a few rows or tables that block many subjects, so that a
// reader sees which records to mend.
#pragma once

#include <vector>

#include "evidence/layout.h"
#include "evidence/text_report.h"

namespace writ {

// REQUIRES: every finding's verdict is unknown.
void write_unknowns(Layout& layout, const std::vector<const Finding*>& findings,
                    const TextOptions& options);

}  // namespace writ
