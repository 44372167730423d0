#include <algorithm>

#include "base/lasting.h"
#include "cli/audit_report.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/gate.h"
#include "cli/history.h"
#include "cli/run.h"
#include "cli/selection.h"
#include "evidence/json_report.h"
#include "evidence/text_report.h"

namespace writ {
namespace {

ExitStatus data_status(const Outcome& outcome) {
  const bool missing =
      std::any_of(outcome.tables.begin(), outcome.tables.end(),
                  [](const TableSummary& table) { return !table.incomplete.empty(); });
  return missing ? ExitStatus::data : ExitStatus::ok;
}

}  // namespace

ExitStatus run_audit(const Options& options, Console& console) {
  if (options.engine != "native" && options.engine != "reference") {
    return console.usage("engine `" + options.engine +
                         "` is not in this version; it has `native` and `reference`");
  }
  if (options.arguments.size() > 1) {
    return console.usage("audit takes one folder, found " +
                         std::to_string(options.arguments.size()));
  }
  if (!options.arguments.empty() && !options.project.empty()) {
    return console.usage("audit takes a folder or --project, not both");
  }
  const std::string start = options.arguments.empty() ? "" : options.arguments.front();
  auto prepared = prepare(options, start, console, Opening::when_needed);
  if (const auto* status = std::get_if<ExitStatus>(&prepared)) {
    return *status;
  }
  Run& run = std::get<Run>(prepared);
  run.evaluate.list_compliant = options.all;
  if (const std::string wrong = without_policy(run.workspace, options); !wrong.empty()) {
    return console.usage(wrong);
  }
  const Result<Gate> gate = gate_of(options, run.workspace.project);
  if (!gate) {
    return console.usage(gate.error().message);
  }
  const HistoryNeed need = need_of_policies(run.workspace, run.evaluate.only);
  if (const ExitStatus status = add_history(run, need, options, console);
      status != ExitStatus::ok) {
    return status;
  }
  const Result<Report>& made = lasting(report_of(run, options.engine));
  if (!made) {
    return console.failed(made.error());
  }
  const Report& report = *made;
  const ExitStatus status =
      first_of({verdict_status(report.outcome, *gate), data_status(report.outcome)});
  if (options.format == "json") {
    return console.emit(
        [&](const auto& write) { write_json_report(report, options.all, run.threads, write); },
        status);
  }
  return console.emit(text_report(report, {.width = console.width(),
                                           .color = console.color(),
                                           .all = options.all,
                                           .arguments = run.arguments}),
                      status);
}

}  // namespace writ
