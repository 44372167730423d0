// Outcomes survive being bytes; other bytes are nothing, and do no harm.
#include "evaluator/outcome_bytes.h"

#include <catch2/catch.hpp>

#include "evaluator/evaluate_columns.h"
#include "evaluator/random_snapshot.h"
#include "support/outcome_text.h"
#include "support/random_policies.h"

using namespace writ;
using namespace writ::testing;

namespace {

Checked check_random(std::uint64_t seed) {
  RandomPolicies random(seed);
  std::string text = random_policies_prelude;
  for (int i = 0; i < 3; ++i) {
    text += random.policy("p" + std::to_string(i), 1 + i);
  }
  return check_text(text, {{"schemas.writ", prelude()}});
}

std::string text_of(const std::optional<PolicyOutcome>& policy) {
  return policy ? outcome_text(*policy) : "nothing";
}

PolicyOutcome full_policy() {
  PolicyOutcome policy;
  policy.name = "p";
  policy.file = "a.writ";
  policy.line = 7;
  policy.title = "t";
  policy.description = "d";
  policy.owner = "o";
  policy.severity = PolicySeverity::critical;
  policy.controls = {{"soc2", "CC6.2"}, {"soc2", "CC6.3"}};
  policy.tags = {"leavers"};
  policy.status = Status::vacuous;
  policy.vacuous = true;
  policy.incomplete = {"why"};
  policy.counts = {6, 5, 4, 3, 2, 1};
  policy.notes = {{"3 rows", 3}};
  policy.tables = {"hr.workers"};
  policy.sources_covered = {"a"};
  policy.sources_not_covered = {"b"};
  policy.cost = Cost{{-1}, "USD"};
  policy.total_cost = Cost{{9}, "USD"};
  policy.unlisted = ~std::uint64_t{0};
  Finding finding;
  finding.verdict = Verdict::unknown;
  finding.subject = {{"w", "hr.workers", "w1", false}, {"a", "lms.users", "", true}};
  finding.fingerprint = 0xfedcba9876543210;
  finding.message = "m";
  finding.remedy = "r";
  finding.reasons = {{ReasonKind::not_due, "hr.workers", "w1", "c", "n", Instant{-5}}};
  finding.more_reasons = true;
  finding.due = Instant{77};
  finding.because = {{"where", 9, "x", "true"}, {"require", 8, "y", "false"}};
  finding.witnesses = {{"hr.workers", "w1", "f.csv", 2}, {"lms.users", "u9", "g.csv", 0}};
  policy.findings = {finding, finding};
  return policy;
}

}  // namespace

TEST_CASE("all of a policy's outcome is in its bytes", "[evaluator][bytes]") {
  const PolicyOutcome policy = full_policy();
  const std::string bytes = to_bytes(policy);
  const auto read = policy_from_bytes(bytes, "a.writ", 7);
  REQUIRE(read);
  CHECK(outcome_text(*read) == outcome_text(policy));
  CHECK(to_bytes(*read) == bytes);
  CHECK(read->description == "d");
  CHECK(read->owner == "o");
  CHECK(read->severity == PolicySeverity::critical);
  CHECK(read->controls == policy.controls);
  CHECK(read->tags == policy.tags);
  CHECK(read->unlisted == policy.unlisted);
  CHECK(read->counts.waived == 2);
  CHECK(read->cost->amount == Decimal{-1});
  CHECK(read->total_cost->unit == "USD");
  CHECK(read->findings[1].witnesses == policy.findings[1].witnesses);
  CHECK(read->findings[1].reasons == policy.findings[1].reasons);
  const auto moved = policy_from_bytes(bytes, "b.writ", 3);
  REQUIRE(moved);
  CHECK(moved->file == "b.writ");
  CHECK(moved->line == 3);
  CHECK(moved->findings[0].because[0].line == 5);
  CHECK(moved->findings[1].because[1].line == 4);
}

TEST_CASE("random outcomes survive being bytes, evaluated together or alone",
          "[evaluator][bytes][random]") {
  const int count = random_count(300);
  for (int seed = 0; seed < count; ++seed) {
    const Checked checked = check_random(static_cast<std::uint64_t>(seed));
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    CAPTURE(seed);
    RandomCells random(static_cast<std::uint64_t>(seed));
    const ColumnSnapshot snapshot = to_columns(random_snapshot(checked.program, random));
    EvaluateOptions options;
    const Outcome all = evaluate(checked.program, checked.sources, snapshot, options, {});
    Outcome data;
    REQUIRE(data_from_bytes(data_to_bytes(all), data));
    CHECK(data.data_findings == all.data_findings);
    data.as_of = all.as_of;
    data.snapshot_id = all.snapshot_id;
    for (const PolicyOutcome& policy : all.policies) {
      auto read = policy_from_bytes(to_bytes(policy), policy.file, policy.line);
      CHECK(text_of(read) == outcome_text(policy));
      data.policies.push_back(std::move(*read));
      options.only = {policy.name};
      const Outcome alone = evaluate(checked.program, checked.sources, snapshot, options,
                                     {.history = {}, .policies_alone = true});
      REQUIRE(alone.policies.size() == 1);
      CHECK(to_bytes(alone.policies[0]) == to_bytes(policy));
    }
    CHECK(outcome_text(data) == outcome_text(all));
  }
}

TEST_CASE("bytes that are none of an outcome are nothing", "[evaluator][bytes]") {
  const std::string bytes = to_bytes(full_policy());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(policy_from_bytes(bytes.substr(0, size), "", 0));
  }
  CHECK_FALSE(policy_from_bytes(bytes + "x", "", 0));
  CHECK_FALSE(policy_from_bytes(std::string(100'000, '\xff'), "", 0));
  Outcome outcome;
  CHECK_FALSE(data_from_bytes(bytes, outcome));
  std::size_t read = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    read += policy_from_bytes(damaged, "", 0) ? 1 : 0;
    (void)data_from_bytes(damaged, outcome);
  }
  CHECK(read > 0);  // a digest, not this, says what is damaged
}
