#include "cli/cost.h"

#include <charconv>

#include "base/suggest.h"
#include "base/text.h"
#include "evidence/plan_report.h"

namespace writ {
namespace {

constexpr std::uint64_t most_rows = 1'000'000'000'000;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && value <= most_rows ? std::optional(value) : std::nullopt;
}

// --rows N, and --rows TABLE=N.
Result<TableSizes> table_sizes(const Options& options, const Program& program) {
  TableSizes sizes;
  for (const std::string& given : options.rows) {
    const std::size_t equals = given.rfind('=');
    const std::string table = equals == std::string::npos ? "" : given.substr(0, equals);
    const auto rows = number(std::string_view(given).substr(equals == std::string::npos ? 0 : equals + 1));
    if (!rows) {
      return Error{"`--rows " + printable(given) + "`: expected N or TABLE=N, N a number of rows"};
    }
    if (equals == std::string::npos) {
      sizes.rows = *rows;
      continue;
    }
    if (!program.schemas.contains(table)) {
      std::vector<std::string> names;
      for (const auto& [name, schema] : program.schemas) {
        names.push_back(name);
      }
      const std::string near = did_you_mean(table, names);
      return Error{"`--rows`: there is no table " + in_backticks(table) +
                   (near.empty() ? "" : "; " + near)};
    }
    sizes.of[table] = *rows;
  }
  return sizes;
}

}  // namespace

bool misses_cost(const Options& options, Console& console) {
  if (options.cost || (options.rows.empty() && !options.max_cost)) {
    return false;
  }
  console.usage(std::string("`") + (options.rows.empty() ? "--max-cost" : "--rows") +
                    "` is about an estimate",
                "add `--cost`");
  return true;
}

ExitStatus report_cost(const Options& options, const Selection& selection, Console& console) {
  const Workspace& workspace = selection.workspace;
  const Result<TableSizes> sizes = table_sizes(options, workspace.program);
  if (!sizes) {
    return console.usage(sizes.error().message);
  }
  EvaluateOptions evaluate;
  evaluate.params = workspace.params;
  const CostRequest request{*sizes, options.max_cost};
  PlanReport report =
      plan_report(workspace.program, workspace.sources, evaluate, request.sizes);
  if (!options.arguments.empty()) {
    std::erase_if(report.policies, [&](const PlanPolicy& policy) {
      const PolicyInfo* info = workspace.program.find_policy(policy.name);
      return !selection.files.contains(info->file);
    });
  }
  const ExitStatus status =
      too_costly(report, request) > 0 ? ExitStatus::found : ExitStatus::ok;
  return console.emit(options.format == "json"
                          ? cost_json(report, request)
                          : cost_text(report, request, console.width(), console.color()),
                      status);
}

}  // namespace writ
