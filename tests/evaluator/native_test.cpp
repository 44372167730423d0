// The native engine says what the reference interpreter says, byte for byte: random policies in
// every construct on random snapshots, on one thread and on several, with a history.
#include <re2/re2.h>

#include <catch2/catch.hpp>

#include "evaluator/evaluate_columns.h"
#include "evaluator/random_snapshot.h"
#include "support/format_laws.h"
#include "support/outcome_text.h"
#include "support/random_policies.h"
#include "support/random_ties.h"

using namespace writ;
using namespace writ::testing;

namespace {

// How many policies have what makes an engine look rows up.
struct Constructs {
  std::uint64_t joins = 0, closures = 0, quantifiers = 0, any = 0;

  void count(const std::string& policy, std::uint64_t times) {
    static const RE2 two_fors("(?s)\\n  for .*\\n  for ");
    static const RE2 closure("reachable from|[a-z][+*]");
    static const RE2 quantifier(R"(\b(exists|no|every) v\d+x\b|\bcount\(v|[^\n ] for v\d+x in )");
    const bool join = RE2::PartialMatch(policy, two_fors);
    const bool closes = RE2::PartialMatch(policy, closure);
    const bool quantifies = RE2::PartialMatch(policy, quantifier);
    joins += join ? times : 0;
    closures += closes ? times : 0;
    quantifiers += quantifies ? times : 0;
    any += join || closes || quantifies ? times : 0;
  }
};

Checked check_random(std::uint64_t seed, int policies, Constructs& constructs,
                     std::uint64_t times) {
  RandomPolicies random(seed);
  std::string text = random_policies_prelude;
  std::vector<std::string> all;
  for (int i = 0; i < policies; ++i) {
    all.push_back(random.policy("p" + std::to_string(i), 1 + i % 3));
    text += all.back();
  }
  Checked checked = check_text(text, {{"schemas.writ", prelude()}});
  for (const std::string& policy : all) {
    constructs.count(policy, checked.diagnostics.has_errors() ? 0 : times);
  }
  return checked;
}

// One program on one snapshot with its history, in both engines.
void compare(const Checked& checked, RandomCells& random, int seed, unsigned threads) {
  random.gaps = random.one_in(2) ? 4 : random.one_in(2) ? 20 : 0;
  random.rows = random.one_in(100) ? 50 : random.one_in(10) ? 9 : 3;
  const Snapshot snapshot = random_snapshot(checked.program, random);
  std::vector<Snapshot> earlier;
  for (std::size_t i = random.below(3); i > 0; --i) {
    earlier.push_back(random_snapshot(checked.program, random));
    earlier.back().as_of.micros -= static_cast<std::int64_t>(i) * micros_per_day;
  }
  EvaluateOptions options;
  options.contracts = random.one_in(2);
  options.list_compliant = random.one_in(2);
  std::vector<ColumnSnapshot> columns;
  for (const Snapshot& one : earlier) {
    options.history.push_back(&one);
    columns.push_back(to_columns(one));
  }
  NativeOptions native;
  for (const ColumnSnapshot& one : columns) {
    native.history.push_back(&one);
  }
  native.threads = threads;
  native.share = threads > 1 ? 1 : 4096;
  native.rows_a_key = random.one_in(2) ? 0 : 16;
  const std::string expected =
      outcome_text(evaluate(checked.program, checked.sources, snapshot, options));
  const std::string found = outcome_text(
      evaluate(checked.program, checked.sources, to_columns(snapshot), options, native));
  if (expected != found) {
    FAIL_CHECK("seed " << seed << "\n" << first_difference("reference", expected, "native", found));
  }
}

// Policies on which the engines once disagreed, or one of them fell over.
const std::vector<std::string> lessons = {
    // A ref to nowhere, in a set that a closure starts from.
    "for u in lms.users require not (u.groups intersects u.managed.parent+)",
};

}  // namespace

TEST_CASE("the engines agree on what they once did not", "[evaluator][native][random]") {
  for (const std::string& lesson : lessons) {
    const Checked checked =
        check_text(random_policies_prelude + ("policy p {\n  title \"t\"\n  " + lesson + "\n}\n"),
                   {{"schemas.writ", prelude()}});
    INFO(lesson);
    REQUIRE_FALSE(checked.diagnostics.has_errors());
    RandomCells random(1);
    for (int i = 0; i < 200; ++i) {
      compare(checked, random, i, 1U << (i % 4));
    }
  }
}

// 201,600 pairs of a policy and a snapshot: WRIT_FUZZ_COUNT programs of three policies each, from
// WRIT_FUZZ_SEED on, on sixteen snapshots each.
TEST_CASE("the native engine agrees with the reference", "[evaluator][native][random]") {
  constexpr int policies = 3;
  constexpr int snapshots = 16;
  const int count = random_count(4200);
  const int first = random_start();
  std::uint64_t pairs = 0;
  Constructs constructs;
  for (int seed = first; seed < first + count; ++seed) {
    const Checked checked =
        check_random(static_cast<std::uint64_t>(seed), policies, constructs, snapshots);
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    RandomCells random(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < snapshots; ++i) {
      compare(checked, random, seed, 1U << (i % 4));  // on 1, 2, 4 and 8 threads
      pairs += policies;
    }
  }
  WARN(pairs << " pairs of a policy and a snapshot were compared; " << constructs.joins
             << " with two `for`s, " << constructs.closures << " with closures, "
             << constructs.quantifiers << " with quantifiers or aggregates, " << constructs.any
             << " with any of them");
  CHECK(constructs.any > pairs / 4);
  CHECK(pairs > static_cast<std::uint64_t>(count) * policies * snapshots * 9 / 10);
}

// Ties of rows to others, and of rows to themselves: what leaves a side of a subject open.
TEST_CASE("the engines agree on rows that are tied", "[evaluator][native][random]") {
  constexpr int snapshots = 8;
  const int count = random_count(400);
  const int first = random_start();
  for (int seed = first; seed < first + count; ++seed) {
    RandomTies ties(static_cast<std::uint64_t>(seed));
    std::string text = random_policies_prelude;
    for (const char* name : {"p0", "p1", "p2"}) {
      text += ties.policy(name, true);
    }
    const Checked checked = check_text(text, {{"schemas.writ", prelude()}});
    REQUIRE_FALSE(checked.diagnostics.has_errors());
    RandomCells random(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < snapshots; ++i) {
      compare(checked, random, seed, 1U << (i % 4));
    }
  }
}

// The step budget tells how many rows were visited.
TEST_CASE("rows are looked up by the key that tells them apart", "[evaluator][native]") {
  const Checked checked = good_program(
      "policy one_account {\n  for a in lms.users\n"
      "  require no b in lms.users\n"
      "    where b.status == \"active\" and b.status == a.status and b.email == a.email and b.id "
      "!= a.id\n}\n");
  Rows rows;
  for (int i = 0; i < 500; ++i) {
    const std::string n = std::to_string(i);
    rows["lms.users"].push_back({{"id", n}, {"email", n + "@x.example"}, {"status", "active"}});
  }
  EvaluateOptions options;
  options.budget = 2'000;
  const Outcome outcome =
      evaluate(checked.program, checked.sources,
               to_columns(snapshot_of(checked.program, "2026-03-03T12:00:00Z", rows)), options, {});
  CHECK_FALSE(outcome.budget_exhausted);
  CHECK(outcome.policies.front().counts.compliant == 500);
}
