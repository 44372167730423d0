#include "cli/commands.h"
#include "cli/console.h"
#include "cli/log.h"
#include "cli/selection.h"
#include "evaluator/testcase.h"
#include "evidence/test_report.h"
#include "evidence/wrap.h"

namespace writ {

ExitStatus run_test(const Options& options, Console& console) {
  const Disk disk;
  const Result<Selection> selection = open_paths(disk, options);
  if (!selection) {
    return console.usage(selection.error().message);
  }
  const Workspace& workspace = selection->workspace;
  console.show(workspace.diagnostics, workspace.sources);
  if (workspace.diagnostics.has_errors()) {
    return ExitStatus::usage;
  }
  std::vector<TestResult> results;
  bool failed = false;
  for (const TestInfo& test : workspace.program.tests) {
    if (selection->files.contains(test.file)) {
      console.progress(test.test->name.text);
      results.push_back(run_test(workspace.program, workspace.sources, test));
      failed = failed || !results.back().passed();
    }
  }
  console.done();
  if (results.empty()) {
    log(LogLevel::warning, "no tests in " + counted(selection->files.size(), "file") +
                               ": a policy without one is a guess");
  }
  std::string report;
  if (options.format == "json") {
    report = test_json(results, workspace.sources);
  } else if (!results.empty()) {
    report = test_text(results, workspace.sources, console.width(), console.color());
  }
  return console.emit(report, failed ? ExitStatus::found : ExitStatus::ok);
}

}  // namespace writ
