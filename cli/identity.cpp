// `writ identity`: the accounts that a person has to look at.
#include <algorithm>

#include "cli/audit_report.h"
#include "cli/commands.h"
#include "cli/history.h"
#include "cli/run.h"
#include "evidence/identity_report.h"

namespace writ {
namespace {

// Tables that the program knows and nobody named files for are no accounts that are missing.
void leave_out_others(const Run& run, AccountLinks& links) {
  const std::set<std::string> tables = tables_of(run);
  links.tables.erase(
      std::remove_if(links.tables.begin(), links.tables.end(),
                     [&](const AccountTable& table) { return !tables.contains(table.table); }),
      links.tables.end());
}

bool whole(const AccountLinks& links) {
  return !links.exhausted && links.persons.incomplete.empty() &&
         std::all_of(links.tables.begin(), links.tables.end(),
                     [](const AccountTable& table) { return table.incomplete.empty(); });
}

}  // namespace

ExitStatus run_identity(const Options& options, Console& console) {
  if (options.arguments.size() > 1) {
    return console.usage("identity takes one folder", "writ identity examples/acme");
  }
  if (!options.arguments.empty() && !options.project.empty()) {
    return console.usage("identity takes a folder or --project, not both");
  }
  const std::string start = options.arguments.empty() ? "" : options.arguments.front();
  auto prepared = prepare(options, start, console);
  if (const auto* status = std::get_if<ExitStatus>(&prepared)) {
    return *status;
  }
  Run& run = std::get<Run>(prepared);
  const Program& program = run.workspace.program;
  if (!program.identity) {
    return console.usage("the policies have no `identity` rule, so no account belongs to anybody",
                         "write one, or take the pack `writ:identity` into `policies`");
  }
  if (const ExitStatus status = add_history(run, need_of_query(program, false), options, console);
      status != ExitStatus::ok) {
    return status;
  }
  console.progress("linking accounts");
  IdentityReport report;
  report.project = run.workspace.project ? run.workspace.project->name : "";
  report.as_of = run.snapshot.as_of;
  report.snapshot_id = run.snapshot.id;
  report.history = compared_with(run);
  report.links = links_of(program, run.workspace.sources, run.rows(), run.row_options());
  leave_out_others(run, report.links);
  report.review = review(report.links);
  report.list_links = options.links;
  const ExitStatus status = first_of({wants_a_person(report) ? ExitStatus::found : ExitStatus::ok,
                                      whole(report.links) ? ExitStatus::ok : ExitStatus::data});
  if (options.format == "json") {
    return console.emit(identity_json(report), status);
  }
  return console.emit(identity_text(report, options.all, console.width(), console.color()), status);
}

}  // namespace writ
