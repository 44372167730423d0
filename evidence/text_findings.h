// The part of the text report below one policy's heading: its subjects, by verdict.
#pragma once

#include <string>

#include "evidence/layout.h"
#include "evidence/text_report.h"

namespace writ {

Ink ink_of(Status status);
Ink ink_of(Verdict verdict);
// "violation waived until 2026-04-01 by cfo@acme.example (SEC-481): Handover of the spring cohort"
std::string waiver_sentence(const AppliedWaiver& waiver);

void write_findings(Layout& layout, const PolicyOutcome& policy, const TextOptions& options);

}  // namespace writ
