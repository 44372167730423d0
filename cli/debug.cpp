// `writ debug plan`: how the native engine goes about the policies.
#include <chrono>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/history.h"
#include "cli/run.h"
#include "cli/selection.h"
#include "evaluator/evaluate_columns.h"
#include "evidence/plan_report.h"

namespace writ {
namespace {

std::int64_t micros_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::variant<PlanReport, ExitStatus> profiled(const Options& options, const std::string& start,
                                              Console& console) {
  auto prepared = prepare(options, start, console);
  if (const auto* status = std::get_if<ExitStatus>(&prepared)) {
    return *status;
  }
  Run& run = std::get<Run>(prepared);
  run.evaluate.list_compliant = false;
  const HistoryNeed need = need_of_policies(run.workspace, run.evaluate.only);
  if (const ExitStatus status = add_history(run, need, options, console);
      status != ExitStatus::ok) {
    return status;
  }
  PlanProfile profile{micros_now, {}};
  NativeOptions native;
  native.threads = run.threads;
  native.history = run.earlier();
  native.profile = &profile;
  evaluate(run.workspace.program, run.workspace.sources, run.snapshot, run.evaluate, native);
  return std::move(profile.report);
}

// No data is read.
std::variant<PlanReport, ExitStatus> planned(const Options& options, const std::string& start,
                                             Console& console) {
  auto opened = open_workspace(options, start, console);
  if (const auto* status = std::get_if<ExitStatus>(&opened)) {
    return *status;
  }
  const Workspace& workspace = std::get<Workspace>(opened);
  Result<std::set<std::string>> only = only_policies(options, workspace.program);
  if (!only) {
    return console.usage(only.error().message);
  }
  EvaluateOptions evaluate;
  evaluate.params = workspace.params;
  evaluate.only = std::move(*only);
  return plan_report(workspace.program, workspace.sources, evaluate, TableSizes());
}

}  // namespace

ExitStatus run_debug(const Options& options, Console& console) {
  const std::vector<std::string>& arguments = options.arguments;
  if (arguments.empty() || arguments.front() != "plan" || arguments.size() > 2) {
    return console.usage("debug takes `plan` and, at most, one folder",
                         "e.g. writ debug plan examples/acme");
  }
  if (arguments.size() == 2 && !options.project.empty()) {
    return console.usage("debug plan takes a folder or --project, not both");
  }
  const std::string start = arguments.size() == 2 ? arguments[1] : "";
  auto made =
      options.profile ? profiled(options, start, console) : planned(options, start, console);
  if (const auto* status = std::get_if<ExitStatus>(&made)) {
    return *status;
  }
  const PlanReport& report = std::get<PlanReport>(made);
  return console.emit(options.format == "json"
                          ? plan_json(report)
                          : plan_text(report, console.width(), console.color()),
                      ExitStatus::ok);
}

}  // namespace writ
