// For which subjects a policy, or what it ranges over, is stale.
#include <algorithm>

#include "evaluator/native/keys.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/stale.h"

namespace writ::native {

namespace {

void fill(Marks& out) {
  std::fill(out.begin(), out.end(), std::uint8_t{1});
}

}  // namespace

// Who looks for a row that is touched.
void Staleness::mark_found(Ctx& ctx, const Touched& target, const std::optional<Lookup>& lookup,
                           const Scope& scope, Marks& out) {
  if (!target.any) {
    return;
  }
  if (!lookup) {
    return fill(out);
  }
  if (!scope.concerns(lookup->outer)) {
    return;  // whoever the key hangs on looks for it
  }
  if (target.everywhere || !scope.has_values(lookup->outer)) {
    return fill(out);
  }
  NumberClass of;
  Numbers numbers(scope.n);
  if (scope.is_over_row(lookup->outer) && kernels_.numbers(lookup->outer, scope, of, numbers) &&
      (!lookup->canonical || of.tag == Tag::email)) {
    for (std::size_t i = 0; i < scope.n; ++i) {
      out[i] |=
          numbers.mark[i] == Mark::known && target.keys.contains(lookup_key(of, numbers.value[i]));
    }
    return;
  }
  const Vals values = scope.values(ctx, lookup->outer);
  for (std::size_t i = 0; i < scope.n; ++i) {
    if (values[i].tag == Tag::absent) {
      continue;
    }
    const auto key = lookup_key(now_.engine, values[i], lookup->canonical);
    out[i] |= !key || target.keys.contains(*key);
  }
}

void Staleness::mark_ranged(Ctx& ctx, const Ranged& ranged, const Scope& scope, Marks& out) {
  if (names_relation(ranged.collection)) {
    const Touched& target = touched(ctx, ranged, ranged.collection->relation);
    return mark_found(ctx, target, *ranged.lookup, scope, out);
  }
  mark(ctx, ranged.collection, scope, out);
  const Type& type = scalar_type(ranged.collection->type);
  if (!type.is(Kind::row) || !scope.concerns(ranged.collection)) {
    return;
  }
  const std::uint32_t relation = now_.relation_id(type.relation);
  const Touched& target = touched(ctx, ranged, relation);
  if (!target.rows.any) {
    return;
  }
  if (!scope.has_values(ranged.collection)) {
    return fill(out);
  }
  mark_members(ctx, ranged.collection, target.rows, scope, out);
}

Staleness::Ranged Staleness::ranged_of(const PolicyPlan& plan, std::size_t clause) {
  const PlanBinding& binding = plan.bindings[clause];
  return {&binding,
          binding.value,
          binding.slot,
          plan.slots,
          &binding.lookup,
          [this, &plan, clause](Ctx& at, Scope& members, Marks& marks) {
            mark_policy(at, plan, clause, members, marks);
          }};
}

// Of rows that the `for` number `clause` among the bindings holds: all that the policy says of
// them.
void Staleness::mark_policy(Ctx& ctx, const PolicyPlan& plan, std::size_t clause, Scope& scope,
                            Marks& out) {
  for (std::size_t b = 0; b < plan.bindings.size(); ++b) {
    const PlanBinding& binding = plan.bindings[b];
    if (!binding.is_let) {
      mark_all(ctx, binding.where, scope, out);
      if (b > clause) {
        mark_ranged(ctx, ranged_of(plan, b), scope, out);
      }
      continue;
    }
    Marks marks(scope.n);
    mark(ctx, binding.value, scope, marks);
    for (std::size_t i = 0; binding.value->faults && i < scope.n; ++i) {
      out[i] |= marks[i];  // its faults are told, whoever reads it
    }
    if (!scope.concerns(binding.value)) {
      for (std::size_t i = 0; i < scope.n; ++i) {
        out[i] |= marks[i];
      }
    } else if (scope.has_values(binding.value)) {
      scope.bind_later(binding.slot, binding.value, std::move(marks));
    } else {
      scope.hide(binding.slot, std::move(marks));
    }
  }
  for (const PlanRequire& require : plan.requires_) {
    mark(ctx, require.condition, scope, out);
  }
  for (const auto* text : {&plan.title, &plan.message, &plan.remedy}) {
    for (const TemplatePiece& piece : *text) {
      mark(ctx, piece.value, scope, out);
    }
  }
  mark(ctx, plan.cost, scope, out);
}

std::optional<RowMarks> Staleness::of_policy(const PolicyPlan& plan) {
  Engine& engine = now_.engine;
  const std::uint64_t visited = engine.visited;
  const std::set<DataFinding> findings = engine.findings;
  Arena arena;
  Ctx ctx{probe_, arena, 0, true};
  RowMarks marks = marks_of(ctx, plan);
  engine.findings = findings;
  engine.visited = visited;
  if (engine.exhausted.exchange(false)) {
    return std::nullopt;
  }
  return marks;
}

RowMarks Staleness::marks_of(Ctx& ctx, const PolicyPlan& plan) {
  const PlanBinding& clause = *first_for(plan);
  const auto first = static_cast<std::size_t>(&clause - plan.bindings.data());
  RowMarks marks = over_rows(ctx, clause.value->relation, clause.slot, plan.slots,
                             ranged_of(plan, first).mark_member);
  mark_added(clause.value->relation, marks);
  return marks;
}

}  // namespace writ::native
