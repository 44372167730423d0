#include "cli/audit_report.h"

#include "cli/files.h"
#include "cli/results.h"
#include "evaluator/evaluate_columns.h"

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
  const std::set<std::string>& only = run.evaluate.only;
  for (const std::size_t index : which) {
    const Waiver& waiver = workspace.waivers[index];
    if (!only.empty() && !only.contains(waiver.policy)) {
      continue;  // of a policy that nobody asked about
    }
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

std::map<std::string, Refusals> refusals_of(const ColumnSnapshot& snapshot) {
  std::map<std::string, Refusals> refusals;
  for (const auto& [name, table] : snapshot.tables) {
    for (const auto& [reason, records] : table.report.refused) {
      refusals[name].records += records;
    }
    if (!table.report.refused.empty()) {
      refusals[name].first = table.report.refusals;
    }
  }
  return refusals;
}

Result<Outcome> outcome_of(Run& run, const std::string& engine) {
  const Workspace& workspace = run.workspace;
  const bool looks_up = engine != "reference" && !run.results.empty();
  if (!looks_up || reads_rows(workspace.waivers, workspace.program)) {
    if (const Result<bool> opened = run.open(); !opened) {
      return opened.error();
    }
  }
  if (looks_up) {
    return evaluate_or_look_up(run);
  }
  if (engine == "reference") {
    return evaluate(workspace.program, workspace.sources, run.rows(), run.row_options());
  }
  return evaluate(workspace.program, workspace.sources, run.snapshot, run.evaluate,
                  {.threads = run.threads, .history = run.earlier()});
}

}  // namespace

History compared_with(const Run& run) {
  if (!run.history) {
    return std::nullopt;
  }
  std::vector<EarlierSnapshot> earlier;
  for (const ColumnSnapshot& one : *run.history) {
    earlier.push_back({one.id, one.as_of});
  }
  return earlier;
}

Result<Report> report_of(Run& run, const std::string& engine) {
  const Workspace& workspace = run.workspace;
  Report report;
  report.project = workspace.project ? workspace.project->name : "";
  report.policy_digest = workspace.policy_digest;
  Result<Outcome> outcome = outcome_of(run, engine);
  if (!outcome) {
    return outcome.error();
  }
  report.outcome = std::move(*outcome);
  report.history = compared_with(run);
  WaiverReport waivers;
  if (!workspace.waivers.empty()) {
    waivers = apply_waivers(
        report.outcome, workspace.waivers, workspace.program, workspace.sources,
        [&]() -> const Snapshot& { return run.rows(); }, run.row_options());
  }
  report.expired = notes_of(run, waivers.expired);
  report.stale = notes_of(run, waivers.stale);
  name_files_from_project(workspace, report.outcome);
  report.refusals = refusals_of(run.snapshot);
  const std::set<std::string> tables = tables_of(run);
  std::erase_if(report.outcome.tables,
                [&](const TableSummary& table) { return !tables.contains(table.table); });
  return report;
}

}  // namespace writ
