// Under which key a result is kept: a SHA-256 over all that it depends on, so that equal keys mean
// equal results. That is this build of the program; the snapshot's id and its tables as the schemas
// of today see them; the rules of the time zones; the snapshots that it is compared with; params,
// identity overrides and options; the text of every declaration but policies and tests; and, for a
// policy, its own. Where a policy stands is no part of it. Waivers are none: they come later.
#pragma once

#include <string>

#include "cli/run.h"

namespace writ {

class ResultKeys {
 public:
  // Of the run's snapshot, or of another one, under the same policies and with the same history.
  explicit ResultKeys(const Run& run) : ResultKeys(run, run.snapshot) {}
  ResultKeys(const Run& run, const ColumnSnapshot& snapshot);

  // False where the build cannot be told from another: then nothing may be kept.
  bool known() const { return !build_.empty(); }
  std::string of_policy(const PolicyInfo& policy) const;
  // Of what that stands on (evaluator/footing.h).
  std::string of_footing(const PolicyInfo& policy) const;
  // Whether it compares with the history.
  bool compares(const PolicyInfo& policy) const { return policy.became || counts_previous_; }
  // Of what belongs to no policy.
  std::string of_data() const;

 private:
  const Run& run_;
  std::string build_;
  std::string common_;
  std::string history_;
  bool counts_previous_ = false;  // some contract compares with the history
};

}  // namespace writ
