#include "evaluator/native/columns.h"

#include "base/ensure.h"
#include "base/overloaded.h"
#include "base/text.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

// One column of a table as the plan sees it.
struct Source {
  std::uint32_t relation;
  int column;
  const ColumnData& data;
  const Type& type;
  std::int64_t day_place = 0;
  const RowList* refs = nullptr;  // targets of each text
};

std::int64_t day_place_of(World& world, std::uint32_t relation, int column) {
  const std::lock_guard lock(world.mutex);
  const auto [place, fresh] = world.day_columns.try_emplace({relation, column}, 0);
  if (fresh) {
    place->second = world.engine.day_place(
        {&world, relation, column, world.relations[relation].table->zone});
  }
  return place->second;
}

Val blamed(Ctx& ctx, const Source& source, std::size_t row, TextId note) {
  const RelState& state = ctx.world.relations[source.relation];
  return Val::unknown(ctx.world.blame(ReasonKind::missing, source.relation, row,
                                      state.column_names[static_cast<std::size_t>(source.column)],
                                      note));
}

Val dangling(Ctx& ctx, const Source& source, std::size_t row, TextId text, const Type& type) {
  Engine& engine = ctx.engine();
  return blamed(ctx, source, row,
                engine.texts.add("`" + printable(std::string(engine.texts.at(text))) +
                                 "` is not in " + type.relation));
}

// The scalar number `i` of `data`, in row `row` of the table.
Val scalar(Ctx& ctx, const Source& source, const ColumnData& data, const Type& type, std::size_t i,
           std::size_t row) {
  World& world = ctx.world;
  if (data.at(i) == CellState::absent) {
    return {};
  }
  if (data.at(i) == CellState::unknown) {
    const TextId why = world.text(data.why(i));
    return blamed(ctx, source, row, ctx.engine().texts.at(why).empty() ? TextPool::none : why);
  }
  switch (type.kind) {
    case Kind::boolean:
      return Val::of(data.flags[i] != 0);
    case Kind::integer:
      return Val::exactly(Tag::integer, data.numbers[i]);
    case Kind::decimal:
      return Val::exactly(Tag::decimal, data.numbers[i]);
    case Kind::duration:
      return Val::exactly(Tag::duration, data.numbers[i]);
    case Kind::timestamp:
      return Val::exactly(Tag::instant, data.numbers[i]);
    case Kind::date:
      return {Tag::day, false, false, 0, data.days[i],
              source.day_place | static_cast<std::int64_t>(row)};
    case Kind::email:
      return Val::email(world.text(data.canonical[i]), world.text(data.texts[i]));
    case Kind::row: {
      const std::uint32_t target = (*source.refs)[i];
      return target == nowhere ? dangling(ctx, source, row, world.text(data.texts[i]), type)
                               : Val::row(world.relation_id(type.relation), 0, target);
    }
    default:
      return Val::text(world.text(data.texts[i]));
  }
}

Val set_cell(Ctx& ctx, const Source& source, std::size_t row) {
  const ColumnData& data = source.data;
  if (data.at(row) == CellState::unknown) {
    const TextId why = ctx.world.text(data.why(row));
    return Val::of(&to_set(
        ctx, blamed(ctx, source, row, ctx.engine().texts.at(why).empty() ? TextPool::none : why)));
  }
  if (data.at(row) == CellState::absent) {
    return Val::of(&ctx.arena.make());
  }
  const Type& element = *source.type.element;
  const ColumnData& scalars = *data.elements;
  const bool texts = element.is(Kind::text) || element.is(Kind::enumeration);
  if (scalars.state.empty() && (texts || element.is(Kind::row)) && ctx.world.remap.empty()) {
    SetData& plain = ctx.arena.make();
    const std::uint32_t target = texts ? 0 : ctx.world.relation_id(element.relation);
    bool whole = true;
    for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
      whole = whole && (texts || (*source.refs)[i] != nowhere);
      plain.certain.push_back(texts ? Val::text(scalars.texts[i])
                                    : Val::row(target, 0, (*source.refs)[i]));
    }
    if (whole) {
      return Val::of(&plain);
    }
  }
  SetBuilder set(ctx.engine());
  for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
    set.add(scalar(ctx, source, *data.elements, element, i, row));
  }
  return Val::of(set.finish(ctx.arena));
}

}  // namespace

