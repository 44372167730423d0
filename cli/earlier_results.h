// What the audit of an earlier snapshot found, under the same policies: so that the audit of this
// one judges only the subjects that something has changed for (EarlierOutcome in
// evaluate_columns.h).
#pragma once

#include <memory>
#include <vector>

#include "cli/kept_result.h"
#include "cli/run.h"
#include "evaluator/evaluate_columns.h"

namespace writ {

struct EarlierResults {
  ColumnSnapshot snapshot;
  EarlierOutcome outcome;               // of policies that have a footing
  std::vector<Evaluation> evaluations;  // that they come from
};

// Of the newest snapshot of the run's store that is earlier than the run's and has any of them;
// null where there is none.
std::unique_ptr<EarlierResults> find_earlier(const Run& run,
                                             const std::vector<const PolicyInfo*>& policies);

}  // namespace writ
