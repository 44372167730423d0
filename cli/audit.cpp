#include <algorithm>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/files.h"
#include "cli/gate.h"
#include "cli/run.h"
#include "evaluator/evaluate.h"
#include "evidence/json_report.h"
#include "evidence/text_report.h"

namespace writ {
namespace {

std::string covered_by(const Waiver& waiver, const Sources& sources) {
  if (waiver.match) {
    return std::string(sources.text(waiver.match->span));
  }
  std::string text;
  for (const auto& [variable, key] : waiver.subject) {
    text += (text.empty() ? "" : ", ") + variable + " = " + key;
  }
  return text;
}

std::vector<WaiverNote> notes_of(const Run& run, const std::vector<std::size_t>& which) {
  const Workspace& workspace = run.workspace;
  std::vector<WaiverNote> notes;
  for (const std::size_t index : which) {
    const Waiver& waiver = workspace.waivers[index];
    const Source& file = workspace.sources[waiver.span.file];
    notes.push_back({waiver.policy, covered_by(waiver, workspace.sources), waiver.reason,
                     waiver.approved_by, waiver.ticket, waiver.expires,
                     relative_to(file.path(), workspace.project->folder) + ":" +
                         std::to_string(file.place(waiver.span.begin).line)});
  }
  return notes;
}

// What is in the report does not depend on where the project lies.
void name_files_from_project(const Workspace& workspace, Outcome& outcome) {
  if (workspace.project) {
    for (PolicyOutcome& policy : outcome.policies) {
      policy.file = relative_to(policy.file, workspace.project->folder);
    }
  }
}

ExitStatus data_status(const Outcome& outcome) {
  const bool missing =
      std::any_of(outcome.tables.begin(), outcome.tables.end(),
                  [](const TableSummary& table) { return !table.incomplete.empty(); });
  return missing ? ExitStatus::data : ExitStatus::ok;
}

Report report_of(const Run& run) {
  const Workspace& workspace = run.workspace;
  Report report;
  report.project = workspace.project ? workspace.project->name : "";
  report.policy_digest = workspace.policy_digest;
  report.outcome = evaluate(workspace.program, workspace.sources, run.snapshot, run.evaluate);
  const WaiverReport waivers = apply_waivers(report.outcome, workspace.waivers, workspace.program,
                                             workspace.sources, run.snapshot, run.evaluate);
  report.expired = notes_of(run, waivers.expired);
  report.stale = notes_of(run, waivers.stale);
  name_files_from_project(workspace, report.outcome);
  const std::set<std::string> tables = tables_of(run);
  std::erase_if(report.outcome.tables,
                [&](const TableSummary& table) { return !tables.contains(table.table); });
  return report;
}

}  // namespace

ExitStatus run_audit(const Options& options, Console& console) {
  if (options.engine != "reference") {
    return console.usage("engine `" + options.engine +
                         "` is not in this version; it has `--engine reference`");
  }
  if (options.arguments.size() > 1) {
    return console.usage("audit takes one folder, found " +
                         std::to_string(options.arguments.size()));
  }
  if (!options.arguments.empty() && !options.project.empty()) {
    return console.usage("audit takes a folder or --project, not both");
  }
  const std::string start = options.arguments.empty() ? "" : options.arguments.front();
  auto prepared = prepare(options, start, console);
  if (const auto* status = std::get_if<ExitStatus>(&prepared)) {
    return *status;
  }
  const Run& run = std::get<Run>(prepared);
  const Result<Gate> gate = gate_of(options, run.workspace.project);
  if (!gate) {
    return console.usage(gate.error().message);
  }
  const Report report = report_of(run);
  const ExitStatus status =
      first_of({verdict_status(report.outcome, *gate), data_status(report.outcome)});
  if (options.format == "json") {
    return console.emit(json_report(report, options.all), status);
  }
  return console.emit(text_report(report, {.width = console.width(),
                                           .color = console.color(),
                                           .all = options.all,
                                           .arguments = run.arguments}),
                      status);
}

}  // namespace writ
