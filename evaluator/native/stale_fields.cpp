// Which rows a field is stale of: its cells, where refs lead, what views and links make of them.
#include <algorithm>

#include "evaluator/native/keys.h"
#include "evaluator/native/lookups.h"
#include "evaluator/native/stale.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

bool is_changed(const RowChanges& changes) {
  return !changes.added.empty() || !changes.removed.empty() ||
         std::any_of(changes.changed.begin(), changes.changed.end(),
                     [](const std::vector<std::uint32_t>& rows) { return !rows.empty(); });
}

// The texts of a ref's cell, or of those in a set of refs.
template <class Visit>
void for_each_ref(const ColumnData& data, std::size_t row, Visit visit) {
  if (data.at(row) != CellState::value) {
    return;
  }
  if (data.elements == nullptr) {
    visit(data.texts[row]);
    return;
  }
  for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
    if (data.elements->at(i) == CellState::value) {
      visit(data.elements->texts[i]);
    }
  }
}

}  // namespace

Staleness::Staleness(World& now, const ColumnSnapshot& then)
    : now_(now),
      probe_(now.engine, now.snapshot),
      then_(now.engine, then),
      before_(now.engine, now.snapshot) {
  probe_.same = &now;
  before_.same = &now;
  then_.remap_texts();
  before_.present = then.as_of;
  const TextMatch texts(*then.texts, *now.snapshot.texts);
  for (const RelState& state : now.relations) {
    const ColumnTable* table = state.table;
    const ColumnTable* earlier = table != nullptr ? then.find(state.relation->name) : nullptr;
    changes_.push_back(earlier != nullptr && state.incomplete.empty()
                           ? compare_rows(*earlier, *table, texts)
                           : std::nullopt);
  }
}

bool Staleness::comparable(const std::set<std::string>& tables) const {
  return std::all_of(tables.begin(), tables.end(), [&](const std::string& table) {
    return changes_[now_.relation_id(table)].has_value();
  });
}

bool Staleness::changed(std::uint32_t relation) const {
  const RelState& state = now_.relations[relation];
  if (state.relation->kind == Relation::Kind::table) {
    return !changes_[relation] || is_changed(*changes_[relation]);
  }
  return std::any_of(state.parts.begin(), state.parts.end(),
                     [&](std::uint32_t part) { return changed(part); });
}

const std::unordered_set<TextId>& Staleness::keys_come_or_gone(std::uint32_t table) {
  const std::lock_guard lock(mutex_);
  const auto made = come_or_gone_.try_emplace(table);
  std::unordered_set<TextId>& keys = made.first->second;
  if (made.second) {
    const auto add = [&](const World& world, const std::vector<std::uint32_t>& rows) {
      for (const std::uint32_t row : rows) {
        const std::string key = row_key(*world.relations[table].table, *world.snapshot.texts, row);
        keys.insert(now_.engine.texts.add(key));
      }
    };
    add(now_, changes_[table]->added);
    add(then_, changes_[table]->removed);
  }
  return keys;
}

// The cells of a column, and of refs whether there is such a row.
void Staleness::add_column(std::uint32_t table, int field, RowMarks& out) {
  const RelState& state = now_.relations[table];
  const RowChanges& changes = *changes_[table];
  const int column = state.columns[static_cast<std::size_t>(field)];
  if (column < 0) {
    return;
  }
  for (const std::uint32_t row : changes.changed[static_cast<std::size_t>(column)]) {
    out.at[row] = 1;
    out.any = true;
  }
  const Type& type = scalar_type(state.relation->fields[static_cast<std::size_t>(field)].type);
  if (!type.is(Kind::row)) {
    return;
  }
  const std::uint32_t target = now_.relation_id(type.relation);
  const bool table_of_refs = now_.relations[target].relation->kind == Relation::Kind::table;
  if (!table_of_refs || !changes_[target]) {
    out.any = out.any || changed(target);
    std::fill(out.at.begin(), out.at.end(), changed(target) ? 1 : 0);
    return;
  }
  const auto& keys = keys_come_or_gone(target);
  const ColumnData& data = state.table->columns[static_cast<std::size_t>(column)];
  for (std::size_t row = 0; !keys.empty() && row < data.size; ++row) {
    for_each_ref(data, row, [&](TextId text) {
      if (keys.contains(now_.text(text))) {
        out.at[row] = 1;
        out.any = true;
      }
    });
  }
}

