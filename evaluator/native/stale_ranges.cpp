// What a stale row of a relation means for those who look it up.
#include <algorithm>

#include "base/parallel.h"
#include "evaluator/native/keys.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/stale.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

void fill(Marks& out) {
  std::fill(out.begin(), out.end(), std::uint8_t{1});
}

Vals rows_at(const World& world, std::uint32_t relation, std::size_t begin, std::size_t end) {
  Vals rows;
  for (std::size_t row = begin; row < end; ++row) {
    rows.push_back(world.row_at(relation, row));
  }
  return rows;
}

// Calls visit(the relation's offset of the part, the table's changes, the part) for each.
template <class Changes, class Visit>
void for_each_part(const World& world, std::uint32_t relation, const Changes& changes,
                   Visit visit) {
  const RelState& state = world.relations[relation];
  if (state.relation->kind == Relation::Kind::table) {
    return changes[relation] ? visit(0U, *changes[relation], relation) : void();
  }
  for (std::uint32_t part = 0; part < state.parts.size(); ++part) {
    if (const auto& table = changes[state.parts[part]]) {
      visit(part, *table, state.parts[part]);
    }
  }
}

}  // namespace

std::uint32_t Staleness::later(std::uint32_t relation, std::uint32_t row) const {
  if (now_.relations[relation].relation->kind == Relation::Kind::rows) {
    return row;
  }
  std::uint32_t found = RowChanges::none;
  for_each_part(now_, relation, changes_,
                [&](std::uint32_t part, const RowChanges& changes, std::uint32_t) {
                  const std::size_t begin = then_.relations[relation].offsets[part];
                  if (row >= begin && row - begin < changes.later.size() &&
                      changes.later[row - begin] != RowChanges::none) {
                    found = static_cast<std::uint32_t>(now_.relations[relation].offsets[part]) +
                            changes.later[row - begin];
                  }
                });
  return found;
}

std::uint32_t Staleness::earlier(std::uint32_t relation, std::uint32_t row) const {
  if (now_.relations[relation].relation->kind == Relation::Kind::rows) {
    return row;
  }
  std::uint32_t found = RowChanges::none;
  for_each_part(now_, relation, changes_,
                [&](std::uint32_t part, const RowChanges& changes, std::uint32_t) {
                  const std::size_t begin = now_.relations[relation].offsets[part];
                  if (row >= begin && row - begin < changes.earlier.size() &&
                      changes.earlier[row - begin] != RowChanges::none) {
                    found = static_cast<std::uint32_t>(then_.relations[relation].offsets[part]) +
                            changes.earlier[row - begin];
                  }
                });
  return found;
}

RowMarks Staleness::over_rows(Ctx& ctx, std::uint32_t relation, int slot, std::size_t slots,
                              const MarkScope& mark_scope) {
  const std::size_t rows = now_.relations[relation].rows();
  RowMarks out{Marks(rows), false};
  const std::size_t size = std::max(slots, static_cast<std::size_t>(slot) + 1);
  const auto work = [&](Ctx& at, std::size_t begin, std::size_t end) {
    Scope scope(end - begin, size);
    scope.bind(slot, rows_at(now_, relation, begin, end));
    Marks marks(end - begin);
    mark_scope(at, scope, marks);
    std::copy(marks.begin(), marks.end(), out.at.begin() + static_cast<std::ptrdiff_t>(begin));
  };
  // The first batch alone: what is worked out once is there then.
  const std::size_t batch = std::min(batch_size, now_.engine.share);
  const std::size_t first = std::min(rows, batch);
  if (first > 0) {
    work(ctx, 0, first);
  }
  const std::size_t threads = ctx.alone ? now_.engine.threads : 1;
  parallel_ranges(threads, rows - first, batch,
                  [&](std::size_t, std::size_t begin, std::size_t end) {
                    Arena arena;
                    Ctx at{ctx.world, arena, ctx.depth};
                    work(at, first + begin, first + end);
                  });
  out.any = std::any_of(out.at.begin(), out.at.end(), [](std::uint8_t one) { return one != 0; });
  return out;
}

