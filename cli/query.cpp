#include "cli/audit_report.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/history.h"
#include "cli/run.h"
#include "dsl/check.h"
#include "dsl/parse.h"
#include "evaluator/evaluate.h"
#include "evidence/query_report.h"

namespace writ {
namespace {

// Sets `became` where the query asks about earlier snapshots.
std::optional<ast::For> checked_query(const std::string& text, Workspace& workspace, bool& became) {
  const std::uint32_t file = workspace.sources.add("<query>", text);
  std::optional<ast::For> query = parse_query(workspace.sources, file, workspace.diagnostics);
  return query ? check_query(workspace.program, std::move(*query), workspace.sources,
                             workspace.diagnostics, became)
               : std::nullopt;
}

}  // namespace

ExitStatus run_query(const Options& options, Console& console) {
  if (options.arguments.size() != 1) {
    return console.usage("query takes one expression",
                         R"(e.g. writ query 'a in lms.users where a.role == "Admin"')");
  }
  auto prepared = prepare(options, "", console);
  if (const auto* status = std::get_if<ExitStatus>(&prepared)) {
    return *status;
  }
  Run& run = std::get<Run>(prepared);
  Workspace& workspace = run.workspace;
  workspace.diagnostics = {};  // were shown
  bool became = false;
  const std::optional<ast::For> query = checked_query(options.arguments.front(), workspace, became);
  console.show(workspace.diagnostics, workspace.sources);
  if (!query) {
    return ExitStatus::usage;
  }
  if (const ExitStatus status =
          add_history(run, need_of_query(workspace.program, became), options, console);
      status != ExitStatus::ok) {
    return status;
  }
  const QueryResult result =
      run_query(workspace.program, *query, workspace.sources, run.rows(), run.row_options());
  const ExitStatus status = result.incomplete.empty() ? ExitStatus::ok : ExitStatus::data;
  if (options.format == "json") {
    return console.emit(query_json(result, run.snapshot.id, compared_with(run)), status);
  }
  return console.emit(query_text(result, console.width(), console.color()), status);
}

}  // namespace writ
