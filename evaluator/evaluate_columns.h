// evaluate() for snapshots in columns: the native engine. It gives the outcome that the reference
// interpreter gives (evaluator/evaluate.h), byte for byte, whatever the number of threads.
#pragma once

#include <vector>

#include "evaluator/evaluate.h"
#include "evaluator/plan_report.h"
#include "snapshot/columns.h"

namespace writ {

struct NativeOptions {
  unsigned threads = 1;
  std::size_t share = 4096;  // rows that a thread takes at a time
  // Earlier snapshots, oldest first; they must outlive the call. EvaluateOptions::history is not
  // looked at.
  std::vector<const ColumnSnapshot*> history;
  PlanProfile* profile = nullptr;  // where given, the evaluation counts, and reports its plan there
  // Only the policies count: nothing is looked for in the data, and no link is counted.
  bool policies_alone = false;
};

// REQUIRES: what evaluate() requires.
Outcome evaluate(const Program& program, const Sources& sources, const ColumnSnapshot& snapshot,
                 const EvaluateOptions& options, const NativeOptions& native);

}  // namespace writ
