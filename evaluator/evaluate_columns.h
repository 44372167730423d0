// evaluate() for snapshots in columns: the native engine. It gives the outcome that the reference
// interpreter gives (evaluator/evaluate.h), byte for byte, whatever the number of threads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evaluator/evaluate.h"
#include "evaluator/footing.h"
#include "evaluator/plan_report.h"
#include "snapshot/columns.h"

namespace writ {

// What an earlier snapshot came to, under the same declarations, params, overrides and options.
struct EarlierOutcome {
  struct Policy {
    PolicyOutcome outcome;
    Footing footing;
  };
  const ColumnSnapshot* snapshot = nullptr;
  std::map<std::string, Policy> policies;  // by name; each is used up
};

struct NativeOptions {
  unsigned threads = 1;
  std::size_t share = 4096;  // rows that a thread takes at a time
  // Of a relation with as many rows for each key that is looked for, only those with such a key are
  // kept at hand.
  std::size_t rows_a_key = 16;
  // Earlier snapshots, oldest first; they must outlive the call. EvaluateOptions::history is not
  // looked at.
  std::vector<const ColumnSnapshot*> history;
  PlanProfile* profile = nullptr;  // where given, the evaluation counts, and reports its plan there
  // Subjects that cannot have come to anything else than they did then are not judged again; the
  // outcome is the same.
  EarlierOutcome* earlier = nullptr;
  // Where given, the footing of each policy that has one goes there, by name.
  std::map<std::string, Footing>* footings = nullptr;
  // Only the policies count: nothing is looked for in the data, no link is counted, and a broken
  // contract is told by the policies alone. Tables that none of them reads may be missing.
  bool policies_alone = false;
};

// REQUIRES: what evaluate() requires.
Outcome evaluate(const Program& program, const Sources& sources, const ColumnSnapshot& snapshot,
                 const EvaluateOptions& options, const NativeOptions& native);

}  // namespace writ
