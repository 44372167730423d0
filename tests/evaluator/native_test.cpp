// The native engine says what the reference interpreter says, byte for byte: random policies in
// every construct on random snapshots, on one thread and on several, with a history.
#include <catch2/catch.hpp>

#include "evaluator/evaluate_columns.h"
#include "evaluator/random_snapshot.h"
#include "support/format_laws.h"
#include "support/outcome_text.h"
#include "support/random_policies.h"

using namespace writ;
using namespace writ::testing;

namespace {

Checked check_random(std::uint64_t seed, int policies) {
  RandomPolicies random(seed);
  std::string text = random_policies_prelude;
  for (int i = 0; i < policies; ++i) {
    text += random.policy("p" + std::to_string(i), 1 + i % 3);
  }
  return check_text(text, {{"schemas.writ", prelude()}});
}

// The first lines in which they differ.
std::string difference(const std::string& reference, const std::string& native) {
  std::istringstream a(reference), b(native);
  std::string x, y, context;
  while (std::getline(a, x) && std::getline(b, y) && x == y) {
    context = x.starts_with("policy") || x.starts_with("  unknown") || x.starts_with("  viol")
                  ? x
                  : context;
  }
  return "in " + context + "\nreference: " + x + "\nnative:    " + y;
}

}  // namespace

TEST_CASE("the native engine agrees with the reference", "[evaluator][native][random]") {
  const int count = random_count(400);
  const int first = std::getenv("WRIT_FUZZ_SEED") != nullptr ? std::atoi(std::getenv("WRIT_FUZZ_SEED")) : 0;
  for (int seed = first; seed < first + count; ++seed) {
    const Checked checked = check_random(static_cast<std::uint64_t>(seed), 3);
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    RandomCells random(static_cast<std::uint64_t>(seed));
    const Snapshot snapshot = random_snapshot(checked.program, random);
    std::vector<Snapshot> earlier;
    for (std::size_t i = random.below(3); i > 0; --i) {
      earlier.push_back(random_snapshot(checked.program, random));
      earlier.back().as_of.micros -= static_cast<std::int64_t>(i) * micros_per_day;
    }
    EvaluateOptions options;
    options.contracts = seed % 2 == 0;
    std::vector<ColumnSnapshot> columns;
    for (const Snapshot& one : earlier) {
      options.history.push_back(&one);
      columns.push_back(to_columns(one));
    }
    NativeOptions native;
    for (const ColumnSnapshot& one : columns) {
      native.history.push_back(&one);
    }
    const std::string expected =
        outcome_text(evaluate(checked.program, checked.sources, snapshot, options));
    const ColumnSnapshot now = to_columns(snapshot);
    native.threads = 1 + static_cast<unsigned>(seed % 2) * 2;
    const std::string found =
        outcome_text(evaluate(checked.program, checked.sources, now, options, native));
    if (expected != found) {
      FAIL_CHECK("seed " << seed << "\n" << difference(expected, found));
    }
  }
}
