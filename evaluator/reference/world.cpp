#include "evaluator/reference/world.h"

#include "base/ensure.h"

namespace writ::reference {

namespace {

RelationState make_state(const Relation& relation, const Snapshot& snapshot) {
  RelationState state;
  state.relation = &relation;
  if (relation.kind != Relation::Kind::table) {
    return state;
  }
  state.table = snapshot.find(relation.name);
  if (state.table == nullptr) {
    state.incomplete = {"not collected"};
    return state;
  }
  state.incomplete = state.table->incomplete;
  for (const FieldInfo& field : relation.fields) {
    state.columns.push_back(
        field.origin == FieldOrigin::column ? state.table->schema.find(field.name) : -1);
  }
  return state;
}

}  // namespace

World::World(const Program& the_program, const Sources& the_sources, const Snapshot& the_snapshot,
             const EvaluateOptions& the_options, Ledger& the_ledger)
    : program(the_program),
      sources(the_sources),
      snapshot(the_snapshot),
      options(the_options),
      ledger(the_ledger) {
  for (const auto& [name, relation] : program.relations) {
    relation_ids.emplace(name, static_cast<std::uint32_t>(relations.size()));
    relations.push_back(make_state(relation, snapshot));
  }
  for (RelationState& state : relations) {
    for (const ViewMapping& mapping : state.relation->mappings) {
      state.parts.push_back(relation_id(mapping.table));
    }
  }
}

std::unique_ptr<World> open_world(const Program& program, const Sources& sources,
                                  const Snapshot& snapshot, const EvaluateOptions& options,
                                  Ledger& ledger) {
  auto world = std::make_unique<World>(program, sources, snapshot, options, ledger);
  for (const Snapshot* earlier : options.history) {
    world->earlier.push_back(std::make_unique<World>(program, sources, *earlier, options, ledger));
  }
  return world;
}

std::uint32_t World::relation_id(const std::string& name) const {
  const auto found = relation_ids.find(name);
  ENSURE(found != relation_ids.end());
  return found->second;
}

RowRef base_row(const World& world, const RowRef& row) {
  const RelationState& state = world.state(row);
  return state.relation->kind == Relation::Kind::view ? RowRef{state.parts[row.part], 0, row.index}
                                                      : row;
}

std::string row_key(const World& world, const RowRef& row) {
  const RelationState& state = world.state(row);
  switch (state.relation->kind) {
    case Relation::Kind::table:
      return state.table->rows[row.index].key;
    case Relation::Kind::view:
      return state.relation->mappings[row.part].table + "/" + row_key(world, base_row(world, row));
    case Relation::Kind::rows: {
      std::vector<std::string> parts;
      for (const Cell& cell : state.relation->constants[row.index]) {
        parts.push_back(to_string(cell));
      }
      return join_key(parts);
    }
  }
  ENSURE(false);
}

Reasons incompleteness(const World& world, std::uint32_t relation) {
  const RelationState& state = world.relations[relation];
  Reasons reasons;
  for (const std::string& why : state.incomplete) {
    Reason reason{.kind = ReasonKind::incomplete,
                  .table = {},
                  .key = {},
                  .column = {},
                  .note = why,
                  .due = {}};
    reason.table = state.relation->name;
    reasons.add(std::move(reason));
  }
  for (const std::uint32_t part : state.parts) {
    reasons.add(incompleteness(world, part));
  }
  return reasons;
}

}  // namespace writ::reference
