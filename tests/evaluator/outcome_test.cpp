#include "evaluator/outcome.h"

#include <catch2/catch.hpp>

#include "evaluator/settle.h"

using namespace writ;

namespace {

PolicyOutcome policy_with(const std::vector<Verdict>& verdicts) {
  PolicyOutcome policy;
  for (const Verdict verdict : verdicts) {
    Finding finding;
    finding.verdict = verdict;
    finding.subject = {{.variable = "w",
                        .table = "t.t",
                        .key = std::to_string(policy.findings.size()),
                        .open = false}};
    policy.findings.push_back(std::move(finding));
  }
  return policy;
}

}  // namespace

TEST_CASE("the status is the worst of the subjects'", "[evaluator][settle]") {
  using enum Verdict;
  struct Row {
    std::vector<Verdict> verdicts;
    bool may_be_vacuous;
    const char* complete;
    const char* incomplete;
  };
  const auto row = GENERATE(values<Row>({
      {{compliant, violation, unknown}, false, "violation", "violation"},
      {{compliant, unknown, pending}, false, "unknown", "unknown"},
      {{compliant, pending, waived}, false, "pending", "unknown"},
      {{compliant, waived}, false, "waived", "unknown"},
      {{compliant}, false, "compliant", "unknown"},
      {{}, false, "vacuous", "unknown"},
      {{}, true, "compliant", "unknown"},
  }));
  PolicyOutcome policy = policy_with(row.verdicts);
  settle(policy, row.may_be_vacuous);
  CHECK(to_string(policy.status) == row.complete);
  CHECK(policy.vacuous == (row.verdicts.size() == 0));
  CHECK(policy.counts.subjects == row.verdicts.size());
  policy.incomplete = {"t.t: not collected"};
  settle(policy, row.may_be_vacuous);
  CHECK(to_string(policy.status) == row.incomplete);
}

TEST_CASE("findings are sorted by verdict, then subject", "[evaluator][settle]") {
  PolicyOutcome policy = policy_with({Verdict::compliant, Verdict::violation, Verdict::violation});
  settle(policy, false);
  REQUIRE(policy.findings.size() == 3);
  CHECK(to_string(policy.findings[0].subject) == "1");
  CHECK(to_string(policy.findings[1].subject) == "2");
  CHECK(to_string(policy.findings[2].subject) == "0");
  CHECK(policy.counts.violation == 2);
}

TEST_CASE("a subject reads as tests write it", "[evaluator][outcome]") {
  const SubjectPart w{.variable = "w", .table = "hr.workers", .key = "w1", .open = false};
  const SubjectPart a{.variable = "a", .table = "lms.users", .key = "u1", .open = false};
  const SubjectPart open{.variable = "a", .table = "lms.users", .key = "", .open = true};
  CHECK(to_string(Subject{w}) == "w1");
  CHECK(to_string(Subject{w, a}) == "(w1, u1)");
  CHECK(to_string(Subject{w, open}) == "(w1, _)");
}

TEST_CASE("a fingerprint tells policies, tables, keys and open sides apart",
          "[evaluator][settle]") {
  SubjectPart part{.variable = "w", .table = "hr.workers", .key = "w1", .open = false};
  const std::uint64_t base = fingerprint("p", {part});
  CHECK(base == fingerprint("p", {part}));
  CHECK(base != fingerprint("q", {part}));
  part.variable = "x";
  CHECK(base == fingerprint("p", {part}));
  part.key = "w2";
  CHECK(base != fingerprint("p", {part}));
  SubjectPart open{.variable = "w", .table = "hr.workers", .key = "", .open = true};
  SubjectPart empty = open;
  empty.open = false;
  CHECK(fingerprint("p", {open}) != fingerprint("p", {empty}));
}

TEST_CASE("severities by name", "[evaluator][outcome]") {
  CHECK(parse_policy_severity("critical") == PolicySeverity::critical);
  CHECK(parse_policy_severity("Critical") == std::nullopt);
  CHECK(to_string(PolicySeverity::info) == "info");
}
