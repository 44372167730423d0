// What audit, query and explain have in common: from the command line to checked policies and a
// snapshot.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "cli/console.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/read_tables.h"
#include "snapshot/columns.h"
#include "snapshot/store/store.h"

namespace writ {

struct Run {
  Workspace workspace;
  Inputs inputs;
  ColumnSnapshot snapshot;                 // without columns where it is `unopened`
  std::optional<StoredSnapshot> unopened;  // the stored snapshot whose columns nobody read yet
  std::optional<std::vector<ColumnSnapshot>> history;  // nothing: nothing asks for one
  EvaluateOptions evaluate;                            // without the history
  std::string store;                                   // that the stored snapshot lies in
  std::string results;    // where those of the stored snapshot are kept; empty: nowhere
  bool fresh = false;     // none that is kept counts
  std::string arguments;  // that another command needs to see the same data
  unsigned threads = 1;

  // Reads the columns, where that was not done yet.
  Result<bool> open();
  // The same snapshot with the columns of these tables, and without the others. REQUIRES: it is
  // `unopened`.
  Result<ColumnSnapshot> open_some(const std::set<std::string>& tables) const;

  // The snapshot as the reference interpreter reads it, and its options, with the history. Made
  // when they are first asked for. REQUIRES: it is open.
  const Snapshot& rows() const;
  EvaluateOptions row_options() const;
  // The history as the native engine reads it.
  std::vector<const ColumnSnapshot*> earlier() const;

 private:
  mutable std::shared_ptr<const Snapshot> rows_;
  mutable std::shared_ptr<const std::vector<Snapshot>> earlier_rows_;
};

// --threads, or as many as the machine has.
unsigned threads_of(const Options& options);

// Checked policies; or the status to end with, after what is wrong was shown. `start` is where the
// project file is looked for; empty: the working directory.
std::variant<Workspace, ExitStatus> open_workspace(const Options& options, const std::string& start,
                                                   Console& console);
// Shows how far the reading of the inputs is.
Reading reading_on(Console& console, const Inputs& inputs);
// The instant that the command line or the project gives. An Error is wrong usage.
Result<Instant> as_of(const Options& options, const std::optional<Project>& project);

// The policies that --only names; none: all. An Error is wrong usage.
Result<std::set<std::string>> only_policies(const Options& options, const Program& program);

enum class Opening { at_once, when_needed };

// Ready to be evaluated, on the data of files or on the stored snapshot that the options name; or
// the status to end with. A stored snapshot may stay `unopened` if it is opened `when_needed`.
std::variant<Run, ExitStatus> prepare(const Options& options, const std::string& start,
                                      Console& console, Opening opening = Opening::at_once);

// The tables that are part of the run: somebody named files for them, or a policy that is evaluated
// may read them. A schema may have more.
std::set<std::string> tables_of(const Run& run);

}  // namespace writ
