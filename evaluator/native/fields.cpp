// The fields of rows: cells, what views make of them, links, persons, accounts.
#include <algorithm>

#include "base/checked.h"
#include "base/text.h"
#include "evaluator/native/columns.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/values.h"

namespace writ::native {

Val as_type(Ctx& ctx, const Val& value, const Type& type) {
  Engine& engine = ctx.engine();
  if (type.is(Kind::email) && value.tag == Tag::text) {
    const auto id = static_cast<TextId>(value.a);
    const TextId canonical = engine.texts.canonical(id);
    return canonical != TextPool::none
               ? Val::email(canonical, id)
               : engine.unknown("`" + printable(std::string(engine.texts.at(id))) +
                                "` is no address");
  }
  if (type.is(Kind::timestamp) && value.tag == Tag::day) {
    return *as_quantity(engine, value);
  }
  if (type.is(Kind::decimal) && value.tag == Tag::integer && value.exact()) {
    const auto millionths = checked_mul(value.a, Decimal::one);
    return millionths ? Val::exactly(Tag::decimal, *millionths) : value;
  }
  if (value.tag != Tag::set || !type.is(Kind::set) || !type.element ||
      !(type.element->is(Kind::email) || type.element->is(Kind::timestamp) ||
        type.element->is(Kind::decimal))) {
    return value;
  }
  SetBuilder builder(engine);
  for (const Val& member : value.set().certain) {
    builder.add(as_type(ctx, member, *type.element));
  }
  for (const SetData::Possible& member : value.set().possible) {
    builder.add(as_type(ctx, member.value, *type.element), member.why);
  }
  if (value.set().open) {
    builder.open(value.set().open_why);
  }
  return Val::of(builder.finish(ctx.arena));
}

namespace {

void over_rows(Ctx& ctx, const RowPlan& plan, const Val* rows, std::size_t n, Val* out) {
  Frame frame(plan.slots);
  frame.slots[0] = rows;
  eval(ctx, plan.body, frame, {nullptr, n}, out);
}

// Cells of a column whose presence a condition decides.
void present_cells(Ctx& ctx, std::uint32_t relation, int field, const RowPlan& condition,
                   const Val* rows, std::size_t n, Val* out) {
  Vals present(n);
  over_rows(ctx, condition, rows, n, present.data());
  for (Val& value : present) {
    value = to_truth(ctx.engine(), value);
  }
  read_cells(ctx, relation, field, rows, n, out);
  const RelState& state = ctx.world.relations[relation];
  const ColumnData& data =
      state.table->columns[static_cast<std::size_t>(state.columns[static_cast<std::size_t>(field)])];
  for (std::size_t i = 0; i < n; ++i) {
    if (present[i].no()) {
      out[i] = Val{};
    } else if (present[i].open()) {
      out[i] = present[i];
    } else if (data.at(static_cast<std::size_t>(rows[i].a)) == CellState::absent) {
      out[i] = missing_cell(ctx, relation, field, rows[i],
                            "absent, though it must be present in this row");
    }
  }
}

void plain_cells(Ctx& ctx, std::uint32_t relation, int field, const Val* rows, std::size_t n,
                 Val* out) {
  read_cells(ctx, relation, field, rows, n, out);
  const RelState& state = ctx.world.relations[relation];
  const FieldInfo& info = state.relation->fields[static_cast<std::size_t>(field)];
  const ColumnData& data =
      state.table->columns[static_cast<std::size_t>(state.columns[static_cast<std::size_t>(field)])];
  if (info.type.optional || data.state.empty()) {
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (data.at(static_cast<std::size_t>(rows[i].a)) == CellState::absent) {
      out[i] = missing_cell(ctx, relation, field, rows[i], "the cell is empty");
    }
  }
}

// A field whose presence depends on itself, in this row or in others: row by row, so that a row
// that is reached again while it is worked out is seen.
void guarded_cells(Ctx& ctx, std::uint32_t relation, int field, const RowPlan& condition,
                   const Val* rows, std::size_t n, Val* out) {
  const std::lock_guard lock(ctx.world.mutex);
  for (std::size_t i = 0; i < n; ++i) {
    auto& [state, value] = ctx.world.guarded[{relation, rows[i].a, field}];
    if (state == 1) {
      out[i] = ctx.engine().unknown("it is defined through itself");
      continue;
    }
    if (state == 0) {
      state = 1;
      Ctx inner{ctx.world, ctx.world.arena, ctx.depth};
      present_cells(inner, relation, field, condition, rows + i, 1, &value);
      state = 2;
    }
    out[i] = value;
  }
}

void column_values(Ctx& ctx, std::uint32_t relation, int field, const Val* rows, std::size_t n,
                   Val* out) {
  const RelState& state = ctx.world.relations[relation];
  const FieldInfo& info = state.relation->fields[static_cast<std::size_t>(field)];
  const FieldPlan& plan =
      ctx.engine().plan->relations[relation].fields[static_cast<std::size_t>(field)];
  if (state.table == nullptr || state.columns[static_cast<std::size_t>(field)] < 0) {
    std::fill(out, out + n,
              ctx.engine().unknown("the snapshot has no column " + state.relation->name + "." +
                                   info.name));
  } else if (info.unobservable) {
    for (std::size_t i = 0; i < n; ++i) {
      out[i] = missing_cell(ctx, relation, field, rows[i],
                            "not exposed by the system: " + *info.unobservable);
    }
  } else if (plan.recursive) {
    guarded_cells(ctx, relation, field, *plan.present_when, rows, n, out);
  } else if (plan.present_when) {
    present_cells(ctx, relation, field, *plan.present_when, rows, n, out);
  } else {
    plain_cells(ctx, relation, field, rows, n, out);
  }
}

Val unmapped(Ctx& ctx, const FieldInfo& info, const RelState& view, const Val& base) {
  const Val unknown = Val::unknown(ctx.world.blame(
      ReasonKind::missing, base.relation(), static_cast<std::size_t>(base.a),
      ctx.engine().texts.add(info.name),
      ctx.engine().texts.add("not mapped in the view `" + view.relation->name + "`")));
  return info.type.is(Kind::set) ? Val::of(&to_set(ctx, unknown)) : unknown;
}

void mapped_values(Ctx& ctx, std::uint32_t relation, std::uint32_t part, int field, const Val* rows,
                   std::size_t n, Val* out) {
  const RelState& state = ctx.world.relations[relation];
  const FieldInfo& info = state.relation->fields[static_cast<std::size_t>(field)];
  const auto& mapping =
      ctx.engine().plan->relations[relation].mappings[part][static_cast<std::size_t>(field)];
  Vals base(n);
  const std::uint32_t table_of_part = state.parts[part];
  for (std::size_t i = 0; i < n; ++i) {
    base[i] = Val::row(table_of_part, 0, rows[i].a);
  }
  if (mapping) {
    over_rows(ctx, *mapping, base.data(), n, out);
    const bool converted = info.type.is(Kind::email) || info.type.is(Kind::timestamp) ||
                           info.type.is(Kind::decimal) || info.type.is(Kind::set);
    for (std::size_t i = 0; converted && i < n; ++i) {
      out[i] = as_type(ctx, out[i], info.type);
    }
    return;
  }
  const bool app = info.name == "app" && state.relation->name == "account";
  if (app) {
    const RelState& table = ctx.world.relations[state.parts[part]];
    std::fill(out, out + n, Val::text(ctx.engine().texts.add(table.relation->source)));
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = unmapped(ctx, info, state, base[i]);
  }
}

// A field of rows of one part of one relation.
void read_rows(Ctx& ctx, const std::string& name, int field, const Val* rows, std::size_t n,
               Val* out) {
  const std::uint32_t relation = rows[0].relation();
  const RelState& state = ctx.world.relations[relation];
  const auto& fields = state.relation->fields;
  const bool resolved = field >= 0 && static_cast<std::size_t>(field) < fields.size() &&
                        fields[static_cast<std::size_t>(field)].name == name;
  const int index = resolved ? field : state.relation->find(name);
  if (index < 0) {
    std::fill(out, out + n, ctx.engine().unknown("there is no field `" + name + "`"));
    return;
  }
  const FieldInfo& info = fields[static_cast<std::size_t>(index)];
  switch (info.origin) {
    case FieldOrigin::column:
      return column_values(ctx, relation, index, rows, n, out);
    case FieldOrigin::mapped:
      return mapped_values(ctx, relation, rows[0].part(), index, rows, n, out);
    case FieldOrigin::constant:
      for (std::size_t i = 0; i < n; ++i) {
        const auto& cells = state.relation->constants[static_cast<std::size_t>(rows[i].a)];
        out[i] = constant_value(ctx, cells[static_cast<std::size_t>(index)], info.type);
      }
      return;
    case FieldOrigin::link:
      for (std::size_t i = 0; i < n; ++i) {
        out[i] = linked_row(ctx, static_cast<std::size_t>(info.link),
                            static_cast<std::size_t>(rows[i].a));
      }
      return;
    case FieldOrigin::person:
      for (std::size_t i = 0; i < n; ++i) {
        const Val base = ctx.world.base_row(rows[i]);
        out[i] = persons_of(ctx, base.relation()).person[static_cast<std::size_t>(base.a)];
      }
      return;
    case FieldOrigin::accounts:
      for (std::size_t i = 0; i < n; ++i) {
        out[i] = accounts_of(ctx, rows[i]);
      }
      return;
  }
}

Val no_row(Ctx& ctx, const std::string& name, int field, const Val& object) {
  Engine& engine = ctx.engine();
  if (object.tag != Tag::set) {
    const auto unknown = strict(engine, object);
    return unknown ? Val::unknown(*unknown) : engine.unknown("`" + name + "` is asked of no row");
  }
  const SetData& set = object.set();
  SetBuilder all(engine);
  Vals values(set.certain.size());
  read_field(ctx, name, field, set.certain.data(), set.certain.size(), values.data());
  for (const Val& value : values) {
    all.add(value);
  }
  for (const SetData::Possible& member : set.possible) {
    all.add(read_field(ctx, name, field, member.value), member.why);
  }
  if (set.open) {
    all.open(set.open_why);
  }
  return Val::of(all.finish(ctx.arena));
}

}  // namespace

void read_field(Ctx& ctx, const std::string& name, int field, const Val* objects, std::size_t n,
                Val* out) {
  std::size_t begin = 0;
  while (begin < n) {
    if (objects[begin].tag != Tag::row) {
      out[begin] = no_row(ctx, name, field, objects[begin]);
      ++begin;
      continue;
    }
    std::size_t end = begin + 1;
    while (end < n && objects[end].tag == Tag::row && objects[end].b == objects[begin].b) {
      ++end;
    }
    read_rows(ctx, name, field, objects + begin, end - begin, out + begin);
    begin = end;
  }
}

Val read_field(Ctx& ctx, const std::string& name, int field, const Val& object) {
  Val value;
  read_field(ctx, name, field, &object, 1, &value);
  return value;
}

}  // namespace writ::native
