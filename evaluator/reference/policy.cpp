#include "evaluator/reference/policy.h"

#include "evaluator/reference/judge.h"
#include "evaluator/reference/show.h"
#include "evaluator/settle.h"
#include "evaluator/wording.h"

namespace writ::reference {

namespace {

constexpr std::size_t for_limit = 64;  // each is a loop within a loop

PolicyOutcome describe(World& world, const PolicyInfo& info) {
  PolicyOutcome outcome =
      writ::describe(info, world.program, world.sources, world.options.project_sources);
  outcome.title =
      info.policy->title ? render_template(world, *info.policy->title, nullptr) : std::string();
  return outcome;
}

}  // namespace

PolicyOutcome judge_policy(World& world, const PolicyInfo& policy) {
  if (policy.for_relations.size() > for_limit) {
    return unjudged_policy(world, policy, undetermined("more than 64 `for`s").reasons);
  }
  PolicyOutcome outcome = describe(world, policy);
  Population population(world, policy);
  Judge judge(world, policy);
  population.walk([&](const Combination& c, const Scope* scope) { judge.judge(c, scope); },
                  [&](const Combination& c, const Reasons& why) { judge.unnamed(c, why); });
  outcome.findings = judge.finish();
  outcome.incomplete.assign(population.incomplete().begin(), population.incomplete().end());
  outcome.notes = population.notes();
  if (!world.options.list_compliant) {
    outcome.unlisted = std::erase_if(outcome.findings, [](const Finding& finding) {
      return finding.verdict == Verdict::compliant;
    });
  }
  settle(outcome, policy.policy->may_be_vacuous);
  settle_costs(world, policy, outcome);
  if (world.ledger.exhausted) {
    return unjudged_policy(world, policy, out_of_budget().reasons);
  }
  return outcome;
}

PolicyOutcome unjudged_policy(World& world, const PolicyInfo& policy, const Reasons& why) {
  return unjudged(describe(world, policy), why.list());
}

}  // namespace writ::reference
