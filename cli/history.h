// History: the earlier snapshots of the project's store that a run compares with. `became(…)` asks
// every one that has a table it may read; there is no other bound: the latest turn may lie as far
// back as anything is stored, and what is left out could turn an answer into another one. A project
// that wants a shorter history prunes its store. `% of previous` asks the last one that has the
// table whole.
//
// Earlier is what has an earlier as-of time; of several with the same one, that which was written
// last counts. Where nothing asks, nothing is opened.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/run.h"

namespace writ {

// The tables that are asked about.
struct HistoryNeed {
  std::set<std::string> became;
  std::set<std::string> counted;  // by `% of previous`

  bool none() const { return became.empty() && counted.empty(); }
};

// Of these policies (empty: all) with their waivers, and of a query; both with the contracts on all
// tables that the program's policies read, which hold whatever is evaluated.
HistoryNeed need_of_policies(const Workspace& workspace, const std::set<std::string>& only);
HistoryNeed need_of_query(const Program& program, bool became);

// Oldest first, with the tables that are asked about, fitted to the program's schemas.
Result<std::vector<ColumnSnapshot>> open_history(const std::string& store, Instant now,
                                                 const HistoryNeed& need, const Program& program);

// Gives the run its history. A status other than `ok` is to end with.
ExitStatus add_history(Run& run, const HistoryNeed& need, const Options& options, Console& console);

}  // namespace writ
