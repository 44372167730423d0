// evaluate(): policies × snapshot -> verdicts. Pure: no clock, no files, no locale; the same input
// gives the same outcome. `now` is the snapshot's as-of time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "dsl/program.h"
#include "evaluator/outcome.h"
#include "evaluator/waiver.h"
#include "snapshot/table.h"

namespace writ {

// One row of identity.yaml: who an account belongs to, said by a person.
struct IdentityOverride {
  std::string account;                // "lms.users/u88": table, slash, key
  std::optional<std::string> person;  // key in the person table; nothing: belongs to nobody
  std::string reason;
  std::string approved_by;
};

struct EvaluateOptions {
  std::map<std::string, ast::Expr> params;  // checked literals that override declared ones
  std::vector<IdentityOverride> overrides;
  std::set<std::string> only;             // policy names; empty: all
  std::set<std::string> project_sources;  // for the sources that a view's policy does not cover
  bool contracts = true;                  // false in tests
  bool list_compliant = true;  // false: compliant subjects are counted, and have no findings
  // Earlier snapshots, oldest first, for `became` and `% of previous`; they must outlive the call.
  std::vector<const Snapshot*> history;
  std::uint64_t budget = 20'000'000'000;  // rows visited; the same stop on every machine
  std::function<void(std::size_t done, std::size_t all)>
      progress;  // before the first policy and after each; may be empty
};

// REQUIRES: the program was checked without errors, and `snapshot` has a table for each of
// program.schemas (an empty, incomplete one where a source was not collected).
Outcome evaluate(const Program& program, const Sources& sources, const Snapshot& snapshot,
                 const EvaluateOptions& options = {});

// A value as a query found it, without a trace of the engine.
struct QueryValue {
  // Times, durations, decimals and the keys of rows are texts.
  enum class Kind { absent, unknown, boolean, integer, text, set };
  Kind kind = Kind::absent;
  std::string text;   // in RFC 3339 and the like; of `unknown` the reason; of a set nothing
  std::string shown;  // as people read it: `absent`, a text of that name in quotes
  std::vector<QueryValue> items;  // of a set; the last is `unknown` where there may be more
};

// The rows that a query binds, in the order of keys.
struct QueryRow {
  std::string key;
  bool unknown = false;  // the condition is unknown for this row
  std::vector<std::pair<std::string, QueryValue>> fields;
};
struct QueryResult {
  std::string relation;
  std::vector<QueryRow> rows;
  std::vector<std::string> incomplete;
};
QueryResult run_query(const Program& program, const ast::For& query, const Sources& sources,
                      const Snapshot& snapshot, const EvaluateOptions& options = {});

// A verdict's proof, step by step: every clause, the value of each of its parts that mattered, and
// the rows behind it.
struct ProofStep {
  int depth = 0;
  std::string text;   // "w.status == \"Terminated\""
  std::string value;  // "true"
  std::string
      because;  // "missing: hr.workers w7 column work_email: the cell is empty"; may be empty
  std::optional<Witness> row;
};
struct Proof {
  Finding finding;
  std::vector<ProofStep> steps;
};
// One proof for each subject of the policy whose written form (to_string) or one of whose keys is
// `subject`; its verdict is the one under `waivers`.
std::vector<Proof> explain(const Program& program, const Sources& sources, const Snapshot& snapshot,
                           const std::string& policy, const std::string& subject,
                           const EvaluateOptions& options = {},
                           const std::vector<Waiver>& waivers = {});
// Why the policy has no such subject: that no row has this key, or which `where` is false for the
// row that has it. In words, without a full stop.
std::string why_no_subject(const Program& program, const Sources& sources, const Snapshot& snapshot,
                           const std::string& policy, const std::string& key,
                           const EvaluateOptions& options = {});

}  // namespace writ
