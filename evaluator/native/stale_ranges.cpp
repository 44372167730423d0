// What a stale row of a relation means for those who look it up.
#include <algorithm>

#include "base/parallel.h"
#include "evaluator/native/columns.h"
#include "evaluator/native/keys.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/stale.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

// Calls visit(part, the changes of its table) for each part whose tables were compared.
template <class Changes, class Visit>
void for_each_part(const World& world, std::uint32_t relation, const Changes& changes,
                   Visit visit) {
  const RelState& state = world.relations[relation];
  if (state.relation->kind == Relation::Kind::table) {
    return changes[relation] ? visit(0U, *changes[relation]) : void();
  }
  for (std::uint32_t part = 0; part < state.parts.size(); ++part) {
    if (const auto& table = changes[state.parts[part]]) {
      visit(part, *table);
    }
  }
}

// The row of `to` that a row of `from` is, among all parts.
template <class Changes>
std::uint32_t counterpart(const World& from, const World& to, std::uint32_t relation,
                          std::uint32_t row, const Changes& changes,
                          std::vector<std::uint32_t> RowChanges::*rows_of) {
  if (from.relations[relation].relation->kind == Relation::Kind::rows) {
    return row;
  }
  std::uint32_t found = RowChanges::none;
  for_each_part(from, relation, changes, [&](std::uint32_t part, const RowChanges& table) {
    const std::vector<std::uint32_t>& rows = table.*rows_of;
    const std::size_t begin = from.relations[relation].offsets[part];
    if (row >= begin && row - begin < rows.size() && rows[row - begin] != RowChanges::none) {
      found = static_cast<std::uint32_t>(to.relations[relation].offsets[part]) + rows[row - begin];
    }
  });
  return found;
}

}  // namespace

std::uint32_t Staleness::later(std::uint32_t relation, std::uint32_t row) const {
  return counterpart(then_, now_, relation, row, changes_, &RowChanges::later);
}

std::uint32_t Staleness::earlier(std::uint32_t relation, std::uint32_t row) const {
  return counterpart(now_, then_, relation, row, changes_, &RowChanges::earlier);
}

RowMarks Staleness::over_rows(Ctx& ctx, std::uint32_t relation, int slot, std::size_t slots,
                              const MarkScope& mark_scope) {
  const std::vector<std::size_t>& offsets = now_.relations[relation].offsets;
  RowMarks out{Marks(offsets.back()), false};
  const std::size_t size = std::max(slots, static_cast<std::size_t>(slot) + 1);
  const auto work = [&](Ctx& at, Scope::Rows rows, std::size_t end) {
    Scope scope(end - rows.begin, size);
    scope.bind_rows(rows);
    Marks marks(scope.n);
    mark_scope(at, scope, marks);
    std::copy(marks.begin(), marks.end(), out.at.begin() + static_cast<std::ptrdiff_t>(rows.begin));
  };
  const std::size_t batch = std::min(batch_size, now_.engine.share);
  const std::size_t threads = ctx.alone ? now_.engine.threads : 1;
  for (std::uint32_t part = 0; part + 1 < offsets.size(); ++part) {
    const std::size_t begin = offsets[part];
    const std::size_t rows = offsets[part + 1] - begin;
    // The first batch alone: what is worked out once is there then.
    const std::size_t first = std::min(rows, batch);
    if (first > 0) {
      work(ctx, {slot, relation, part, begin, begin}, begin + first);
    }
    parallel_ranges(
        threads, rows - first, batch, [&](std::size_t, std::size_t from, std::size_t to) {
          Arena arena;
          Ctx at{ctx.world, arena, ctx.depth};
          work(at, {slot, relation, part, begin + first + from, begin}, begin + first + to);
        });
  }
  out.any = std::find(out.at.begin(), out.at.end(), 1) != out.at.end();
  return out;
}

