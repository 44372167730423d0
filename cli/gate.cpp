#include "cli/gate.h"

#include "base/suggest.h"

namespace writ {
namespace {

Error no_such(const std::string& option, const std::string& value, std::string_view choices) {
  return Error{"`" + option + " " + value + "`: expected " + std::string(choices)};
}

ExitStatus status_of(const PolicyOutcome& policy, FailOn fail_on) {
  const Counts& counts = policy.counts;
  // A status may be unknown without an unknown verdict: the population was not read whole.
  const bool unknown = counts.unknown > 0 || policy.status == Status::unknown;
  const bool found = counts.violation > 0 || (unknown && fail_on >= FailOn::unknown) ||
                     (counts.pending > 0 && fail_on >= FailOn::pending);
  const bool insufficient = unknown || policy.status == Status::vacuous;
  return found ? ExitStatus::found : insufficient ? ExitStatus::insufficient : ExitStatus::ok;
}

}  // namespace

Result<Gate> gate_of(const Options& options, const std::optional<Project>& project) {
  Gate gate = project ? project->gate : Gate{};
  if (!options.fail_on.empty()) {
    const std::optional<FailOn> fail_on = parse_fail_on(options.fail_on);
    if (!fail_on) {
      return no_such("--fail-on", options.fail_on, "violation, unknown, pending or never");
    }
    gate.fail_on = *fail_on;
  }
  if (!options.min_severity.empty()) {
    const std::optional<PolicySeverity> severity = parse_policy_severity(options.min_severity);
    if (!severity) {
      return no_such("--min-severity", options.min_severity, "info, low, medium, high or critical");
    }
    gate.min_severity = *severity;
  }
  return gate;
}

ExitStatus verdict_status(const Outcome& outcome, const Gate& gate) {
  if (gate.fail_on == FailOn::never) {
    return ExitStatus::ok;
  }
  ExitStatus status = ExitStatus::ok;
  for (const PolicyOutcome& policy : outcome.policies) {
    if (policy.severity >= gate.min_severity) {
      status = first_of({status, status_of(policy, gate.fail_on)});
    }
  }
  // Policies that were not reached may hold anything.
  return outcome.budget_exhausted ? first_of({status, ExitStatus::insufficient}) : status;
}

}  // namespace writ
