// The audit as a person reads it: worst first, each violation with its message, the clause that
// decided and the rows behind it; unknown verdicts by the rows that cause them; and at the end what
// to do next.
#pragma once

#include <cstddef>
#include <string>

#include "evidence/report.h"

namespace writ {

struct TextOptions {
  std::size_t width = 100;
  bool color = false;
  bool all = false;        // list every subject, compliant ones too
  std::size_t limit = 20;  // findings shown for each verdict of a policy, without `all`
  std::string
      arguments;  // that the next command needs to see the same data: "--project acme/writ.yaml"
};

std::string text_report(const Report& report, const TextOptions& options);
// The policies alone, each with its facts and findings, and the waivers to look at.
std::string policy_text(const Report& report, const TextOptions& options);

}  // namespace writ
