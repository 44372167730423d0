// The rows of a relation: all of them, and the one with a key.
#include "evaluator/native/columns.h"

namespace writ::native {

const SetData& all_rows(Ctx& ctx, std::uint32_t relation) {
  World& world = ctx.world;
  const std::lock_guard lock(world.mutex);
  const SetData*& memo = world.all_rows[relation];
  if (memo == nullptr) {
    SetData& set = world.arena.make();
    for (std::size_t i = 0; i < world.relations[relation].rows(); ++i) {
      set.certain.push_back(world.row_at(relation, i));
    }
    set.open_why = world.incompleteness(relation);
    set.open = set.open_why != 0;
    memo = &set;
  }
  return *memo;
}

Val find_row(Ctx& ctx, std::uint32_t relation, std::string_view key) {
  World& world = ctx.world;
  const RelState& state = world.relations[relation];
  if (state.relation->kind == Relation::Kind::table) {
    const std::uint32_t row = find_key(world, relation, ctx.engine().texts.add(key));
    return row == ~std::uint32_t{0} ? Val{} : Val::row(relation, 0, row);
  }
  if (state.relation->kind == Relation::Kind::view) {
    for (std::uint32_t part = 0; part < state.parts.size(); ++part) {
      const std::string& table = state.relation->mappings[part].table;
      if (key.starts_with(table) && key.substr(table.size()).starts_with("/")) {
        const Val row = find_row(ctx, state.parts[part], key.substr(table.size() + 1));
        return row.tag == Tag::row ? Val::row(relation, part, row.a) : Val{};
      }
    }
    return {};
  }
  for (std::size_t i = 0; i < state.rows(); ++i) {
    if (world.key(world.row_at(relation, i)) == key) {
      return world.row_at(relation, i);
    }
  }
  return {};
}

}  // namespace writ::native
