// The gate: which verdicts, of policies how severe, make a command fail.
#pragma once

#include <optional>

#include "base/result.h"
#include "cli/exit_status.h"
#include "cli/options.h"
#include "cli/project.h"
#include "evaluator/outcome.h"

namespace writ {

// The project's gate, with --fail-on and --min-severity on top. An Error is wrong usage.
Result<Gate> gate_of(const Options& options, const std::optional<Project>& project);

// 1 or 4 or 0, as docs/language.md ("Exit status") says; data that is missing (3) is not looked at.
ExitStatus verdict_status(const Outcome& outcome, const Gate& gate);

}  // namespace writ