// Where the key is a ref: it is told by its text, without the rows that refs led to then.
bool Staleness::add_refs_then(NodeRef key, const Vals& rows, Touched& out) {
  if (key->op != Op::field || key->kids.front()->op != Op::local || !key->type.is(Kind::row)) {
    return false;
  }
  const std::uint32_t target = now_.relation_id(key->type.relation);
  for (const Val& row : rows) {
    const RelState& state = then_.relations[row.relation()];
    const int field = state.relation->find(key->name);
    const int column = state.relation->kind == Relation::Kind::table && field >= 0
                           ? state.columns[static_cast<std::size_t>(field)]
                           : -1;
    if (column < 0 || !changes_[target]) {
      return false;
    }
    const ColumnData& data = state.table->columns[static_cast<std::size_t>(column)];
    const auto at = static_cast<std::size_t>(row.a);
    out.everywhere = out.everywhere || data.at(at) == CellState::unknown;
    if (data.at(at) == CellState::value) {
      // A ref to nowhere is unknown, and may have led anywhere.
      const TextId text = then_.text(data.texts[at]);
      const std::uint32_t found = find_key(now_, target, text);
      const bool nowhere_then = found != nowhere ? earlier(target, found) == RowChanges::none
                                                 : !keys_come_or_gone(target).contains(text);
      out.everywhere = out.everywhere || nowhere_then;
      if (found != nowhere) {
        out.keys.insert(found);
      }
    }
  }
  return true;
}

// The keys by which the touched rows are found now, and by which they, and those that are gone,
// were found then.
void Staleness::add_keys(Ctx& ctx, std::uint32_t relation, int slot, const Lookup& lookup,
                         Touched& out) {
  const auto add = [&](Ctx& at, const Vals& rows) {
    Frame frame(static_cast<std::size_t>(slot) + 1);
    frame.slots[static_cast<std::size_t>(slot)] = rows.data();
    const bool refs = &at.world == &then_ && add_refs_then(lookup.inner, rows, out);
    for (Val value : refs ? Vals{} : eval(at, lookup.inner, frame, {nullptr, rows.size()})) {
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
  for_each_part(now_, relation, changes_, [&](std::uint32_t part, const RowChanges& changes) {
    for (const std::uint32_t row : changes.removed) {
      rows_then.push_back(Val::row(relation, part, row));
    }
  });
  Ctx then{then_, ctx.arena, ctx.depth};
  add(ctx, rows_now);
  add(then, rows_then);
}

void Staleness::mark_added(std::uint32_t relation, RowMarks& out) const {
  for_each_part(now_, relation, changes_, [&](std::uint32_t part, const RowChanges& changes) {
    for (const std::uint32_t row : changes.added) {
      out.at[now_.relations[relation].offsets[part] + row] = 1;
      out.any = true;
    }
  });
}

const Touched* Staleness::known_touched(const TouchedName& name) {
  const std::lock_guard lock(mutex_);
  const auto known = touched_.find(name);
  return known != touched_.end() ? &known->second : nullptr;
}

const Touched& Staleness::keep_touched(Ctx& ctx, const TouchedName& name, const Ranged& ranged,
                                       std::uint32_t relation, Touched touched) {
  touched.any = touched.any || touched.rows.any;
  if (*ranged.lookup && touched.any) {
    add_keys(ctx, relation, ranged.slot, **ranged.lookup, touched);
  } else {
    touched.everywhere = touched.any;
  }
  const std::lock_guard lock(mutex_);
  return touched_.emplace(name, std::move(touched)).first->second;
}

// Of a quantifier or a `for`.
const Touched& Staleness::touched(Ctx& ctx, const Ranged& ranged, std::uint32_t relation) {
  const TouchedName name(ranged.name, nullptr);
  if (const Touched* known = known_touched(name)) {
    return *known;
  }
  Touched out;
  out.rows = over_rows(ctx, relation, ranged.slot, ranged.slots, ranged.mark_member);
  mark_added(relation, out.rows);
  for_each_part(now_, relation, changes_, [&](std::uint32_t, const RowChanges& changes) {
    out.any = out.any || !changes.removed.empty();
  });
  return keep_touched(ctx, name, ranged, relation, std::move(out));
}

// Of rows that `ranged` alone marks; those that came and went do not count.
const Touched& Staleness::touched_by(Ctx& ctx, const TouchedName& name, const Ranged& ranged) {
  if (const Touched* known = known_touched(name)) {
    return *known;
  }
  const std::uint32_t relation = ranged.collection->relation;
  Touched out;
  out.rows = over_rows(ctx, relation, ranged.slot, ranged.slots, ranged.mark_member);
  return keep_touched(ctx, name, ranged, relation, std::move(out));
}

}  // namespace writ::native
