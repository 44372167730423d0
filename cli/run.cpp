#include "cli/run.h"

#include "base/suggest.h"
#include "base/text.h"
#include "cli/collect.h"
#include "cli/log.h"
#include "cli/selection.h"
#include "evidence/shell_word.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

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

Result<std::set<std::string>> only(const Options& options, const Program& program) {
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
  add_repeated(text, "--as-of",
               options.as_of.empty() ? std::vector<std::string>{} : std::vector{options.as_of});
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
  options.progress = [&console](std::size_t done, std::size_t all) {
    console.progress(grouped(done) + " of " + counted(all, "policy", "policies"));
  };
  return options;
}

Result<Run> gather(const Options& options, Workspace workspace, Console& console) {
  Result<std::set<std::string>> policies = only(options, workspace.program);
  if (!policies) {
    return policies.error();
  }
  Result<Inputs> inputs = with_options(workspace.inputs, options, workspace.program);
  if (!inputs) {
    return inputs.error();
  }
  const Result<Instant> now = as_of(options, workspace.project);
  if (!now) {
    return now.error();
  }
  const auto reading = [&](const std::string& table) {
    log(LogLevel::debug, "reading " + table);
    console.progress("reading " + table);
  };
  Result<Snapshot> snapshot = collect(Disk(), *inputs, workspace.program, *now, reading);
  if (!snapshot) {
    return snapshot.error();
  }
  Run run;
  run.evaluate = evaluate_options(workspace, std::move(*policies), console);
  run.arguments = repeatable(options, workspace.project);
  run.workspace = std::move(workspace);
  run.inputs = std::move(*inputs);
  run.snapshot = std::move(*snapshot);
  return run;
}

}  // namespace

std::variant<Run, ExitStatus> prepare(const Options& options, const std::string& start,
                                      Console& console) {
  const Disk disk;
  Result<Workspace> workspace = open_project(disk, options, start);
  if (!workspace) {
    return console.usage(workspace.error().message);
  }
  console.show(workspace->diagnostics, workspace->sources);
  if (workspace->diagnostics.has_errors()) {
    return ExitStatus::usage;
  }
  Result<Run> run = gather(options, std::move(*workspace), console);
  if (!run) {
    return console.usage(run.error().message);
  }
  return std::move(*run);
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