// What `plan` makes of each row of a table, from `offset` on.
void Staleness::add_row_plan(Ctx& ctx, const RowPlan& plan, std::uint32_t table, std::size_t offset,
                             RowMarks& out) {
  const RowMarks marks =
      over_rows(ctx, table, 0, plan.slots,
                [&](Ctx& at, Scope& scope, Marks& found) { mark(at, plan.body, scope, found); });
  for (std::size_t row = 0; marks.any && row < marks.at.size(); ++row) {
    out.at[offset + row] |= marks.at[row];
  }
  out.any = out.any || marks.any;
}

// The rows whose keys are stale, and those whose keys are, or were, of such a row.
void Staleness::add_link(Ctx& ctx, std::size_t link, RowMarks& out) {
  const LinkInfo& info = now_.engine.program.links[link];
  const std::uint32_t from = now_.relation_id(info.from);
  const std::uint32_t to = now_.relation_id(info.to);
  const std::vector<KeyPlan>& keys = now_.engine.plan->links[link];
  for (const KeyPlan& key : keys) {
    add_row_plan(ctx, key.left, from, 0, out);
  }
  NodeRef left = keys.front().left.body;
  NodeRef right = keys.front().right.body;
  std::optional<Lookup> lookup;
  if (have_common_keys(left->type, right->type)) {
    lookup = Lookup{right, left, left->type.is(Kind::email) || right->type.is(Kind::email)};
  }
  const MarkScope any_key = [&](Ctx& at, Scope& scope, Marks& found) {
    for (const KeyPlan& key : keys) {
      mark(at, key.right.body, scope, found);
    }
  };
  const Ranged ranged{&keys, nullptr, 0, keys.front().right.slots, &lookup, any_key};
  const Touched& target = touched(ctx, ranged, to);
  if (!target.any) {
    return;
  }
  const RowMarks found = over_rows(
      ctx, from, 0, keys.front().left.slots,
      [&](Ctx& at, Scope& scope, Marks& marks) { mark_found(at, target, lookup, scope, marks); });
  for (std::size_t row = 0; row < found.at.size(); ++row) {
    out.at[row] |= found.at[row];
  }
  out.any = out.any || found.any;
}

RowMarks Staleness::find_field(Ctx& ctx, std::uint32_t relation, int field) {
  const RelState& state = now_.relations[relation];
  RowMarks out{Marks(state.rows()), false};
  if (field < 0) {
    return out;
  }
  const auto at = static_cast<std::size_t>(field);
  const RelationPlan& plan = now_.engine.plan->relations[relation];
  const bool table = state.relation->kind == Relation::Kind::table;
  switch (state.relation->fields[at].origin) {
    case FieldOrigin::constant:
      return out;
    case FieldOrigin::mapped:
      for (std::size_t part = 0; part < state.parts.size(); ++part) {
        if (const auto& mapping = plan.mappings[part][at]) {
          add_row_plan(ctx, *mapping, state.parts[part], state.offsets[part], out);
        }
      }
      return out;
    case FieldOrigin::link:
      if (table && changes_[relation]) {
        add_link(ctx, static_cast<std::size_t>(state.relation->fields[at].link), out);
        return out;
      }
      break;
    case FieldOrigin::column:
      if (table && changes_[relation] && !plan.fields[at].recursive) {
        add_column(relation, field, out);
        if (plan.fields[at].present_when) {
          add_row_plan(ctx, *plan.fields[at].present_when, relation, 0, out);
        }
        return out;
      }
      break;
    case FieldOrigin::person:
    case FieldOrigin::accounts:
      break;
  }
  out.any = true;  // it hangs on more than can be told
  std::fill(out.at.begin(), out.at.end(), std::uint8_t{1});
  return out;
}

const RowMarks& Staleness::field(Ctx& ctx, std::uint32_t relation, int field) {
  std::unique_lock lock(mutex_);
  const std::pair name(relation, field);
  if (const auto known = fields_.find(name); known != fields_.end()) {
    return known->second;
  }
  if (ctx.alone) {  // its own helpers will want the lock
    lock.unlock();
  }
  RowMarks marks = find_field(ctx, relation, field);
  if (ctx.alone) {
    lock.lock();
  }
  return fields_.emplace(name, std::move(marks)).first->second;
}

}  // namespace writ::native
