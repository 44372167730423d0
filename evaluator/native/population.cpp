#include "evaluator/native/population.h"

#include "evaluator/native/operators.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/values.h"
#include "evaluator/wording.h"

namespace writ::native {

ValKey ValKey::of(Engine& engine, const Val& value) {
  switch (value.tag) {
    case Tag::email:
      return {value.tag, value.a, 0};
    case Tag::day:
      return {value.tag, value.a, reinterpret_cast<std::intptr_t>(engine.zone_of(value))};
    default:
      return {value.tag, value.a, value.b};
  }
}

Population::Population(const PolicyPlan& plan, const OnSubjects& subjects, const OnUnnamed& unnamed)
    : plan_(plan), subjects_(subjects), unnamed_(unnamed) {
  for (const PlanBinding& binding : plan.bindings) {
    if (!binding.is_let) {
      fors_.push_back(&binding);
    }
  }
}

// Lets before the first `for` depend on no row and are worked out with it.
const std::vector<std::uint32_t>* Population::members(Ctx& ctx) const {
  return fors_.empty() || !names_relation(fors_.front()->value)
             ? nullptr
             : &range_of(ctx, ranging_of(*fors_.front())).rows;
}

void Population::walk(Ctx& ctx, const Indices& rows, Departures& departures) const {
  Combinations start(plan_.slots);
  start.size = 1;
  start.where = {Val::of(true)};
  if (fors_.empty() || !names_relation(fors_.front()->value)) {
    descend(ctx, 0, 0, start, departures);
    return;
  }
  std::size_t binding = 0;
  for (; plan_.bindings[binding].is_let; ++binding) {
    const PlanBinding& let = plan_.bindings[binding];
    Vals& values = start.values[static_cast<std::size_t>(let.slot)];
    values = eval(ctx, let.value, start.frame, {nullptr, 1});
    start.frame.slots[static_cast<std::size_t>(let.slot)] = values.data();
  }
  const PlanBinding& clause = plan_.bindings[binding];
  const Range& range = range_of(ctx, ranging_of(clause));
  for (const Reason& reason :
       ctx.engine().reasons.list(ctx.world.incompleteness(clause.value->relation))) {
    departures.incomplete.insert(incomplete_text(reason));
  }
  Vals member;
  for (const std::uint32_t row : rows) {
    member.push_back(ctx.world.row_at(clause.value->relation, row));
  }
  const Indices outer(member.size(), 0);
  const PairBatch batch{outer, member, {}, range.sure, false};
  std::vector<int> needed;
  for (std::size_t slot = 0; slot < plan_.slots; ++slot) {
    needed.push_back(static_cast<int>(slot));
  }
  const PairFrame frame(start.frame, {nullptr, 1}, batch, needed, clause.slot);
  const Passed passed = pass(ctx, clause, 0, frame.frame(), batch, departures);
  extend(ctx, binding, 0, start, outer, member, passed, departures);
}

void Population::descend(Ctx& ctx, std::size_t binding, std::size_t level, Combinations& batch,
                         Departures& departures) const {
  while (binding < plan_.bindings.size() && plan_.bindings[binding].is_let) {
    const PlanBinding& let = plan_.bindings[binding];
    const auto slot = static_cast<std::size_t>(let.slot);
    batch.values[slot] = eval(ctx, let.value, batch.frame, {nullptr, batch.size});
    batch.frame.slots[slot] = batch.values[slot].data();
    ++binding;
  }
  if (binding == plan_.bindings.size()) {
    subjects_(ctx, batch);
    return;
  }
  const std::vector<bool> any = range(ctx, binding, level, batch, departures);
  if (level > 0) {
    const Vals& last = batch.values[static_cast<std::size_t>(fors_[level - 1]->slot)];
    for (std::size_t i = 0; i < batch.size; ++i) {
      bool& partnered = departures.partnered[level - 1][ValKey::of(ctx.engine(), last[i])];
      partnered = partnered || any[i];
    }
  }
}

std::vector<bool> Population::range(Ctx& ctx, std::size_t binding, std::size_t level,
                                    const Combinations& batch, Departures& departures) const {
  Engine& engine = ctx.engine();
  const PlanBinding& clause = plan_.bindings[binding];
  std::vector<bool> any(batch.size, false);
  std::vector<int> needed;
  for (std::size_t slot = 0; slot < plan_.slots; ++slot) {
    needed.push_back(static_cast<int>(slot));
  }
  const Sel all{nullptr, batch.size};
  const Openness open =
      for_each_pair(ctx, ranging_of(clause), batch.frame, all, [&](const PairBatch& pairs) {
        const PairFrame frame(batch.frame, all, pairs, needed, clause.slot);
        const Passed passed = pass(ctx, clause, level, frame.frame(), pairs, departures);
        for (std::size_t j = 0; j < pairs.size(); ++j) {
          any[pairs.outer[j]] = any[pairs.outer[j]] || passed.kept[j];
        }
        extend(ctx, binding, level, batch, pairs.outer, pairs.member, passed, departures);
      });
  for (std::size_t i = 0; i < batch.size; ++i) {
    const ReasonSet why = open.why_at(i);
    if (why != 0 && (i == 0 || !open.relation)) {
      for (const Reason& reason : engine.reasons.list(why)) {
        if (reason.kind == ReasonKind::incomplete || !clause.tied) {
          departures.incomplete.insert(incomplete_text(reason));
        }
      }
    }
    if (clause.tied && !engine.reasons.only(why, ReasonKind::incomplete)) {
      any[i] = true;
      unnamed_(ctx, batch, i, why);
    }
  }
  return any;
}

// How far the conditions of one `for` hold for each member.
Population::Passed Population::pass(Ctx& ctx, const PlanBinding& binding, std::size_t level,
                                    const Frame& frame, const PairBatch& batch,
                                    Departures& departures) const {
  Engine& engine = ctx.engine();
  const Vals& member = batch.member;
  const std::size_t n = member.size();
  const std::vector<bool> settled =
      settled_parts(batch, binding.where.size(), binding.is_inner, binding.lookup);
  Passed passed{Vals(n, Val::of(true)), Vals(n, Val::of(true)), Vals(n, Val::of(true)),
                std::vector<bool>(n, true)};
  if (!batch.membership.empty()) {
    (binding.tied ? passed.tie : passed.rest) = batch.membership;
  }
  std::vector<std::vector<std::size_t>> aside(n);
  for (std::size_t k = 0; k < binding.where.size(); ++k) {
    if (settled[k]) {
      continue;
    }
    const Chosen rest = choose({nullptr, n}, [&](std::size_t i) { return passed.kept[i]; });
    const Vals truth = holds(ctx, binding.where[k], frame, rest.sel());
    for (std::size_t j = 0; j < truth.size(); ++j) {
      const std::size_t i = rest.places[j];
      passed.state[i] = both(engine, passed.state[i], truth[j]);
      if (truth[j].no() && binding.is_known[k]) {
        aside[i].push_back(k);
      } else if (truth[j].no()) {
        passed.kept[i] = false;
      } else {
        Val& side = binding.tie[k] ? passed.tie[i] : passed.rest[i];
        side = both(engine, side, truth[j]);
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::size_t k : passed.kept[i] ? aside[i] : std::vector<std::size_t>{}) {
      departures.set_aside[level][k].insert(ValKey::of(engine, member[i]));
    }
    passed.kept[i] = passed.kept[i] && aside[i].empty();
  }
  return passed;
}

// The combinations with the members that passed, handed on.
void Population::extend(Ctx& ctx, std::size_t binding, std::size_t level, const Combinations& batch,
                        const Indices& outer, const Vals& member, const Passed& passed,
                        Departures& departures) const {
  Engine& engine = ctx.engine();
  const Chosen kept =
      choose({nullptr, member.size()}, [&](std::size_t i) { return passed.kept[i]; });
  if (kept.places.empty()) {
    return;
  }
  Combinations next(plan_.slots);
  next.size = kept.places.size();
  for (std::size_t slot = 0; slot < plan_.slots; ++slot) {
    if (batch.frame.slots[slot] == nullptr) {
      continue;
    }
    for (const std::uint32_t place : kept.places) {
      next.values[slot].push_back(batch.frame.slots[slot][outer[place]]);
    }
  }
  Vals& own = next.values[static_cast<std::size_t>(plan_.bindings[binding].slot)];
  next.states.resize(level + 1);
  for (const std::uint32_t place : kept.places) {
    own.push_back(member[place]);
    const Val& before = batch.where[outer[place]];
    next.where.push_back(both(engine, both(engine, before, passed.rest[place]), passed.tie[place]));
    for (std::size_t k = 0; k < level; ++k) {
      next.states[k].push_back(batch.states[k][outer[place]]);
    }
    next.states[level].push_back(passed.state[place]);
  }
  for (std::size_t slot = 0; slot < plan_.slots; ++slot) {
    if (!next.values[slot].empty()) {
      next.frame.slots[slot] = next.values[slot].data();
    }
  }
  for (std::size_t i = 0; i < next.size; ++i) {
    const std::uint32_t place = kept.places[i];
    if (const auto tied = batch.tied.find(outer[place]); tied != batch.tied.end()) {
      next.tied.emplace(i, tied->second);
    }
    if (passed.tie[place].open()) {
      blame(ctx, level, next, i, passed.tie[place].why);
    }
  }
  descend(ctx, binding + 1, level + 1, next, departures);
}

}  // namespace writ::native
