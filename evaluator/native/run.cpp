#include "evaluator/native/run.h"

#include <algorithm>

#include "base/ensure.h"

namespace writ::native {

Engine::Engine(const Program& the_program, const Sources& the_sources,
               const EvaluateOptions& the_options, const Texts& base)
    : program(the_program),
      sources(the_sources),
      options(the_options),
      texts(base),
      reasons(texts),
      plan(lower(the_program, the_sources, the_options.params, texts)) {}

bool Engine::visit(std::uint64_t rows) {
  const std::uint64_t before = visited.fetch_add(rows, std::memory_order_relaxed);
  if (before + rows > options.budget) {
    exhausted.store(true, std::memory_order_relaxed);
  }
  return !exhausted.load(std::memory_order_relaxed);
}

ReasonSet Engine::because(std::string_view note) {
  Blame blame;
  blame.note = note.empty() ? TextPool::none : texts.add(note);
  return reasons.one(blame);
}

std::int64_t Engine::day_place(const DayPlace& place) {
  const std::lock_guard lock(mutex);
  const auto found = std::find(day_places.begin(), day_places.end(), place);
  const auto number = found - day_places.begin();
  if (found == day_places.end()) {
    day_places.push_back(place);
  }
  return std::int64_t{number} << 32;
}

DayPlace Engine::day_place_of(const Val& day) {
  const auto number = static_cast<std::size_t>(day.b >> 32);
  if (number == 0) {
    return {};
  }
  const std::lock_guard lock(mutex);
  return day_places[number];
}

void Engine::note_fault(const std::string& text, std::string_view fault) {
  DataFinding finding;
  finding.kind = "overflow";
  finding.value = text;
  finding.rows = 1;
  finding.detail = std::string(fault);
  const std::lock_guard lock(mutex);
  findings.insert(std::move(finding));
}

namespace {

RelState make_state(Engine& engine, const Relation& relation, const ColumnSnapshot& snapshot) {
  RelState state;
  state.relation = &relation;
  state.name = engine.texts.add(relation.name);
  state.shown = relation.name;
  state.offsets = {0};
  if (relation.kind == Relation::Kind::rows) {
    state.offsets.push_back(relation.constants.size());
  }
  if (relation.kind != Relation::Kind::table) {
    return state;
  }
  state.table = snapshot.find(relation.name);
  state.offsets.push_back(state.table != nullptr ? state.table->rows : 0);
  if (state.table == nullptr) {
    state.incomplete = {"not collected"};
    return state;
  }
  state.incomplete = state.table->incomplete;
  state.files.assign(state.table->files.begin(), state.table->files.end());
  for (const FieldInfo& field : relation.fields) {
    state.columns.push_back(
        field.origin == FieldOrigin::column ? state.table->schema.find(field.name) : -1);
  }
  for (const Column& column : state.table->schema.columns) {
    state.column_names.push_back(engine.texts.add(column.name));
  }
  return state;
}

}  // namespace

World::World(Engine& the_engine, const ColumnSnapshot& the_snapshot)
    : engine(the_engine),
      snapshot(the_snapshot),
      present(the_snapshot.as_of),
      memos(static_cast<std::size_t>(the_engine.plan->memos)),
      memo_states(static_cast<std::size_t>(the_engine.plan->memos)) {
  for (const auto& [name, relation] : engine.program.relations) {
    relations.push_back(make_state(engine, relation, snapshot));
  }
  for (RelState& state : relations) {
    for (const ViewMapping& mapping : state.relation->mappings) {
      state.parts.push_back(relation_id(mapping.table));
      state.offsets.push_back(state.offsets.back() + relations[state.parts.back()].rows());
    }
  }
}

World::~World() = default;

TextId World::pooled(TextId id) const {
  const std::atomic_ref<TextId> known(remap[id]);
  TextId number = known.load(std::memory_order_relaxed);
  if (number == TextPool::none) {
    number = engine.texts.add(snapshot.texts->at(id));
    known.store(number, std::memory_order_relaxed);
  }
  return number;
}

std::uint32_t World::relation_id(const std::string& name) const {
  const auto found = engine.program.relations.find(name);
  ENSURE(found != engine.program.relations.end());
  return static_cast<std::uint32_t>(std::distance(engine.program.relations.begin(), found));
}

Val World::row_at(std::uint32_t relation, std::size_t index) const {
  const RelState& state = relations[relation];
  if (state.offsets.size() == 2) {
    return Val::row(relation, 0, static_cast<std::int64_t>(index));
  }
  const auto after = std::upper_bound(state.offsets.begin(), state.offsets.end(), index);
  const auto part = static_cast<std::size_t>(after - state.offsets.begin() - 1);
  return Val::row(relation, static_cast<std::uint32_t>(part),
                  static_cast<std::int64_t>(index - state.offsets[part]));
}

Val World::base_row(const Val& row) const {
  const RelState& state = relations[row.relation()];
  return state.relation->kind == Relation::Kind::view ? Val::row(state.parts[row.part()], 0, row.a)
                                                      : row;
}

std::string World::key(const Val& row) const {
  const RelState& state = relations[row.relation()];
  const auto index = static_cast<std::size_t>(row.a);
  switch (state.relation->kind) {
    case Relation::Kind::table:
      return row_key(*state.table, *snapshot.texts, index);
    case Relation::Kind::view:
      return state.relation->mappings[row.part()].table + "/" + key(base_row(row));
    case Relation::Kind::rows: {
      std::vector<std::string> parts;
      for (const Cell& cell : state.relation->constants[index]) {
        parts.push_back(to_string(cell));
      }
      return join_key(parts);
    }
  }
  ENSURE(false);
}

ReasonSet World::incompleteness(std::uint32_t relation) const {
  const RelState& state = relations[relation];
  ReasonSet reasons = 0;
  for (const std::string& why : state.incomplete) {
    Blame blame;
    blame.kind = ReasonKind::incomplete;
    blame.table = state.name;
    blame.note = why.empty() ? TextPool::none : engine.texts.add(why);
    reasons = engine.reasons.unite(reasons, engine.reasons.one(blame));
  }
  for (const std::uint32_t part : state.parts) {
    reasons = engine.reasons.unite(reasons, incompleteness(part));
  }
  return reasons;
}

ReasonSet World::blame(ReasonKind kind, std::uint32_t relation, std::size_t row, TextId column,
                       TextId note) const {
  Blame blame;
  blame.kind = kind;
  blame.table = relations[relation].name;
  blame.column = column;
  blame.note = note;
  blame.rows = relations[relation].table;
  blame.texts = snapshot.texts.get();
  blame.row = row;
  return engine.reasons.one(blame);
}

}  // namespace writ::native
