// One policy over one world: its subjects, their verdicts, and what left the population on the way.
#pragma once

#include "evaluator/outcome.h"
#include "evaluator/reference/subject.h"

namespace writ::reference {

PolicyOutcome judge_policy(World& world, const PolicyInfo& policy);

// The policy could not be judged: one unknown verdict on the policy as a whole, with the reason.
PolicyOutcome unjudged_policy(World& world, const PolicyInfo& policy, const Reasons& why);

// The cost of the violations: of one where all cost the same, and of all. REQUIRES: findings and
// counts are settled.
void settle_costs(World& world, const PolicyInfo& policy, PolicyOutcome& outcome);

}  // namespace writ::reference
