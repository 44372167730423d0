// From the options to a Run: its data, and what is asked of the engine.
#include "cli/read_tables.h"
#include "cli/run.h"
#include "cli/stored.h"
#include "evidence/shell_word.h"
#include "snapshot/fit.h"
#include "snapshot/store/results.h"

namespace writ {

namespace {

void add_repeated(std::string& text, const std::string& option,
                  const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    text += " " + option + " " + shell_word(value);
  }
}

// The same data and policies for another command; the project is named only where it would not be
// found anyway.
std::string repeatable(const Options& options, const std::optional<Project>& project) {
  std::string text;
  if (project && (!options.project.empty() || project->path != find_project("."))) {
    add_repeated(text, "--project", {project->path});
  }
  add_repeated(text, "--policy", options.policies);
  add_repeated(text, "--table", options.tables);
  add_repeated(text, "--timezone", options.timezones);
  const auto add_once = [&](const std::string& option, const std::string& value) {
    if (!value.empty()) {
      add_repeated(text, option, {value});
    }
  };
  add_once("--as-of", options.as_of);
  add_once("--store", options.store);
  add_once("--snapshot", options.snapshot);
  add_repeated(text, "--set", options.set);
  return text.empty() ? text : text.substr(1);
}

EvaluateOptions evaluate_options(const Workspace& workspace, std::set<std::string> policies,
                                 Console& console) {
  EvaluateOptions options;
  options.params = workspace.params;
  options.overrides = workspace.overrides;
  options.only = std::move(policies);
  if (workspace.project) {
    for (const auto& [name, source] : workspace.project->sources) {
      options.project_sources.insert(name);
    }
  }
  options.progress = [&display = console.progress()](std::size_t done, std::size_t all) {
    if (done == 0) {
      display.begin("evaluating", Progress::Unit::policies, all);
    } else {
      display.progress().reach(done);
    }
  };
  return options;
}

// What a stored snapshot says of itself cannot be said again.
std::string contradicts_snapshot(const Options& options) {
  for (const auto& [option, given] : {std::pair("--table", !options.tables.empty()),
                                      std::pair("--timezone", !options.timezones.empty()),
                                      std::pair("--as-of", !options.as_of.empty())}) {
    if (given) {
      return "`--snapshot` brings its own data, time zones and as-of time: leave out `" +
             std::string(option) + "`";
    }
  }
  return {};
}

Result<ColumnSnapshot> read_data(const Options& options, Run& run, Console& console) {
  Result<Inputs> inputs = with_options(run.workspace.inputs, options, run.workspace.program);
  if (!inputs) {
    return inputs.error();
  }
  run.inputs = std::move(*inputs);
  const Result<Instant> now = as_of(options, run.workspace.project);
  if (!now) {
    return now.error();
  }
  return read_tables(Disk(), run.inputs, run.workspace.program, *now,
                     reading_on(console, run.inputs), run.threads);
}

// The snapshot as it is stored, fitted to the program's schemas: what an engine may read once it is
// open.
ExitStatus find_stored(const Options& options, Run& run, Opening opening, Console& console) {
  if (const std::string wrong = contradicts_snapshot(options); !wrong.empty()) {
    return console.usage(wrong);
  }
  run.store = store_of(options, run.workspace.project);
  const Result<std::string> path = snapshot_path(options.snapshot, run.store);
  if (!path) {
    return console.usage(path.error().message);
  }
  run.results = results_folder(run.store, *path);
  console.progress("opening the snapshot");
  Result<StoredSnapshot> stored = read_stored(*path);
  if (!stored) {
    return console.failed(stored.error());
  }
  const std::map<std::string, TableSchema>& schemas = run.workspace.program.schemas;
  run.snapshot = closed(*stored);
  run.unopened = std::move(*stored);
  if (opening == Opening::at_once || !fits(run.snapshot, schemas)) {
    const Result<bool> opened = run.open();
    return opened ? ExitStatus::ok : console.failed(opened.error());
  }
  fit(run.snapshot, schemas);
  return ExitStatus::ok;
}

// The tables that the snapshot has data of are part of the run, as those that files are named for.
void add_inputs(const ColumnSnapshot& columns, Inputs& inputs) {
  for (const auto& [name, table] : columns.tables) {
    if (!table.files.empty()) {
      inputs.tables[name];
    }
  }
}

ExitStatus gather(const Options& options, Run& run, Opening opening, Console& console) {
  if (!options.snapshot.empty()) {
    if (const ExitStatus status = find_stored(options, run, opening, console);
        status != ExitStatus::ok) {
      return status;
    }
    run.inputs = run.workspace.inputs;
    add_inputs(run.snapshot, run.inputs);
    run.fresh = options.fresh;
    return ExitStatus::ok;
  }
  Result<ColumnSnapshot> snapshot = read_data(options, run, console);
  if (!snapshot) {
    return console.usage(snapshot.error().message);
  }
  run.snapshot = std::move(*snapshot);
  return ExitStatus::ok;
}

}  // namespace

std::variant<Run, ExitStatus> prepare(const Options& options, const std::string& start,
                                      Console& console, Opening opening) {
  auto opened = open_workspace(options, start, console);
  if (const auto* status = std::get_if<ExitStatus>(&opened)) {
    return *status;
  }
  Run run;
  run.workspace = std::get<Workspace>(std::move(opened));
  run.threads = threads_of(options);
  Result<std::set<std::string>> policies = only_policies(options, run.workspace.program);
  if (!policies) {
    return console.usage(policies.error().message);
  }
  const ExitStatus status = gather(options, run, opening, console);
  if (status != ExitStatus::ok) {
    return status;
  }
  run.evaluate = evaluate_options(run.workspace, std::move(*policies), console);
  run.arguments = repeatable(options, run.workspace.project);
  return run;
}

}  // namespace writ
