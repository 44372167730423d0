// An audit that carries over what an earlier snapshot's gave is the audit of the whole, byte for
// byte: random policies on random snapshots, each a little different from the one before.
#include <array>
#include <catch2/catch.hpp>

#include "evaluator/evaluate_columns.h"
#include "evaluator/random_snapshot.h"
#include "support/format_laws.h"
#include "support/outcome_text.h"
#include "support/random_policies.h"

using namespace writ;
using namespace writ::testing;

namespace {

// The same rows, but for a few: changed in one cell, gone, come, or from another place.
Snapshot next_of(const Snapshot& snapshot, RandomCells& random) {
  Snapshot next;
  next.as_of = snapshot.as_of;
  if (random.one_in(2)) {
    constexpr std::array<std::int64_t, 5> hours = {1, 12, 24, 24 * 3, 24 * 40};
    next.as_of.micros += hours[random.below(hours.size())] * 3600 * micros_per_second;
  }
  for (const auto& [name, table] : snapshot.tables) {
    TableBuilder builder(table.schema, table.zone);
    builder.add_file("export.csv");
    const bool moves = random.one_in(6);
    const std::size_t rare = random.one_in(2) ? 8 : 40;
    for (const Row& row : table.rows) {
      std::vector<Cell> cells = row.cells;
      const std::size_t column = random.below(cells.size());
      const auto& key = table.schema.key;
      const Column& of = table.schema.columns[column];
      if (random.one_in(rare) && std::find(key.begin(), key.end(), of.name) == key.end()) {
        cells[column] = random.gap_or_value(of.type);
      }
      Origin origin = row.origin;
      origin.record += moves ? 1 : 0;
      if (!random.one_in(rare * 2)) {
        builder.add(std::move(cells), origin);
      }
    }
    if (random.one_in(6)) {
      add_row(builder, random, {row_name(random.below(random.rows)), "c"});
    }
    if (random.one_in(40)) {
      builder.incomplete("more may exist");
    }
    next.tables.emplace(name, std::move(builder).finish(next.findings));
  }
  return next;
}

struct Tally {
  std::uint64_t compared = 0;             // policies on a snapshot
  std::uint64_t carried = 0;              // of these, how many had something to carry over from
  std::uint64_t visited = 0, spared = 0;  // rows
};

// One program on a line of snapshots.
void follow(const Checked& checked, RandomCells& random, int seed, unsigned threads, Tally& tally) {
  random.gaps = random.one_in(3) ? 20 : 0;
  random.rows = random.one_in(4) ? 12 : random.one_in(10) ? 50 : 4;
  EvaluateOptions options;
  options.contracts = random.one_in(2);
  options.list_compliant = random.one_in(2);
  NativeOptions native;
  native.threads = threads;
  native.share = threads > 1 ? 1 : 4096;
  native.rows_a_key = threads > 1 ? 0 : 16;
  Snapshot snapshot = random_snapshot(checked.program, random);
  ColumnSnapshot then;
  EarlierOutcome earlier;
  for (int i = 0; i < 4; ++i) {
    const ColumnSnapshot now = to_columns(snapshot);
    const Outcome whole = evaluate(checked.program, checked.sources, now, options, native);
    NativeOptions incremental = native;
    std::map<std::string, Footing> footings;
    incremental.footings = &footings;
    earlier.snapshot = &then;
    incremental.earlier = i > 0 ? &earlier : nullptr;
    Outcome found = evaluate(checked.program, checked.sources, now, options, incremental);
    const std::string expected = outcome_text(whole);
    if (outcome_text(found) != expected) {
      FAIL_CHECK(
          "seed " << seed << ", snapshot " << i << "\n"
                  << first_difference("whole", expected, "carried over", outcome_text(found)));
      return;
    }
    tally.compared += found.policies.size();
    tally.carried += earlier.policies.size();
    tally.visited += whole.visited;
    tally.spared += whole.visited - std::min(whole.visited, found.visited);
    earlier.policies.clear();
    for (PolicyOutcome& policy : found.policies) {
      if (const auto footing = footings.find(policy.name); footing != footings.end()) {
        const std::string name = policy.name;
        earlier.policies[name] = {std::move(policy), std::move(footing->second)};
      }
    }
    then = now;
    snapshot = next_of(snapshot, random);
  }
}

}  // namespace

TEST_CASE("what is carried over is what judging anew gives", "[evaluator][incremental][random]") {
  const int count = random_count(400);
  const int first = random_start();
  Tally tally;
  for (int seed = first; seed < first + count; ++seed) {
    RandomPolicies policies(static_cast<std::uint64_t>(seed));
    std::string text = random_policies_prelude;
    for (int i = 0; i < 3; ++i) {
      text += policies.policy("p" + std::to_string(i), 1 + i % 3);
    }
    const Checked checked = check_text(text, {{"schemas.writ", prelude()}});
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    RandomCells random(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < 4; ++i) {
      follow(checked, random, seed, 1U << (i % 4), tally);
    }
  }
  WARN(tally.compared << " policies on a snapshot were compared, " << tally.carried
                      << " of them with what to carry over; " << tally.spared << " of "
                      << tally.visited << " rows were spared");
  CHECK(tally.carried > tally.compared / 8);
  CHECK(tally.spared > 0);
}
