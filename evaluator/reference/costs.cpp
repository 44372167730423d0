#include "evaluator/reference/policy.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/totals.h"
#include "evaluator/wording.h"

namespace writ::reference {

namespace {

// The cost of one subject in violation. Nothing where it is unknown.
std::optional<Quantity> cost_of(World& world, const PolicyInfo& policy, const Subject& subject) {
  const SubjectScope scope(world, policy, find_subject(world, policy, subject));
  const Value value = as_type(evaluate(world, policy.policy->cost->amount, scope.innermost()),
                              Type::of(Kind::decimal));
  const Quantity* quantity = std::get_if<Quantity>(&value);
  return quantity != nullptr && quantity->exact() && quantity->scale == Scale::decimal
             ? std::optional(*quantity)
             : std::nullopt;
}

}  // namespace

void settle_costs(World& world, const PolicyInfo& policy, PolicyOutcome& outcome) {
  outcome.cost.reset();
  outcome.total_cost.reset();
  if (!policy.policy->cost) {
    return;
  }
  std::erase_if(outcome.notes, is_unknown_costs_note);
  const std::string unit = unit_of(*policy.policy->cost);
  Sum total(Scale::decimal);
  std::optional<std::int64_t> each;
  bool alike = true;
  std::uint64_t unknown = 0;
  for (const Finding& finding : outcome.findings) {
    if (finding.verdict != Verdict::violation) {
      continue;
    }
    if (const auto cost = cost_of(world, policy, finding.subject)) {
      total.add(*cost);
      alike = alike && (!each || *each == *cost->low);
      each = *cost->low;
    } else {
      ++unknown;
    }
  }
  if (unknown > 0) {
    outcome.notes.push_back(unknown_costs_note(unknown));
    return;
  }
  if (alike && each) {
    outcome.cost = Cost{Decimal{*each}, unit};
  }
  const Computed sum = total.total();
  if (const Quantity* quantity = std::get_if<Quantity>(&sum.value); quantity != nullptr) {
    outcome.total_cost = Cost{Decimal{*quantity->low}, unit};
  }
}

}  // namespace writ::reference