// The keys by which the touched rows are found now, and by which they, and those that are gone,
// were found then.
void Staleness::add_keys(Ctx& ctx, std::uint32_t relation, int slot, const Lookup& lookup,
                         Touched& out) {
  const auto add = [&](Ctx& at, const Vals& rows) {
    Frame frame(static_cast<std::size_t>(slot) + 1);
    frame.slots[static_cast<std::size_t>(slot)] = rows.data();
    for (Val value : eval(at, lookup.inner, frame, {nullptr, rows.size()})) {
      if (value.tag == Tag::row && &at.world == &then_) {
        const std::size_t offset = then_.relations[value.relation()].offsets[value.part()];
        const std::uint32_t row =
            later(value.relation(),
                  static_cast<std::uint32_t>(offset + static_cast<std::size_t>(value.a)));
        value = row != RowChanges::none ? now_.row_at(value.relation(), row) : Val{};
      }
      if (value.tag == Tag::absent) {
        continue;
      }
      const auto key = lookup_key(now_.engine, value, lookup.canonical);
      out.everywhere = out.everywhere || !key;
      out.keys.insert(key.value_or(0));
    }
  };
  Vals rows_now;
  Vals rows_then;
  for (std::uint32_t row = 0; row < out.rows.at.size(); ++row) {
    if (out.rows.at[row] == 0) {
      continue;
    }
    rows_now.push_back(now_.row_at(relation, row));
    if (const std::uint32_t before = earlier(relation, row); before != RowChanges::none) {
      rows_then.push_back(then_.row_at(relation, before));
    }
  }
  for_each_part(now_, relation, changes_,
                [&](std::uint32_t part, const RowChanges& changes, std::uint32_t) {
                  for (const std::uint32_t row : changes.removed) {
                    rows_then.push_back(Val::row(relation, part, row));
                  }
                });
  Ctx then{then_, ctx.arena, ctx.depth};
  add(ctx, rows_now);
  add(then, rows_then);
}

const Touched& Staleness::touched(Ctx& ctx, const Ranged& ranged, std::uint32_t relation) {
  std::unique_lock lock(mutex_);
  if (const auto known = touched_.find(ranged.name); known != touched_.end()) {
    return known->second;
  }
  if (ctx.alone) {  // its own helpers will want the lock
    lock.unlock();
  }
  Touched out;
  out.rows = over_rows(ctx, relation, ranged.slot, ranged.slots, ranged.mark_member);
  for_each_part(now_, relation, changes_,
                [&](std::uint32_t part, const RowChanges& changes, std::uint32_t) {
                  for (const std::uint32_t row : changes.added) {
                    out.rows.at[now_.relations[relation].offsets[part] + row] = 1;
                    out.rows.any = true;
                  }
                  out.any = out.any || !changes.removed.empty();
                });
  out.any = out.any || out.rows.any;
  if (*ranged.lookup && out.any) {
    add_keys(ctx, relation, ranged.slot, **ranged.lookup, out);
  } else {
    out.everywhere = out.any;
  }
  if (ctx.alone) {
    lock.lock();
  }
  return touched_.emplace(ranged.name, std::move(out)).first->second;
}

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
  const std::vector<std::size_t>& offsets = now_.relations[relation].offsets;
  const auto stale = [&](const Val& row) {
    return row.tag == Tag::row &&
           target.rows.at[offsets[row.part()] + static_cast<std::size_t>(row.a)] != 0;
  };
  const Vals sets = scope.values(ctx, ranged.collection);
  for (std::size_t i = 0; i < scope.n; ++i) {
    if (sets[i].tag != Tag::set) {
      continue;
    }
    const SetData& set = sets[i].set();
    out[i] |= std::any_of(set.certain.begin(), set.certain.end(), stale) ||
              std::any_of(set.possible.begin(), set.possible.end(),
                          [&](const SetData::Possible& one) { return stale(one.value); });
  }
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
  std::size_t first = 0;
  while (plan.bindings[first].is_let) {
    ++first;
  }
  const PlanBinding& clause = plan.bindings[first];
  RowMarks marks = over_rows(ctx, clause.value->relation, clause.slot, plan.slots,
                             ranged_of(plan, first).mark_member);
  for_each_part(now_, clause.value->relation, changes_,
                [&](std::uint32_t part, const RowChanges& changes, std::uint32_t) {
                  for (const std::uint32_t row : changes.added) {
                    marks.at[now_.relations[clause.value->relation].offsets[part] + row] = 1;
                    marks.any = true;
                  }
                });
  return marks;
}

}  // namespace writ::native
