#include "base/render.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/cost.h"
#include "cli/log.h"
#include "cli/selection.h"
#include "evidence/diagnostics_json.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

std::string all_is_well(const Workspace& workspace) {
  const Program& program = workspace.program;
  return "no mistakes in " + counted(workspace.own.size(), "file") + ": " +
         counted(program.policies.size(), "policy", "policies") + ", " +
         counted(program.tests.size(), "test") + "\n";
}

}  // namespace

ExitStatus run_check(const Options& options, Console& console) {
  if (misses_cost(options, console)) {
    return ExitStatus::usage;
  }
  const Disk disk;
  const Result<Selection> selection = open_paths(disk, options);
  if (!selection) {
    return console.usage(selection.error().message);
  }
  const Workspace& workspace = selection->workspace;
  const Diagnostics& diagnostics = workspace.diagnostics;
  const ExitStatus status = diagnostics.has_errors() ? ExitStatus::usage : ExitStatus::ok;
  const std::string nothing =
      options.arguments.empty() ? without_policy(workspace, options) : std::string();
  if (!nothing.empty() && status == ExitStatus::ok) {
    log(LogLevel::warning, nothing);
  }
  if (options.cost && status == ExitStatus::ok) {
    console.show(diagnostics, workspace.sources);
    return report_cost(options, *selection, console);
  }
  if (options.format == "json") {
    return console.emit(diagnostics_json(diagnostics, workspace.sources), status);
  }
  if (diagnostics.empty()) {
    return console.emit(all_is_well(workspace), status);
  }
  return console.emit(render(diagnostics, workspace.sources, {.color = console.color()}), status);
}

}  // namespace writ
