#include "evaluator/reference/relations.h"

#include "base/checked.h"
#include "base/email.h"
#include "base/ensure.h"
#include "base/overloaded.h"
#include "base/text.h"
#include "evaluator/reference/expressions.h"
#include "evaluator/reference/identity.h"
#include "evaluator/reference/links.h"
#include "evaluator/reference/sets.h"

namespace writ::reference {

std::size_t part_count(const RelationState& state) {
  return state.relation->kind == Relation::Kind::view ? state.parts.size() : 1;
}

std::size_t row_count(const World& world, const RelationState& state, std::size_t part) {
  switch (state.relation->kind) {
    case Relation::Kind::table:
      return state.table != nullptr ? state.table->rows.size() : 0;
    case Relation::Kind::view:
      return row_count(world, world.relations[state.parts[part]], 0);
    case Relation::Kind::rows:
      return state.relation->constants.size();
  }
  ENSURE(false);
}

SetRef all_rows(World& world, std::uint32_t relation) {
  RelationState& state = world.relations[relation];
  if (state.rows == nullptr) {
    auto set = std::make_shared<SetValue>();
    for (std::uint32_t part = 0; part < part_count(state); ++part) {
      for (std::uint32_t row = 0; row < row_count(world, state, part); ++row) {
        set->certain.emplace_back(RowRef{relation, part, row});
      }
    }
    set->open_reasons = incompleteness(world, relation);
    set->open = !set->open_reasons.empty();
    state.rows = std::move(set);
  }
  return state.rows;
}

std::optional<RowRef> find_row(const World& world, std::uint32_t relation, const std::string& key) {
  const RelationState& state = world.relations[relation];
  if (state.relation->kind == Relation::Kind::table) {
    const std::int64_t index = state.table != nullptr ? state.table->find(key) : -1;
    return index < 0 ? std::nullopt
                     : std::optional(RowRef{relation, 0, static_cast<std::uint32_t>(index)});
  }
  for (std::uint32_t part = 0; part < part_count(state); ++part) {
    for (std::uint32_t row = 0; row < row_count(world, state, part); ++row) {
      if (row_key(world, {relation, part, row}) == key) {
        return RowRef{relation, part, row};
      }
    }
  }
  return std::nullopt;
}

namespace {

Value text_value(World& world, const std::string& text, const Type& type, const CellPlace& place) {
  if (!type.is(Kind::row)) {
    return text;
  }
  if (const auto row = find_row(world, world.relation_id(type.relation), text)) {
    return *row;
  }
  return undetermined(reason_at(ReasonKind::missing, place,
                                "`" + printable(text) + "` is not in " + type.relation));
}

Value set_value(World& world, const CellSet& cells, const Type& type, const Zone* zone,
                const CellPlace& place) {
  SetBuilder set;
  for (const Cell& cell : cells) {
    set.add(cell_value(world, cell, type.element ? *type.element : Type{}, zone, place));
  }
  return set.finish();
}

}  // namespace

Value cell_value(World& world, const Cell& cell, const Type& type, const Zone* zone,
                 const CellPlace& place) {
  const Value value = std::visit(
      overloaded{
          [](const Absent&) -> Value { return Absent{}; },
          [&](const Unknown& unknown) -> Value {
            return undetermined(reason_at(ReasonKind::missing, place, unknown.why));
          },
          [](bool x) -> Value { return x; },
          [](std::int64_t x) -> Value { return Quantity::exactly(Scale::integer, x); },
          [](Decimal x) -> Value { return Quantity::exactly(Scale::decimal, x.millionths); },
          [&](const std::string& x) { return text_value(world, x, type, place); },
          [](const Email& x) -> Value { return x; },
          [](Duration x) -> Value { return Quantity::exactly(Scale::duration, x.micros); },
          [](Instant x) -> Value { return Quantity::exactly(Scale::instant, x.micros); },
          [&](Date x) -> Value {
            return Day{x, zone, place};
          },
          [&](const CellSet& x) { return set_value(world, x, type, zone, place); },
      },
      cell.value);
  return type.is(Kind::set) ? Value{to_set(value)} : value;
}

Value as_type(const Value& value, const Type& type) {
  const auto* text = std::get_if<std::string>(&value);
  const auto* day = std::get_if<Day>(&value);
  const auto* quantity = std::get_if<Quantity>(&value);
  if (type.is(Kind::email) && text != nullptr) {
    const auto canonical = canonical_email(*text);
    return canonical ? Value{Email{*text, *canonical}}
                     : undetermined("`" + printable(*text) + "` is no address");
  }
  if (type.is(Kind::timestamp) && day != nullptr) {
    return instant_of(*day);
  }
  if (type.is(Kind::decimal) && quantity != nullptr && quantity->exact() &&
      quantity->scale == Scale::integer) {
    const auto millionths = checked_mul(*quantity->low, Decimal::one);
    return millionths ? Value{Quantity::exactly(Scale::decimal, *millionths)} : value;
  }
  const auto* set = std::get_if<SetRef>(&value);
  if (set == nullptr || !type.is(Kind::set) || !type.element ||
      !(type.element->is(Kind::email) || type.element->is(Kind::timestamp) ||
        type.element->is(Kind::decimal))) {
    return value;
  }
  SetBuilder builder;
  for (const Value& member : (*set)->certain) {
    builder.add(as_type(member, *type.element));
  }
  for (const SetValue::Possible& member : (*set)->possible) {
    builder.add(as_type(member.value, *type.element), member.reasons);
  }
  if ((*set)->open) {
    builder.open((*set)->open_reasons);
  }
  return builder.finish();
}

Value with_addresses(const ast::Expr& expr, Value value) {
  return scalar_type(expr.type).is(Kind::email) ? as_type(value, expr.type) : value;
}

namespace {

Value column_value(World& world, const RowRef& row, int index) {
  const RelationState& state = world.state(row);
  const FieldInfo& field = state.relation->fields[static_cast<std::size_t>(index)];
  const int column = state.columns[static_cast<std::size_t>(index)];
  if (column < 0) {
    return undetermined("the snapshot has no column " + state.relation->name + "." + field.name);
  }
  const CellPlace place{state.table, row.index, static_cast<std::uint32_t>(column)};
  const auto missing = [&](std::string note) -> Value {
    const Value unknown = undetermined(reason_at(ReasonKind::missing, place, std::move(note)));
    return field.type.is(Kind::set) ? Value{to_set(unknown)} : unknown;
  };
  if (field.unobservable) {
    return missing("not exposed by the system: " + *field.unobservable);
  }
  const Cell& cell = state.table->rows[row.index].cells[static_cast<std::size_t>(column)];
  if (field.present_when) {
    const Scope scope{nullptr, implicit_row, row, nullptr};
    const Truth condition = holds(world, *field.present_when, &scope);
    if (condition.no()) {
      return Absent{};
    }
    if (condition.open()) {
      return Undetermined{condition.reasons};
    }
    if (cell.absent()) {
      return missing("absent, though it must be present in this row");
    }
  } else if (cell.absent() && !field.type.optional) {
    return missing("the cell is empty");
  }
  return cell_value(world, cell, field.type, state.table->zone, place);
}

Value mapped_value(World& world, const RowRef& row, int index) {
  const RelationState& state = world.state(row);
  const FieldInfo& field = state.relation->fields[static_cast<std::size_t>(index)];
  const ViewMapping& mapping = state.relation->mappings[row.part];
  const RowRef base = base_row(world, row);
  if (const auto& value = mapping.values[static_cast<std::size_t>(index)]) {
    const Scope scope{nullptr, implicit_row, base, nullptr};
    return as_type(evaluate(world, *value, &scope), field.type);
  }
  if (field.name == "app" && state.relation->name == "account") {
    return world.state(base).relation->source;
  }
  Reason reason{.kind = ReasonKind::missing,
                .table = mapping.table,
                .key = row_key(world, base),
                .column = field.name,
                .note = {},
                .due = {}};
  reason.note = "not mapped in the view `" + state.relation->name + "`";
  const Value unknown = undetermined(std::move(reason));
  return field.type.is(Kind::set) ? Value{to_set(unknown)} : unknown;
}

Value compute_field(World& world, const RowRef& row, int index) {
  const RelationState& state = world.state(row);
  const FieldInfo& field = state.relation->fields[static_cast<std::size_t>(index)];
  switch (field.origin) {
    case FieldOrigin::column:
      return column_value(world, row, index);
    case FieldOrigin::mapped:
      return mapped_value(world, row, index);
    case FieldOrigin::constant:
      return cell_value(world,
                        state.relation->constants[row.index][static_cast<std::size_t>(index)],
                        field.type, nullptr, {});
    case FieldOrigin::link:
      return linked_row(world, static_cast<std::size_t>(field.link), row);
    case FieldOrigin::person:
      return person_of(world, row).person;
    case FieldOrigin::accounts:
      return accounts_of(world, row);
  }
  ENSURE(false);
}

}  // namespace

const Value& field_value(World& world, const RowRef& row, int field) {
  RelationState& state = world.relations[row.relation];
  if (state.fields.empty()) {
    state.fields.resize(part_count(state));
    for (std::size_t part = 0; part < state.fields.size(); ++part) {
      state.fields[part].resize(row_count(world, state, part));
    }
  }
  std::vector<Memo>& fields = state.fields[row.part][row.index];
  if (fields.empty()) {
    fields.resize(state.relation->fields.size());
  }
  Memo& memo = fields[static_cast<std::size_t>(field)];
  if (memo.state == Memo::State::busy) {
    static const Value circular = undetermined("it is defined through itself");
    return circular;
  }
  if (memo.state == Memo::State::none) {
    memo.state = Memo::State::busy;
    memo.value = compute_field(world, row, field);
    memo.state = Memo::State::done;
  }
  return memo.value;
}

}  // namespace writ::reference
