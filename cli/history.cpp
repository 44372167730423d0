#include "cli/history.h"

#include <algorithm>

#include "cli/stored.h"
#include "evaluator/contracts.h"
#include "snapshot/store/store.h"

namespace writ {
namespace {

bool has_waiver_that_asks(const Workspace& workspace, const std::string& policy) {
  return std::any_of(workspace.waivers.begin(), workspace.waivers.end(), [&](const Waiver& waiver) {
    return waiver.policy == policy && waiver.became;
  });
}

std::set<std::string> all_tables(const Program& program) {
  std::set<std::string> tables;
  for (const auto& [name, schema] : program.schemas) {
    tables.insert(name);
  }
  return tables;
}

HistoryNeed need_of_contracts(const Program& program) {
  HistoryNeed need;
  const std::set<std::string> read = tables_read(program);
  for (const ContractInfo& contract : program.contracts) {
    const auto* count = std::get_if<ast::ExpectCount>(&contract.expect->contract);
    const std::string table = contract.expect->table.text();
    if (count != nullptr && count->percent_of_previous && read.contains(table)) {
      need.counted.insert(table);
    }
  }
  return need;
}

// Which of the store's snapshots are asked, the newest first.
class Choosing {
 public:
  explicit Choosing(const HistoryNeed& need) : became_(need.became), counted_(need.counted) {}

  bool done() const { return became_.empty() && counted_.empty(); }
  bool wants(const Manifest& manifest) {
    bool wanted = false;
    for (const ManifestTable& entry : manifest.tables) {
      const ColumnTable& table = entry.table;
      const bool has_some = table.complete() || table.rows > 0;
      wanted = wanted || (has_some && became_.contains(table.schema.name));
      wanted = (table.complete() && counted_.erase(table.schema.name) > 0) || wanted;
    }
    return wanted;
  }

 private:
  const std::set<std::string>& became_;
  std::set<std::string> counted_;  // of which no whole one was seen yet
};

Result<ColumnSnapshot> open_tables(StoredSnapshot stored, const HistoryNeed& need,
                                   const Program& program) {
  std::set<std::string> tables = need.became;
  tables.insert(need.counted.begin(), need.counted.end());
  return open_fitted(with_tables(std::move(stored), tables), program.schemas, 1);
}

}  // namespace

HistoryNeed need_of_policies(const Workspace& workspace, const std::set<std::string>& only) {
  const Program& program = workspace.program;
  HistoryNeed need = need_of_contracts(program);
  for (const PolicyInfo& policy : program.policies) {
    const std::string& name = policy.policy->name.text;
    if (!only.empty() && !only.contains(name)) {
      continue;
    }
    if (has_waiver_that_asks(workspace, name)) {
      need.became = all_tables(program);  // its condition may name any
    } else if (policy.became) {
      need.became.insert(policy.tables.begin(), policy.tables.end());
    }
  }
  return need;
}

HistoryNeed need_of_query(const Program& program, bool became) {
  HistoryNeed need = need_of_contracts(program);
  if (became) {
    need.became = all_tables(program);
  }
  return need;
}

Result<std::vector<ColumnSnapshot>> open_history(const std::string& store, Instant now,
                                                 const HistoryNeed& need, const Program& program) {
  const Result<std::vector<std::string>> paths = list_snapshots(store);
  if (!paths) {
    return paths.error();
  }
  const std::vector<std::string> earlier = earlier_than(now, *paths);
  std::vector<ColumnSnapshot> history;
  Choosing choosing(need);
  for (auto path = earlier.rbegin(); path != earlier.rend() && !choosing.done(); ++path) {
    Result<StoredSnapshot> stored = read_stored(*path);
    if (!stored) {
      return stored.error();
    }
    const bool again = !history.empty() && history.back().as_of == stored->manifest.as_of;
    if (again || !choosing.wants(stored->manifest)) {
      continue;
    }
    Result<ColumnSnapshot> snapshot = open_tables(std::move(*stored), need, program);
    if (!snapshot) {
      return snapshot.error();
    }
    history.push_back(std::move(*snapshot));
  }
  std::reverse(history.begin(), history.end());
  return history;
}

ExitStatus add_history(Run& run, const HistoryNeed& need, const Options& options,
                       Console& console) {
  if (need.none()) {
    return ExitStatus::ok;
  }
  console.progress("opening earlier snapshots");
  Result<std::vector<ColumnSnapshot>> history = open_history(
      store_of(options, run.workspace.project), run.snapshot.as_of, need, run.workspace.program);
  if (!history) {
    return console.failed(history.error().context("cannot compare with an earlier snapshot"));
  }
  run.history = std::move(*history);
  return ExitStatus::ok;
}

}  // namespace writ
