#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/audit_report.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/history.h"
#include "cli/markdown_page.h"
#include "cli/packs.h"
#include "cli/run.h"
#include "evaluator/evaluate.h"
#include "evidence/json_report.h"
#include "evidence/proof_report.h"
#include "evidence/text_report.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

bool is_code(const std::string& text) {
  return text.size() == 5 && (text[0] == 'W' || text[0] == 'w') &&
         text.find_first_not_of("0123456789", 1) == std::string::npos;
}

ExitStatus explain_code(const std::string& id, Console& console) {
  const EmbeddedFile* page = find_embedded("docs/diagnostics/" + id + ".md");
  if (page != nullptr) {
    return console.emit(terminal_page(page->text, console.width(), console.color()),
                        ExitStatus::ok);
  }
  std::vector<std::string> ids;
  for (const DiagnosticCode& code : all_diagnostic_codes()) {
    ids.emplace_back(code.id);
  }
  return console.usage("there is no diagnostic `" + id + "`", did_you_mean(id, ids));
}

ExitStatus unknown_policy(const std::string& name, const Program& program, Console& console) {
  std::vector<std::string> names;
  for (const PolicyInfo& policy : program.policies) {
    names.push_back(policy.policy->name.text);
  }
  std::string near = did_you_mean(name, names);
  if (near.empty() && !names.empty()) {
    near = "there are: " + listed(names, 10);
  }
  return console.usage("there is no policy `" + name + "`", near);
}

// The subjects of one policy, by verdict.
ExitStatus explain_policy(Run& run, const std::string& name, const Options& options,
                          Console& console) {
  run.evaluate.only = {name};
  const Result<Report> made = report_of(run);
  if (!made) {
    return console.failed(made.error());
  }
  const Report& report = *made;
  if (options.format == "json") {
    return console.emit(json_report(report, true), ExitStatus::ok);
  }
  return console.emit(
      policy_text(
          report,
          {.width = console.width(), .color = console.color(), .all = true, .arguments = {}}),
      ExitStatus::ok);
}

ExitStatus explain_subject(const Run& run, const std::string& name, const std::string& subject,
                           const Options& options, Console& console) {
  const Workspace& workspace = run.workspace;
  const std::vector<Proof> proofs = explain(workspace.program, workspace.sources, run.rows(), name,
                                            subject, run.row_options(), workspace.waivers);
  if (proofs.empty()) {
    const std::string why = why_no_subject(workspace.program, workspace.sources, run.rows(), name,
                                           subject, run.row_options());
    return console.usage("`" + subject + "` is no subject of `" + name + "`: " + why,
                         "`writ explain " + name +
                             (run.arguments.empty() ? "" : " " + run.arguments) + "` lists them");
  }
  const std::string report = options.format == "json"
                                 ? proof_json(name, run.snapshot.id, compared_with(run), proofs)
                                 : proof_text(name, proofs, console.width(), console.color());
  return console.emit(report, ExitStatus::ok);
}

}  // namespace

ExitStatus run_explain(const Options& options, Console& console) {
  const std::vector<std::string>& words = options.arguments;
  if (words.empty() || words.size() > 2) {
    return console.usage("explain takes a policy and a key, or the code of a diagnostic",
                         "e.g. writ explain leavers_deactivated w1");
  }
  if (words.size() == 1 && is_code(words[0])) {
    return explain_code(unicode_upper(words[0]), console);
  }
  auto prepared = prepare(options, "", console);
  if (const auto* status = std::get_if<ExitStatus>(&prepared)) {
    return *status;
  }
  Run& run = std::get<Run>(prepared);
  if (run.workspace.program.find_policy(words[0]) == nullptr) {
    return unknown_policy(words[0], run.workspace.program, console);
  }
  if (const ExitStatus status =
          add_history(run, need_of_policies(run.workspace, {words[0]}), options, console);
      status != ExitStatus::ok) {
    return status;
  }
  return words.size() == 2 ? explain_subject(run, words[0], words[1], options, console)
                           : explain_policy(run, words[0], options, console);
}

}  // namespace writ
