// Values for params: `params` of the project file, and `--set param=value` on top of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "cli/project.h"
#include "dsl/program.h"

namespace writ {

using ParamValues = std::map<std::string, ast::Expr>;  // checked literals

// Mistakes are diagnostics, in the project file where it was written. An Error: `--set` without a
// `=`.
Result<ParamValues> read_params(const std::optional<Project>& project,
                                const std::vector<std::string>& set, Program& program,
                                Sources& sources, Diagnostics& diagnostics);

}  // namespace writ
