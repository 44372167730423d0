#include "evaluator/waiver.h"

#include <catch2/catch.hpp>

#include "evaluator/evaluation.h"

using namespace writ;
using namespace writ::testing;

namespace {

Waiver waiver(std::map<std::string, std::string> subject, const char* expires) {
  Waiver result;
  result.policy = "p";
  result.subject = std::move(subject);
  result.reason = "handover";
  result.approved_by = "cfo@x.example";
  result.expires = *parse_date(expires);
  return result;
}

}  // namespace

TEST_CASE("waivers change verdicts, counts, status and cost, and keep what was found",
          "[evaluator][waiver]") {
  Checked checked = good_program(R"(
policy p { title "t" cost w.salary USD for w in hr.workers require w.level > 0 }
)");
  const Snapshot snapshot =
      snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                  {{"hr.workers",
                    {{{"id", "w1"}, {"level", "0"}, {"salary", "10"}, {"note", "x"}},
                     {{"id", "w2"}, {"level", "0"}, {"salary", "20"}, {"note", "y"}},
                     {{"id", "w3"}, {"level", "?"}, {"note", "x"}},
                     {{"id", "w4"}, {"level", "1"}, {"note", "x"}}}}});
  const EvaluateOptions options;
  Outcome outcome = evaluate(checked.program, checked.sources, snapshot, options);
  PolicyOutcome& policy = outcome.policies[0];
  REQUIRE(verdicts(policy) ==
          std::vector<std::string>{"violation w1", "violation w2", "unknown w3", "compliant w4"});
  CHECK(to_string(policy.total_cost->amount) == "30.00");
  const auto apply = [&](const std::vector<Waiver>& waivers) {
    return apply_waivers(outcome, waivers, checked.program, checked.sources,
                         [&]() -> const Snapshot& { return snapshot; }, options);
  };

  SECTION("by subject") {
    const WaiverReport report =
        apply({waiver({{"w", "w1"}}, "2026-04-01"), waiver({{"w", "w4"}}, "2026-04-01"),
               waiver({{"w", "w9"}}, "2026-04-01"), waiver({{"x", "w2"}}, "2026-04-01")});
    CHECK(verdicts(policy) ==
          std::vector<std::string>{"violation w2", "unknown w3", "waived w1", "compliant w4"});
    CHECK(policy.counts.waived == 1);
    CHECK(policy.status == Status::violation);
    CHECK(to_string(policy.total_cost->amount) == "20.00");
    CHECK(report.stale == std::vector<std::size_t>{1, 2, 3});
    CHECK(report.expired.empty());
    REQUIRE(policy.findings[2].waiver);
    CHECK(policy.findings[2].waiver->waives == Verdict::violation);
    CHECK(policy.findings[2].waiver->reason == "handover");
  }
  SECTION("all of them") {
    apply({waiver({{"w", "w1"}}, "2026-04-01"), waiver({{"w", "w2"}}, "2026-04-01"),
           waiver({{"w", "w3"}}, "2026-04-01")});
    CHECK(policy.status == Status::waived);
    CHECK(policy.findings[2].waiver->waives == Verdict::unknown);
  }
  SECTION("it ends when its day begins, in UTC") {
    CHECK(apply({waiver({{"w", "w1"}}, "2026-03-10")}).expired == std::vector<std::size_t>{0});
    CHECK(policy.counts.waived == 0);
    CHECK(apply({waiver({{"w", "w1"}}, "2026-03-11")}).expired.empty());
    CHECK(policy.counts.waived == 1);
  }
  SECTION("by a condition; an unknown one covers nothing") {
    Waiver matching = waiver({}, "2026-04-01");
    const std::uint32_t file = checked.sources.add("match", "w.note == \"x\" and w.salary < 100");
    const auto condition = parse_expression(checked.sources, file, checked.diagnostics);
    REQUIRE(condition);
    matching.match = check_match(checked.program, checked.program.policies[0], *condition,
                                 checked.sources, checked.diagnostics, matching.became);
    REQUIRE(matching.match);
    CHECK_FALSE(matching.became);
    const WaiverReport report = apply({matching});
    CHECK(report.stale.empty());
    CHECK(verdicts(policy) ==
          std::vector<std::string>{"violation w2", "unknown w3", "waived w1", "compliant w4"});
  }
}
