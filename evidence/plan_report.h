// What `writ debug plan` and `writ check --cost` say: the plan that the engine runs, and what it may
// cost, for people and for programs (schemas `writ.plan/1`, `writ.cost/1`).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "evaluator/plan_report.h"

namespace writ {

// Policy by policy, then what is worked out once. Rows and times are shown where they were counted.
std::string plan_text(const PlanReport& report, std::size_t width, bool color);
std::string plan_json(const PlanReport& report);

struct CostRequest {
  TableSizes sizes;
  std::optional<std::uint64_t> most;  // more than this many rows are too many for a policy
};
// How many policies are over the request's limit.
std::size_t too_costly(const PlanReport& report, const CostRequest& request);
// The policies by their estimates, the highest first; then each quadratic one, with what would help.
std::string cost_text(const PlanReport& report, const CostRequest& request, std::size_t width,
                      bool color);
std::string cost_json(const PlanReport& report, const CostRequest& request);

}  // namespace writ
