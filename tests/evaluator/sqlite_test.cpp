// The native engine gives the verdicts that SQL gives: random policies on random snapshots, each
// policy as one query that was written from docs/language.md and knows no engine.
#include <catch2/catch.hpp>

#include "evaluator/evaluate_columns.h"
#include "evaluator/random_snapshot.h"
#include "evaluator/sqlite/oracle.h"
#include "support/outcome_text.h"
#include "support/random_policies.h"
#include "support/random_ties.h"

using namespace writ;
using namespace writ::testing;

namespace {

struct Tally {
  std::uint64_t pairs = 0;     // of a policy and a snapshot
  std::uint64_t compared = 0;  // of these, by SQL too
  std::uint64_t subjects = 0, open_sides = 0, unknown_cells = 0, absent_cells = 0;
  std::map<std::string, std::uint64_t> verdicts;
  std::map<std::string, std::uint64_t> constructs;  // pairs with it that were compared
  std::map<std::string, std::uint64_t> left_out;    // by reason

  std::string text() const {
    std::string text = std::to_string(compared) + " of " + std::to_string(pairs) +
                       " pairs of a policy and a snapshot were compared, " +
                       std::to_string(subjects) + " subjects, " + std::to_string(open_sides) +
                       " of them with an open side";
    for (const auto& [verdict, number] : verdicts) {
      text += "\n  " + verdict + " " + std::to_string(number);
    }
    text += "\nleft out:";
    for (const auto& [reason, number] : left_out) {
      text += "\n  " + std::to_string(number) + " " + reason;
    }
    return text;
  }
};

std::string cells_text(const Snapshot& snapshot) {
  std::string text = "as of " + to_string(snapshot.as_of) + "\n";
  for (const auto& [name, table] : snapshot.tables) {
    text += name + (table.complete() ? "\n" : " (incomplete)\n");
    for (const Row& row : table.rows) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        text +=
            (i == 0 ? "  " : ", ") + table.schema.columns[i].name + ": " + to_string(row.cells[i]);
      }
      text += "\n";
    }
  }
  return text;
}

std::string verdicts_text(const std::vector<SqlVerdict>& verdicts) {
  std::string text;
  for (const auto& [keys, verdict] : verdicts) {
    text += "  " + verdict + " (";
    for (const std::string& key : keys) {
      text += (&key == keys.data() ? "" : ", ") + key;
    }
    text += ")\n";
  }
  return text;
}

std::vector<SqlVerdict> verdicts_of(const PolicyOutcome& policy, const SqlPolicy& sql) {
  std::vector<SqlVerdict> verdicts;
  for (const Finding& finding : policy.findings) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < sql.keys; ++i) {
      keys.push_back(finding.subject[i].open ? "_" : finding.subject[i].key);
    }
    const bool unsettled = finding.verdict == Verdict::pending && !sql.tells_pending;
    verdicts.emplace_back(std::move(keys),
                          to_string(unsettled ? Verdict::unknown : finding.verdict));
  }
  std::sort(verdicts.begin(), verdicts.end());
  return verdicts;
}

// The text of a policy, as the program has it.
std::string policy_text(const Checked& checked, const std::string& name) {
  for (const ast::File& file : checked.program.files) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* policy = std::get_if<ast::Policy>(&declaration.node);
      if (policy != nullptr && policy->name.text == name) {
        return std::string(checked.sources.text(declaration.span));
      }
    }
  }
  return {};
}

void compare(const Checked& checked, SqliteOracle& oracle, RandomCells& random, int seed,
             Tally& tally) {
  random.gaps = random.one_in(2) ? 4 : random.one_in(2) ? 20 : 0;
  random.rows = random.one_in(50) ? 20 : random.one_in(10) ? 7 : 3;
  const Snapshot snapshot = random_snapshot(checked.program, random);
  for (const auto& [name, table] : snapshot.tables) {
    for (const Row& row : table.rows) {
      for (const Cell& cell : row.cells) {
        tally.unknown_cells += cell.unknown() ? 1 : 0;
        tally.absent_cells += cell.absent() ? 1 : 0;
      }
    }
  }
  EvaluateOptions options;
  options.contracts = random.one_in(2);
  oracle.load(snapshot, options.contracts);
  const Outcome outcome =
      evaluate(checked.program, checked.sources, to_columns(snapshot), options, {});
  for (std::size_t i = 0; i < checked.program.policies.size(); ++i) {
    const PolicyInfo& policy = checked.program.policies[i];
    ++tally.pairs;
    try {
      const std::vector<SqlVerdict> expected = oracle.verdicts(policy);
      const SqlPolicy& sql = oracle.translate(policy);
      const std::vector<SqlVerdict> found = verdicts_of(outcome.policies[i], sql);
      if (expected != found) {
        FAIL_CHECK(
            "seed " << seed << "\n"
                    << policy_text(checked, policy.policy->name.text) << "\n"
                    << cells_text(snapshot) << "contracts " << options.contracts << "\nby SQL:\n"
                    << verdicts_text(expected) << "by the engine:\n"
                    << verdicts_text(found) << outcome_text(outcome.policies[i]) << sql.query);
      }
      ++tally.compared;
      tally.subjects += found.size();
      for (const auto& [keys, verdict] : found) {
        ++tally.verdicts[verdict];
        tally.open_sides += std::count(keys.begin(), keys.end(), "_") != 0 ? 1 : 0;
      }
      for (const std::string& construct : sql.constructs) {
        ++tally.constructs[construct];
      }
    } catch (const CannotSay& reason) {
      ++tally.left_out[reason.what()];
    }
  }
}

}  // namespace

// WRIT_FUZZ_COUNT programs of four policies each, from WRIT_FUZZ_SEED on, on eight snapshots each.
TEST_CASE("the native engine gives the verdicts that SQL gives", "[evaluator][sqlite][random]") {
  constexpr int policies = 3;
  constexpr int snapshots = 8;
  constexpr int usual = 200;
  const int count = random_count(usual);
  const int first = random_start();
  Tally tally;
  for (int seed = first; seed < first + count; ++seed) {
    RandomPolicies random_policies(static_cast<std::uint64_t>(seed));
    std::string text = random_policies_prelude;
    for (int i = 0; i < policies; ++i) {
      text += random_policies.policy("p" + std::to_string(i), 1 + i % 3);
    }
    text += RandomTies(static_cast<std::uint64_t>(seed)).policy("p_tied");
    const Checked checked = check_text(text, {{"schemas.writ", prelude()}});
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    SqliteOracle oracle(checked.program);
    RandomCells random(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < snapshots; ++i) {
      compare(checked, oracle, random, seed, tally);
    }
  }
  WARN(tally.text());
  CHECK(tally.compared > tally.pairs * 8 / 10);
  CHECK(tally.unknown_cells > 0);
  CHECK(tally.absent_cells > 0);
  if (count < usual) {
    return;  // too few for what is rare
  }
  CHECK(tally.open_sides > 0);
  for (const char* verdict : {"violation", "unknown", "pending", "compliant"}) {
    CHECK(tally.verdicts[verdict] > 0);
  }
  for (const std::string& construct : translated_constructs()) {
    INFO(construct);
    CHECK(tally.constructs[construct] > 0);
  }
}
