// One policy: its subjects in shares, one worker after the other or side by side; then its status.
#include <algorithm>
#include <span>

#include "base/parallel.h"
#include "evaluator/native/engine.h"
#include "evaluator/native/judge.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/sieve.h"
#include "evaluator/native/values.h"
#include "evaluator/settle.h"
#include "evaluator/wording.h"

namespace writ::native {

namespace {

constexpr std::size_t for_limit = 64;  // each is a loop within a loop

PolicyOutcome describe(Ctx& ctx, const PolicyPlan& plan) {
  const Engine& engine = ctx.engine();
  PolicyOutcome outcome = writ::describe(*plan.info, engine.program, engine.sources,
                                         engine.options.project_sources);
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

// What one worker has found, and what it works with.
struct Share {
  Judge judge;
  Departures departures;
  Arena arena = {};
};

// Some of the members of the first `for`; those that the sieve leaves.
void judge_members(World& world, const PolicyPlan& plan, const Sieve* sieve,
                   std::span<const std::uint32_t> members, Share& mine) {
  Ctx ctx{world, mine.arena, 0};
  const Population::OnSubjects subjects = [&](Ctx& at, const Combinations& c) {
    mine.judge.judge(at, c);
  };
  const Population::OnUnnamed unnamed = [&](Ctx& at, const Combinations& c, std::size_t i,
                                            ReasonSet why) { mine.judge.unnamed(at, c, i, why); };
  if (world.engine.exhausted.load(std::memory_order_relaxed) ||
      !world.engine.visit(members.size())) {
    return;
  }
  if (Profile* profile = world.engine.profile; profile != nullptr && !members.empty()) {
    const auto first = std::find_if(plan.bindings.begin(), plan.bindings.end(),
                                    [](const PlanBinding& binding) { return !binding.is_let; });
    profile->visited(&first->inner, members.size());
  }
  std::uint64_t compliant = 0;
  const Indices rows = sieve != nullptr ? sieve->left(members.data(), members.size(), compliant)
                                        : Indices(members.begin(), members.end());
  mine.judge.add_unlisted(compliant);
  if (!rows.empty() || members.empty()) {
    Population(plan, subjects, unnamed).walk(ctx, rows, mine.departures);
  }
  mine.arena.clear();
}

// In the order of members, so that little is left to sort.
std::vector<Finding> joined(std::vector<std::vector<Finding>> pieces) {
  std::size_t size = 0;
  for (const std::vector<Finding>& piece : pieces) {
    size += piece.size();
  }
  std::vector<Finding> all;
  all.reserve(size);
  for (std::vector<Finding>& piece : pieces) {
    std::move(piece.begin(), piece.end(), std::back_inserter(all));
    piece = {};
  }
  return all;
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
  Departures departures = population.nothing_yet();
  for (const PlanBinding& binding : plan.bindings) {
    if (!binding.is_let && !binding.relation.empty()) {
      for (const Reason& reason :
           engine.reasons.list(world.incompleteness(world.relation_id(binding.relation)))) {
        departures.incomplete.insert(incomplete_text(reason));
      }
    }
  }
  const std::vector<std::uint32_t>* members = population.members(ctx);
  const auto sieve = Sieve::make(ctx, plan);
  std::vector<Share> shares(engine.threads, Share{Judge(plan), population.nothing_yet()});
  const std::size_t pieces =
      members != nullptr ? (members->size() + engine.share - 1) / engine.share : 1;
  std::vector<std::vector<Finding>> found(pieces);
  parallel(engine.threads, pieces, [&](std::size_t piece, std::size_t worker) {
    std::span<const std::uint32_t> mine;
    if (members != nullptr) {
      const std::size_t begin = piece * engine.share;
      mine = {members->data() + begin, std::min(engine.share, members->size() - begin)};
    }
    judge_members(world, plan, sieve.get(), mine, shares[worker]);
    found[piece] = shares[worker].judge.take_findings();
  });
  for (std::size_t i = 0; i < shares.size(); ++i) {
    departures.add(shares[i].departures);
    if (i > 0) {
      shares[0].judge.add(engine, std::move(shares[i].judge));
    }
  }
  found.push_back(shares[0].judge.finish(ctx));
  outcome.findings = joined(std::move(found));
  outcome.incomplete.assign(departures.incomplete.begin(), departures.incomplete.end());
  outcome.unlisted = shares[0].judge.unlisted();
  outcome.notes = population.notes(departures);
  settle(outcome, plan.info->policy->may_be_vacuous);
  settle_costs(engine, plan, shares[0].judge.costs(), outcome);
  if (engine.exhausted) {
    return unjudged_policy(world, plan, "step budget exhausted");
  }
  return outcome;
}

PolicyOutcome unjudged_policy(World& world, const PolicyPlan& plan, std::string_view why) {
  Arena arena;
  Ctx ctx{world, arena, 0};
  return unjudged(describe(ctx, plan), world.engine.reasons.list(world.engine.because(why)));
}

}  // namespace writ::native
