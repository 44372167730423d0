// PlanReport: the plan that the native engine runs, in plain words and numbers. How each policy finds
// its rows, what policies share, how many rows each may visit; after a profiled evaluation, how many
// it did visit, and for how long.
//
// An estimate knows the sizes of tables and the types of keys, no data: a selection rules nothing out,
// and rows differ in keys that may differ. So it is close to the most, but no bound: an address that a
// thousand accounts share is looked up as if it were one's. What a sieve of kernels leaves is judged
// once more, and counts once more. What sets in cells hold counts where something ranges over it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evaluator/evaluate.h"

namespace writ {

struct TableSizes {
  std::uint64_t rows = 100'000;             // of a table that is not named
  std::map<std::string, std::uint64_t> of;  // "hr.workers"
};

enum class PlanStepKind {
  scan,            // a first `for`: its rows, once
  join,            // a later `for`
  let,             // what comes under it is worked out for each subject
  require,
  report,          // the message, the remedy, the cost
  semi_join,       // exists
  anti_join,       // no, every
  aggregate_join,  // count, sum, min, max
  set_join,        // {… for x in …}
  closure,         // x.ref+, x.ref*
  reach,           // reachable from … through …
  call,            // of a function of the policies'
  field,           // that a view maps, or that is present under a condition, with steps of its own
};

enum class PlanAccess {
  none,
  all,      // every row that the selections leave, once
  look_up,  // by key
  product,  // every row that the selections leave, for each subject
  members,  // of a set of values
};

struct PlanStep {
  PlanStepKind kind = PlanStepKind::scan;
  int depth = 0;              // it serves the step before it with one less
  std::string text;           // "a in lms.users"
  std::string file;
  std::uint32_t line = 0;
  PlanAccess access = PlanAccess::none;
  std::string key;                  // of look_up: "a.email == w.work_email"
  std::vector<std::string> first;   // conditions tried once for each row, before all else
  std::vector<std::string> then;    // tried on each pair that is left
  std::vector<std::size_t> shared;  // what of PlanReport::shared it uses
  std::uint64_t estimate = 0;       // rows, or pairs, visited for all subjects together
  std::optional<std::uint64_t> actual;
};

// Why a policy takes time that grows with the square of the data.
struct Quadratic {
  std::string text;    // "no b in account"
  std::string file;
  std::uint32_t line = 0;
  std::string clause;  // of the policy, that it stands in
  std::string reason;
  std::string help;    // what would make it linear
};

struct PlanPolicy {
  std::string name;
  std::string file;
  std::uint32_t line = 0;
  std::vector<PlanStep> steps;
  std::vector<Quadratic> quadratic;
  std::uint64_t estimate = 0;  // of rows visited, as the step budget counts them
  std::optional<std::uint64_t> actual;
  std::optional<std::int64_t> micros;  // with what it needed first of what is shared
};

// Worked out once, by the policy that needs it first; one that several policies use is shared.
struct PlanShared {
  enum class Kind {
    range,    // rows of a relation that selections leave, by key
    value,    // of an expression that depends on no row: a param, a definition
    closure,  // from each row that it starts at, once
    link,     // of every row of a table; also the person of every account
  } kind = Kind::range;
  std::string text;                // "hr.workers", "active_workers"
  std::string key;                 // of a range: "email", or nothing
  std::vector<std::string> first;  // the selections, as the first policy writes them
  std::vector<PlanStep> steps;     // of a value
  std::vector<std::string> users;  // policies
  std::uint64_t estimate = 0;      // rows that it holds, or visits
  std::optional<std::uint64_t> actual;
  std::optional<std::int64_t> micros;
};

struct PlanReport {
  std::vector<PlanPolicy> policies;  // by name
  std::vector<PlanShared> shared;    // in the order in which policies use them
  std::map<std::string, std::uint64_t> tables;  // that a policy reads, with the rows assumed
};

// Nothing is evaluated, no data read. Of the options: `params`, `only`.
// REQUIRES: the program was checked without errors.
PlanReport plan_report(const Program& program, const Sources& sources,
                       const EvaluateOptions& options, const TableSizes& sizes);

// Handed to evaluate() of evaluate_columns.h, which fills `report` in, with the sizes of the
// snapshot's tables. The core has no clock: `micros` is one that never goes back.
struct PlanProfile {
  std::function<std::int64_t()> micros;
  PlanReport report;
};

}  // namespace writ
