// One policy: its subjects' verdicts, then its status.
#include "evaluator/native/carry.h"
#include "evaluator/native/engine.h"
#include "evaluator/native/shares.h"
#include "evaluator/native/values.h"
#include "evaluator/settle.h"
#include "evaluator/wording.h"

namespace writ::native {

namespace {

constexpr std::size_t for_limit = 64;  // each is a loop within a loop

PolicyOutcome describe(Ctx& ctx, const PolicyPlan& plan) {
  const Engine& engine = ctx.engine();
  PolicyOutcome outcome =
      writ::describe(*plan.info, engine.program, engine.sources, engine.options.project_sources);
  outcome.title = rendered(ctx, plan.title, Frame(0), {nullptr, 1}).front();
  return outcome;
}

// The cost of one violation where all cost the same, and of all.
void settle_costs(Engine& engine, const PolicyPlan& plan, const Vals& costs,
                  PolicyOutcome& outcome) {
  if (plan.cost == nullptr) {
    return;
  }
  const std::string unit = unit_of(*plan.info->policy->cost);
  Sum total(Tag::decimal);
  std::optional<std::int64_t> each;
  bool alike = true;
  std::uint64_t unknown = 0;
  for (const Val& value : costs) {
    if (value.tag != Tag::decimal || !value.exact()) {
      ++unknown;
      continue;
    }
    total.add(engine, value);
    alike = alike && (!each || *each == value.a);
    each = value.a;
  }
  if (unknown > 0) {
    outcome.notes.push_back(unknown_costs_note(unknown));
    return;
  }
  if (alike && each) {
    outcome.cost = Cost{Decimal{*each}, unit};
  }
  const Computed sum = total.total(engine);
  if (sum.value.is_quantity()) {
    outcome.total_cost = Cost{Decimal{sum.value.a}, unit};
  }
}

}  // namespace

PolicyOutcome judge_policy(World& world, const PolicyPlan& plan) {
  if (plan.info->for_relations.size() > for_limit) {
    return unjudged_policy(world, plan, "more than 64 `for`s");
  }
  Engine& engine = world.engine;
  Arena arena;
  Ctx ctx{world, arena, 0, true};
  PolicyOutcome outcome = describe(ctx, plan);
  const Population::OnSubjects none = [](Ctx&, const Combinations&) {};
  const Population::OnUnnamed no_one = [](Ctx&, const Combinations&, std::size_t, ReasonSet) {};
  const Population population(plan, none, no_one);
  const std::vector<std::uint32_t>* members = population.members(ctx);
  Carry carry(ctx, plan, members);
  world.few = carry.few();
  Judged judged = judge_members(ctx, plan, carry.members(), carry.footing());
  world.few = false;
  if (!carry.holds(judged)) {
    carry.drop();
    judged = judge_members(ctx, plan, carry.members(), carry.footing());
  }
  Departures& departures = judged.departures;
  for (const PlanBinding& binding : plan.bindings) {
    if (!binding.is_let && !binding.relation.empty()) {
      for (const Reason& reason :
           engine.reasons.list(world.incompleteness(world.relation_id(binding.relation)))) {
        departures.incomplete.insert(incomplete_text(reason));
      }
    }
  }
  judged.found.push_back(judged.judge.finish(ctx));
  judged.found.push_back(carry.findings());
  outcome.findings = joined(std::move(judged.found));
  outcome.incomplete.assign(departures.incomplete.begin(), departures.incomplete.end());
  outcome.unlisted = judged.judge.unlisted() + carry.unlisted();
  outcome.notes = population.notes(departures, carry.without_partner());
  settle(outcome, plan.info->policy->may_be_vacuous);
  settle_costs(engine, plan, judged.judge.costs(), outcome);
  if (engine.exhausted) {
    return unjudged_policy(world, plan, "step budget exhausted");
  }
  carry.keep(outcome, judged);
  return outcome;
}

PolicyOutcome unjudged_policy(World& world, const PolicyPlan& plan, std::string_view why) {
  Arena arena;
  Ctx ctx{world, arena, 0};
  return unjudged(describe(ctx, plan), world.engine.reasons.list(world.engine.because(why)));
}

}  // namespace writ::native