std::uint32_t find_key(World& world, std::uint32_t relation, TextId key) {
  const auto found = keys_of(world, relation).find(key);
  return found.empty() ? nowhere : found.front();
}

void read_cells(Ctx& ctx, std::uint32_t relation, int field, const Val* rows, std::size_t n,
                Val* out) {
  World& world = ctx.world;
  const RelState& state = world.relations[relation];
  const int column = state.columns[static_cast<std::size_t>(field)];
  const Type& type = state.relation->fields[static_cast<std::size_t>(field)].type;
  Source source{relation, column, state.table->columns[static_cast<std::size_t>(column)], type};
  if (scalar_type(type).is(Kind::date)) {
    source.day_place = day_place_of(world, relation, column);
  }
  if (scalar_type(type).is(Kind::row)) {
    source.refs = &refs_of(world, relation, field);
  }
  if (type.is(Kind::set)) {
    for (std::size_t i = 0; i < n; ++i) {
      out[i] = set_cell(ctx, source, static_cast<std::size_t>(rows[i].a));
    }
    return;
  }
  // Cell by cell, but for the kinds that are read most: without gaps a plain loop.
  const TextId* texts = source.data.texts.data();
  if (source.data.state.empty() && world.remap.empty() && type.is(Kind::email)) {
    const TextId* canonical = source.data.canonical.data();
    for (std::size_t i = 0; i < n; ++i) {
      const auto row = static_cast<std::size_t>(rows[i].a);
      out[i] = Val::email(canonical[row], texts[row]);
    }
    return;
  }
  if (source.data.state.empty() && world.remap.empty() &&
      (type.is(Kind::text) || type.is(Kind::enumeration))) {
    for (std::size_t i = 0; i < n; ++i) {
      out[i] = Val::text(texts[static_cast<std::size_t>(rows[i].a)]);
    }
    return;
  }
  const std::uint32_t target =
      type.is(Kind::row) ? world.relation_id(type.relation) : std::uint32_t{0};
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<std::size_t>(rows[i].a);
    const bool plain_ref = type.is(Kind::row) && source.data.at(row) == CellState::value &&
                           (*source.refs)[row] != nowhere;
    out[i] = plain_ref ? Val::row(target, 0, (*source.refs)[row])
                       : scalar(ctx, source, source.data, type, row, row);
  }
}

Val missing_cell(Ctx& ctx, std::uint32_t relation, int field, const Val& row,
                 std::string_view note) {
  const RelState& state = ctx.world.relations[relation];
  const int column = state.columns[static_cast<std::size_t>(field)];
  const Val unknown = Val::unknown(ctx.world.blame(
      ReasonKind::missing, relation, static_cast<std::size_t>(row.a),
      state.column_names[static_cast<std::size_t>(column)], ctx.engine().texts.add(note)));
  return state.relation->fields[static_cast<std::size_t>(field)].type.is(Kind::set)
             ? Val::of(&to_set(ctx, unknown))
             : unknown;
}

Val constant_value(Ctx& ctx, const Cell& cell, const Type& type) {
  Engine& engine = ctx.engine();
  const Val value = std::visit(
      overloaded{
          [](const Absent&) { return Val{}; },
          [&](const Unknown& unknown) { return engine.unknown(unknown.why); },
          [](bool x) { return Val::of(x); },
          [](std::int64_t x) { return Val::exactly(Tag::integer, x); },
          [](Decimal x) { return Val::exactly(Tag::decimal, x.millionths); },
          [&](const std::string& x) { return Val::text(engine.texts.add(x)); },
          [&](const Email& x) {
            return Val::email(engine.texts.add(x.canonical), engine.texts.add(x.collected));
          },
          [](Duration x) { return Val::exactly(Tag::duration, x.micros); },
          [](Instant x) { return Val::exactly(Tag::instant, x.micros); },
          [](Date x) {
            return Val{Tag::day, false, false, 0, x.days, 0};
          },
          [&](const CellSet& cells) {
            SetBuilder set(engine);
            for (const Cell& element : cells) {
              set.add(constant_value(ctx, element, type.element ? *type.element : Type{}));
            }
            return Val::of(set.finish(ctx.arena));
          },
      },
      cell.value);
  return type.is(Kind::set) ? Val::of(&to_set(ctx, value)) : value;
}

}  // namespace writ::native
