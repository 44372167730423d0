#include "cli/run.h"

#include <algorithm>
#include <iterator>
#include <thread>

#include "base/suggest.h"
#include "cli/log.h"
#include "cli/read_tables.h"
#include "cli/selection.h"
#include "cli/stored.h"
#include "evidence/wrap.h"

namespace writ {

Result<std::set<std::string>> only_policies(const Options& options, const Program& program) {
  std::vector<std::string> names;
  for (const PolicyInfo& policy : program.policies) {
    names.push_back(policy.policy->name.text);
  }
  for (const std::string& name : options.only) {
    if (program.find_policy(name) == nullptr) {
      const std::string near = did_you_mean(name, names);
      return Error{"`--only`: there is no policy `" + name + "`; " +
                   (near.empty() ? "there are: " + listed(names, 10) : near)};
    }
  }
  return std::set<std::string>(options.only.begin(), options.only.end());
}

Result<bool> Run::open() {
  if (unopened) {
    Result<ColumnSnapshot> opened = open_fitted(*unopened, workspace.program.schemas, threads);
    if (!opened) {
      return opened.error();
    }
    snapshot = std::move(*opened);
    unopened.reset();
  }
  return true;
}

Result<ColumnSnapshot> Run::open_some(const std::set<std::string>& tables) const {
  return open_fitted(with_tables(*unopened, tables), workspace.program.schemas, threads);
}

const Snapshot& Run::rows() const {
  ENSURE(!unopened);
  if (rows_ == nullptr) {
    rows_ = std::make_shared<const Snapshot>(to_rows(snapshot));
  }
  return *rows_;
}

std::vector<const ColumnSnapshot*> Run::earlier() const {
  std::vector<const ColumnSnapshot*> earlier;
  if (history) {
    for (const ColumnSnapshot& one : *history) {
      earlier.push_back(&one);
    }
  }
  return earlier;
}

EvaluateOptions Run::row_options() const {
  if (earlier_rows_ == nullptr) {
    std::vector<Snapshot> earlier;
    if (history) {
      std::transform(history->begin(), history->end(), std::back_inserter(earlier),
                     [](const ColumnSnapshot& one) { return to_rows(one); });
    }
    earlier_rows_ = std::make_shared<const std::vector<Snapshot>>(std::move(earlier));
  }
  EvaluateOptions options = evaluate;
  for (const Snapshot& one : *earlier_rows_) {
    options.history.push_back(&one);
  }
  return options;
}

unsigned threads_of(const Options& options) {
  return options.threads > 0 ? static_cast<unsigned>(options.threads)
                             : std::max(1U, std::thread::hardware_concurrency());
}

Reading reading_on(Console& console, const Inputs& inputs) {
  ProgressDisplay& display = console.progress();
  Reading reading;
  reading.progress = [&display](const std::string& table) {
    log(LogLevel::debug, "reading " + table);
    display.progress().at("reading " + table);
  };
  if (display.shown()) {
    display.begin("reading", Progress::Unit::bytes, input_bytes(Disk(), inputs));
    reading.counted = [&display](std::uint64_t bytes, std::uint64_t rows) {
      display.progress().add(bytes, rows);
    };
    reading.finishing = [&display] { display.begin("taking digests"); };
  }
  return reading;
}

Result<Instant> as_of(const Options& options, const std::optional<Project>& project) {
  if (options.as_of.empty()) {
    if (project && project->as_of) {
      return *project->as_of;
    }
    return Error{
        "what `now` means is not said: give `--as-of 2026-03-03T12:00:00Z`, or `as_of` in the "
        "project file, the time at which the data was collected"};
  }
  const std::optional<Instant> instant = parse_timestamp(options.as_of);
  if (!instant) {
    return Error{"`--as-of " + options.as_of +
                 "` is no time with an offset; write it as 2026-03-03T12:00:00Z"};
  }
  return *instant;
}

std::variant<Workspace, ExitStatus> open_workspace(const Options& options, const std::string& start,
                                                   Console& console) {
  Result<Workspace> workspace = open_project(Disk(), options, start);
  if (!workspace) {
    return console.usage(workspace.error().message);
  }
  console.show(workspace->diagnostics, workspace->sources);
  if (workspace->diagnostics.has_errors()) {
    return ExitStatus::usage;
  }
  return std::move(*workspace);
}

std::set<std::string> tables_of(const Run& run) {
  std::set<std::string> tables;
  for (const auto& [name, input] : run.inputs.tables) {
    tables.insert(name);
  }
  for (const PolicyInfo& policy : run.workspace.program.policies) {
    if (run.evaluate.only.empty() || run.evaluate.only.contains(policy.policy->name.text)) {
      tables.insert(policy.tables.begin(), policy.tables.end());
    }
  }
  return tables;
}

}  // namespace writ
