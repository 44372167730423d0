#include "evidence/text_report.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "base/text.h"
#include "evidence/sample.h"
#include "support/golden.h"

namespace writ {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("the text report is its golden file", "[evidence][text]") {
  struct Row {
    std::string file;
    TextOptions options;
  };
  const std::vector<Row> rows = {
      {"report/sample.txt", {.arguments = "--project acme/writ.yaml"}},
      {"report/sample_narrow.txt", {.width = 68, .arguments = ""}},
      {"report/sample_color.txt", {.color = true, .arguments = ""}},
      {"report/sample_all.txt", {.all = true, .arguments = ""}},
  };
  for (const Row& row : rows) {
    golden(row.file, text_report(sample_report(), row.options));
  }
}

TEST_CASE("an audit without findings says so in a few lines", "[evidence][text]") {
  Report report;
  report.outcome.as_of = at("2026-03-03T12:00:00Z");
  report.outcome.snapshot_id = "sha256:" + std::string(64, 'a');
  report.outcome.policies = {plain("seats_used", PolicySeverity::low, Status::compliant)};
  golden("report/compliant.txt", text_report(report, {}));
}

TEST_CASE("no line is wider than the width, but a command to copy", "[evidence][text]") {
  Report report = sample_report();
  report.outcome.policies[1].findings[0].message =
      std::string(900, 'x') + " 漢字漢字 " + std::string(300, 'y');
  for (const std::size_t width : {68, 75, 80, 120}) {
    for (const std::string& line :
         lines_of(text_report(report, {.width = width, .arguments = ""}))) {
      CAPTURE(width, line);
      CHECK((display_width(line) <= width || mentions(line, "  writ ")));
    }
  }
}

TEST_CASE("what data says cannot leave its place", "[evidence][text]") {
  const std::string hostile =
      "\x1b]8;;http://x\x07"
      "a\r\nviolation  fake\t\xe2\x80\xae evil \xc2\x9b"
      "2J\xff";
  Report report = sample_report();
  PolicyOutcome& policy = report.outcome.policies[1];
  policy.title = policy.owner = policy.description = hostile;
  policy.notes[0].text = hostile;
  for (Finding& finding : policy.findings) {
    finding.subject[0].key = finding.message = finding.remedy = hostile;
    finding.witnesses.push_back({hostile, hostile, hostile, 1});
    for (Reason& reason : finding.reasons) {
      reason.key = reason.note = hostile;
    }
  }
  report.project = hostile;
  report.outcome.data_findings[0].value = report.outcome.data_findings[0].detail = hostile;
  report.outcome.tables[1].incomplete = {hostile};
  report.stale[0].reason = report.stale[0].approved_by = hostile;
  const std::string text = text_report(report, {.all = true, .arguments = ""});
  for (const std::string& line : lines_of(text)) {
    CAPTURE(line);
    CHECK(printable(line) == line);
    CHECK_FALSE(line.starts_with("violation  fake"));
  }
  CHECK(mentions(text, R"(\u{1B}]8;;http://x\u{7}a)"));
}

TEST_CASE("a very long value is shortened, and says by how much", "[evidence][text]") {
  Report report = sample_report();
  report.outcome.policies[1].findings[0].message = std::string(1'000'000, 'x');
  const std::string text = text_report(report, {});
  CHECK(text.size() < 20'000);
  CHECK(mentions(text, "(998,000 more"));
}

TEST_CASE("of many findings the first are shown, and how to see the rest", "[evidence][text]") {
  Report report = sample_report();
  PolicyOutcome& policy = report.outcome.policies[1];
  const Finding violation = policy.findings.front();
  policy.findings.insert(policy.findings.begin(), 36, violation);
  policy.counts.violation = 37;
  CHECK(mentions(text_report(report, {}), "… and 17 more violation"));
  CHECK(mentions(text_report(report, {}), "`writ audit --all`"));
  CHECK_FALSE(mentions(text_report(report, {.all = true, .arguments = ""}), "more violation"));
}

TEST_CASE("a cause without details ends without a colon", "[evidence][text]") {
  PolicyOutcome policy = plain("p", PolicySeverity::low, Status::unknown);
  for (const auto* due : {"2026-03-05T00:00:00Z", "2026-03-04T00:00:00Z"}) {
    policy.findings.push_back(finding_of(Verdict::unknown, pair_of(due, "u"), ""));
    policy.findings.back().reasons = {{ReasonKind::not_due, "", "", "", "", at(due)}};
  }
  Report report;
  report.outcome.policies = {policy};
  CHECK(mentions(text_report(report, {}),
                 "deadlines that lie ahead leave 2 verdicts open, the first of them "
                 "2026-03-04T00:00:00Z\n"));
}

TEST_CASE("the closing command names an open finding, never a waived one", "[evidence][text]") {
  const auto with = [](const std::string& name, PolicySeverity severity, Status status,
                       std::vector<Verdict> verdicts) {
    PolicyOutcome policy = plain(name, severity, status);
    for (const Verdict verdict : verdicts) {
      policy.findings.push_back(finding_of(
          verdict,
          {{.variable = "a", .table = "t.t", .key = name + std::string(to_string(verdict))}}, ""));
    }
    return policy;
  };
  Report report;
  std::vector<PolicyOutcome>& policies = report.outcome.policies;
  // Its population was not read whole; no subject of it is unknown.
  policies = {with("a", PolicySeverity::critical, Status::unknown, {Verdict::waived})};
  CHECK(mentions(text_report(report, {}), "writ explain a\n"));
  policies.push_back(
      with("b", PolicySeverity::low, Status::unknown, {Verdict::unknown, Verdict::waived}));
  CHECK(mentions(text_report(report, {}), "writ explain b bunknown\n"));
  policies.push_back(
      with("c", PolicySeverity::low, Status::violation, {Verdict::violation, Verdict::waived}));
  CHECK(mentions(text_report(report, {}), "writ explain c cviolation\n"));
}

TEST_CASE("the closing command can be copied into a shell", "[evidence][text]") {
  struct Row {
    std::string key;
    std::string command;
  };
  const std::vector<Row> rows = {
      {"u1", "writ explain p u1"},        {"it's", R"(writ explain p 'it'\''s')"},
      {"-rf", "writ explain p -- '-rf'"}, {"$(reboot)", "writ explain p '$(reboot)'"},
      {"a b", "writ explain p 'a b'"},
  };
  for (const Row& row : rows) {
    Report report;
    PolicyOutcome policy = plain("p", PolicySeverity::low, Status::violation);
    policy.findings = {
        finding_of(Verdict::violation, {{.variable = "a", .table = "t.t", .key = row.key}}, "")};
    report.outcome.policies = {policy};
    CHECK(mentions(text_report(report, {}), row.command + "\n"));
  }
}

}  // namespace
}  // namespace writ
