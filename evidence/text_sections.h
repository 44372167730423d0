// The parts of the text report that follow the policies: what needs care in waivers and data, the
// sums, and the next command.
#pragma once

#include "evidence/layout.h"
#include "evidence/text_report.h"

namespace writ {

void write_waiver_notes(Layout& layout, const Report& report);
void write_incomplete_tables(Layout& layout, const Report& report, const TextOptions& options);
void write_data_findings(Layout& layout, const Report& report, const TextOptions& options);
void write_links(Layout& layout, const Report& report);
void write_summary(Layout& layout, const Report& report);
void write_next(Layout& layout, const Report& report, const TextOptions& options);

}  // namespace writ
