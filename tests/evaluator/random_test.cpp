// Whatever the checker accepts can be judged: random policies, in every construct, on random
// snapshots with gaps, dangling refs and incomplete tables.
#include <catch2/catch.hpp>

#include "evaluator/random_snapshot.h"
#include "support/format_laws.h"
#include "support/random_policies.h"

using namespace writ;
using namespace writ::testing;

namespace {

std::string random_policies_text(std::uint64_t seed, int policies) {
  RandomPolicies random(seed);
  std::string text = random_policies_prelude;
  for (int i = 0; i < policies; ++i) {
    text += random.policy("p" + std::to_string(i), 1 + i % 3);
  }
  return text;
}

Checked check_over_prelude(const std::string& text) {
  return check_text(text, {{"schemas.writ", prelude()}});
}

// The verdicts as text, with all that a report may show of them.
std::string all_of(const Outcome& outcome) {
  std::string text;
  for (const PolicyOutcome& policy : outcome.policies) {
    text += policy.name + " " + std::string(to_string(policy.status)) + "\n";
    for (const Finding& finding : policy.findings) {
      text += std::string(to_string(finding.verdict)) + " " + to_string(finding.subject) + " " +
              finding.message + " " + fingerprint_text(finding) + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("the checker accepts what the generator means to be good", "[evaluator][random]") {
  const int count = random_count(400);
  int accepted = 0;
  for (int seed = 0; seed < count; ++seed) {
    const std::string text = random_policies_text(static_cast<std::uint64_t>(seed), 1);
    const Checked checked = check_over_prelude(text);
    if (checked.diagnostics.has_errors()) {
      INFO(render(checked.diagnostics, checked.sources));
      CHECK(accepted >= seed * 98 / 100 - 1);  // else the generator is no good, and this is why
    } else {
      ++accepted;
    }
    const std::string broken = broken_law(text);
    if (!broken.empty()) {
      FAIL("seed " << seed << ": " << broken);
    }
  }
  CHECK(accepted >= count * 98 / 100);  // the elements of `[]` have no type
}

TEST_CASE("a random policy on a random snapshot has an outcome, always the same one",
          "[evaluator][random]") {
  const int count = random_count(400);
  std::map<Verdict, int> seen;
  for (int seed = 0; seed < count; ++seed) {
    CAPTURE(seed);
    const Checked checked =
        check_over_prelude(random_policies_text(static_cast<std::uint64_t>(seed), 3));
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    RandomCells random(static_cast<std::uint64_t>(seed));
    const Snapshot snapshot = random_snapshot(checked.program, random);
    EvaluateOptions options;
    options.contracts = seed % 2 == 0;
    const Outcome outcome = evaluate(checked.program, checked.sources, snapshot, options);
    REQUIRE(all_of(outcome) ==
            all_of(evaluate(checked.program, checked.sources, snapshot, options)));
    for (const PolicyOutcome& policy : outcome.policies) {
      for (const Finding& finding : policy.findings) {
        ++seen[finding.verdict];
      }
      if (!policy.findings.empty()) {
        const std::string subject = to_string(policy.findings.front().subject);
        REQUIRE_FALSE(
            explain(checked.program, checked.sources, snapshot, policy.name, subject, options)
                .empty());
      }
    }
  }
  CHECK(seen[Verdict::compliant] > count / 2);
  CHECK(seen[Verdict::violation] > count / 2);
  CHECK(seen[Verdict::unknown] > count / 2);
}
