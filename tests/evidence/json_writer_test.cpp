// A finding is written as it would be built and dumped, whatever is in it.
#include <catch2/catch.hpp>

#include "evidence/json_parts.h"

using namespace writ;

namespace {

Finding rich_finding(const std::string& text) {
  Finding finding;
  finding.verdict = Verdict::waived;
  finding.subject = {{"w", "hr.workers", text, false}, {"a", "", "", true}};
  finding.fingerprint = 0x0123456789abcdef;
  finding.message = text;
  finding.reasons = {{ReasonKind::missing, "hr.workers", text, "email", text, {}},
                     {ReasonKind::not_due, "", "", "", "", Instant{0}}};
  finding.more_reasons = true;
  finding.due = Instant{1};
  finding.waiver = std::make_shared<const AppliedWaiver>(
      AppliedWaiver{text, "kim", "", Date{20000}, Verdict::violation});
  finding.because = {{"require", 7, text, "false"}};
  finding.witnesses = {{"hr.workers", text, "workers.csv", 3}, {"hr.workers", "w", "", 0}};
  return finding;
}

std::string written(const Finding& finding) {
  std::string text;
  JsonWriter writer(text);
  write_finding(writer, finding);
  return text;
}

}  // namespace

TEST_CASE("findings are written as documents are dumped", "[evidence]") {
  for (const std::string& text :
       {std::string("plain"), std::string("quote \" and \\ and / and \x7f"),
        std::string("lines\n\r\t\b\f and \x01"), std::string("M\u00fcller \u202e \U0001F512"),
        std::string("\xff broken"), std::string("\0nul", 4), std::string()}) {
    const Finding finding = rich_finding(text);
    CHECK(written(finding) == json_line(finding_json(finding)));
  }
  CHECK(written(Finding{}) == json_line(finding_json(Finding{})));
}
