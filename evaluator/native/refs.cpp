// Rows by their keys, and where refs lead.
#include <algorithm>
#include <numeric>

#include "base/parallel.h"
#include "evaluator/native/columns.h"
#include "snapshot/row_keys.h"

namespace writ::native {

namespace {

// The text of each row's key. One that is written as it stands in its column is not made anew.
std::vector<TextId> key_texts(World& world, const ColumnTable& table) {
  constexpr std::size_t ahead = 16;
  const Texts& texts = *world.snapshot.texts;
  const RowKeys keys(table, texts);
  const std::span<const TextId> own = keys.texts();
  std::vector<TextId> out(table.rows);
  std::string buffer;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (row + 2 * ahead < own.size()) {
      texts.fetch_place(own[row + 2 * ahead]);
      texts.fetch(own[row + ahead]);
    }
    const std::string_view key = keys.at(row, buffer);
    const bool as_it_is = !own.empty() && key.data() == texts.at(own[row]).data();
    out[row] = as_it_is ? world.text(own[row]) : world.engine.texts.add(key);
  }
  return out;
}

// A column of refs, or of sets of them, and where they lead.
struct RefColumn {
  RefColumn(World& world, std::uint32_t the_relation, int field) : relation(the_relation) {
    const RelState& state = world.relations[relation];
    const Type& type = state.relation->fields[static_cast<std::size_t>(field)].type;
    column = state.columns[static_cast<std::size_t>(field)];
    const ColumnData& data = state.table->columns[static_cast<std::size_t>(column)];
    scalars = type.is(Kind::set) ? data.elements.get() : &data;
    of = world.relation_id(scalar_type(type).relation);
  }

  // Of scalars [begin, end).
  void find(World& world, const KeyIndex& keys, std::size_t begin, std::size_t end) {
    const CellState* states = scalars->state.empty() ? nullptr : scalars->state.data();
    const TextId* texts = scalars->texts.data();
    TextId last = 0;  // refs to one row often follow each other
    std::uint32_t target = nowhere;
    bool any = false;
    for (std::size_t i = begin; i < end; ++i) {
      targets[i] = nowhere;
      if (states != nullptr && states[i] != CellState::value) {
        continue;
      }
      if (!any || texts[i] != last) {
        const auto found = keys.find(world.text(texts[i]));
        target = found.empty() ? nowhere : found.front();
        last = texts[i];
        any = true;
      }
      targets[i] = target;
    }
  }

  std::uint32_t relation;
  int column = -1;
  const ColumnData* scalars = nullptr;
  std::uint32_t of = 0;  // whose rows they name
  RowList targets;
};

}  // namespace

// Built outside the lock: threads that want different ones do not wait for each other.
const KeyIndex& keys_of(World& world, std::uint32_t relation) {
  if (world.same != nullptr) {
    return keys_of(*world.same, relation);
  }
  {
    const std::lock_guard lock(world.mutex);
    if (const auto known = world.row_keys.find(relation); known != world.row_keys.end()) {
      return *known->second;
    }
  }
  const ColumnTable* table = world.relations[relation].table;
  const Keys keys(table != nullptr ? key_texts(world, *table) : std::vector<TextId>());
  std::vector<std::uint32_t> rows(keys.size());
  std::iota(rows.begin(), rows.end(), 0U);
  auto index = std::make_unique<KeyIndex>(KeyIndex::Pieces{{rows, keys}}, 1);
  const std::lock_guard lock(world.mutex);
  return *world.row_keys.try_emplace(relation, std::move(index)).first->second;
}

const RowList& refs_of(World& world, std::uint32_t relation, int field) {
  if (world.same != nullptr) {
    return refs_of(*world.same, relation, field);
  }
  RefColumn refs(world, relation, field);
  {
    const std::lock_guard lock(world.mutex);
    if (const auto known = world.refs.find({relation, refs.column}); known != world.refs.end()) {
      return known->second;
    }
  }
  const KeyIndex& keys = keys_of(world, refs.of);
  refs.targets.resize(refs.scalars->size);
  refs.find(world, keys, 0, refs.scalars->size);
  const std::lock_guard lock(world.mutex);
  return world.refs.try_emplace({relation, refs.column}, std::move(refs.targets)).first->second;
}

void find_refs(World& world, const std::vector<std::pair<std::uint32_t, std::size_t>>& fields) {
  constexpr std::size_t a_task = 1 << 16;  // scalars
  const std::size_t threads = world.engine.threads;
  std::vector<RefColumn> columns;
  std::vector<std::uint32_t> targets;
  std::vector<std::pair<std::size_t, std::size_t>> tasks;  // column, and where in it
  for (const auto& [relation, field] : fields) {
    columns.emplace_back(world, relation, static_cast<int>(field));
    targets.push_back(columns.back().of);
    columns.back().targets.resize(columns.back().scalars->size);
    for (std::size_t begin = 0; begin < columns.back().scalars->size; begin += a_task) {
      tasks.emplace_back(columns.size() - 1, begin);
    }
  }
  std::sort(targets.begin(), targets.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(world.relations[b].rows(), a) < std::pair(world.relations[a].rows(), b);
  });
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  parallel(threads, targets.size(),
           [&](std::size_t i, std::size_t) { (void)keys_of(world, targets[i]); });
  parallel(threads, tasks.size(), [&](std::size_t i, std::size_t) {
    const auto [column, begin] = tasks[i];
    RefColumn& refs = columns[column];
    refs.find(world, keys_of(world, refs.of), begin, std::min(begin + a_task, refs.scalars->size));
  });
  for (RefColumn& refs : columns) {
    world.refs.try_emplace({refs.relation, refs.column}, std::move(refs.targets));
  }
}

}  // namespace writ::native
