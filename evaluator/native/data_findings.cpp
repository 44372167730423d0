// What is wrong with the data, whichever policies read it: refs that lead nowhere, values that
// `present when` forbids or misses, addresses that look alike.
#include <algorithm>
#include <iterator>
#include <numeric>

#include "base/parallel.h"
#include "evaluator/data_notes.h"
#include "evaluator/native/columns.h"
#include "evaluator/native/engine.h"
#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/look_alikes.h"
#include "evaluator/native/scalars.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr std::size_t batch_size = 4096;

void check_refs(World& world, std::uint32_t relation, int index, const ColumnData& data,
                DataNotes& notes) {
  const FieldInfo& field =
      world.relations[relation].relation->fields[static_cast<std::size_t>(index)];
  const RowList& targets = refs_of(world, relation, index);
  if (std::find(targets.begin(), targets.end(), nowhere) == targets.end()) {
    return;
  }
  std::size_t last = ~std::size_t{0};
  for_each_scalar(data, [&](std::size_t row, const ColumnData& scalars, std::size_t i) {
    if (row != last && targets[i] == nowhere) {
      last = row;
      notes.add(field.name, "dangling_ref",
                std::string(world.engine.texts.at(world.text(scalars.texts[i]))),
                "no such row in " + scalar_type(field.type).relation);
    }
  });
}

// Whether in all of these rows there is a value exactly where the condition holds, as far as is
// known.
bool as_it_should_be(const TruthKernel& test, const ColumnData& data, std::size_t begin,
                     std::size_t n) {
  Pooled<std::uint32_t> rows(n);
  std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin));
  Pooled<std::uint8_t> states(n);
  test.test({n, {rows.data()}}, states.data());
  bool fine = true;
  for (std::size_t i = 0; i < n; ++i) {
    const CellState cell = data.at(begin + i);
    fine = fine && (states[i] == may_hold   ? cell != CellState::absent
                    : states[i] == may_fail ? cell != CellState::value
                                            : cell == CellState::unknown);
  }
  return fine;
}

void check_presence(World& world, std::uint32_t relation, int index, const ColumnData& data,
                    DataNotes& notes) {
  const FieldInfo& field =
      world.relations[relation].relation->fields[static_cast<std::size_t>(index)];
  const RowPlan& plan =
      *world.engine.plan->relations[relation].fields[static_cast<std::size_t>(index)].present_when;
  Arena arena;
  Ctx ctx{world, arena, 0};
  KernelMaker maker(ctx);
  maker.bind_row(0, relation, 0);
  const TruthRef test = world.remap.empty() ? maker.truth(plan.body) : nullptr;
  for (std::size_t begin = 0; begin < data.size; begin += batch_size) {
    const std::size_t n = std::min(batch_size, data.size - begin);
    if (test != nullptr && as_it_should_be(*test, data, begin, n)) {
      continue;
    }
    Vals rows;
    for (std::size_t i = 0; i < n; ++i) {
      rows.push_back(Val::row(relation, 0, static_cast<std::int64_t>(begin + i)));
    }
    Frame frame(plan.slots);
    frame.slots[0] = rows.data();
    const Vals condition = holds(ctx, plan.body, frame, {nullptr, n});
    for (std::size_t i = 0; i < n; ++i) {
      const CellState state = data.at(begin + i);
      if (condition[i].yes() && state == CellState::absent) {
        notes.add(field.name, "contradiction", "", "absent where it must be present");
      } else if (condition[i].no() && state == CellState::value) {
        const ColumnTable& table = *world.relations[relation].table;
        const int column = table.schema.find(field.name);
        notes.add(field.name, "stale_value",
                  to_string(cell_at(data, table.schema.columns[static_cast<std::size_t>(column)].type,
                                    *world.snapshot.texts, begin + i)),
                  "present where it must be absent");
      }
    }
    arena.clear();
  }
}

std::vector<DataFinding> check_field(World& world, std::uint32_t relation, std::size_t index) {
  const RelState& state = world.relations[relation];
  const FieldInfo& field = state.relation->fields[index];
  const ColumnData& data = state.table->columns[static_cast<std::size_t>(state.columns[index])];
  DataNotes notes(state.relation->name);
  if (scalar_type(field.type).is(Kind::row)) {
    check_refs(world, relation, static_cast<int>(index), data, notes);
  }
  if (field.present_when && !field.unobservable) {
    check_presence(world, relation, static_cast<int>(index), data, notes);
  }
  std::vector<DataFinding> findings;
  notes.move_to(findings);
  return findings;
}

}  // namespace

std::vector<DataFinding> find_in_data(World& world) {
  std::vector<std::pair<std::uint32_t, std::size_t>> fields, refs;
  for (std::uint32_t id = 0; id < world.relations.size(); ++id) {
    const RelState& state = world.relations[id];
    for (std::size_t f = 0; state.table != nullptr && f < state.columns.size(); ++f) {
      if (state.columns[f] >= 0) {
        fields.emplace_back(id, f);
        if (scalar_type(state.relation->fields[f].type).is(Kind::row)) {
          refs.emplace_back(id, f);
        }
      }
    }
  }
  find_refs(world, refs);
  std::vector<std::vector<DataFinding>> found(fields.size());
  parallel(world.engine.threads, fields.size(), [&](std::size_t i, std::size_t) {
    found[i] = check_field(world, fields[i].first, fields[i].second);
  });
  std::vector<DataFinding> findings;
  for (std::vector<DataFinding>& of_field : found) {
    std::move(of_field.begin(), of_field.end(), std::back_inserter(findings));
  }
  find_look_alikes(world.snapshot, world.engine.threads, findings);
  return findings;
}

}  // namespace writ::native
