// What is wrong with the data, whichever policies read it: refs that lead nowhere, values that
// `present when` forbids or misses, addresses that look alike.
#include <map>

#include "base/email.h"
#include "evaluator/native/columns.h"
#include "evaluator/native/engine.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr std::size_t batch_size = 4096;

const Type& scalar_type(const Type& type) {
  return type.is(Kind::set) && type.element ? *type.element : type;
}

// Rows counted by column and kind; the example is that of the first row.
class Notes {
 public:
  explicit Notes(const std::string& table) : table_(table) {}

  void add(const std::string& column, const std::string& kind, const std::string& value,
           const std::string& detail) {
    DataFinding& finding = notes_[{column, kind}];
    if (finding.rows++ == 0) {
      finding.table = table_;
      finding.column = column;
      finding.kind = kind;
      finding.value = value;
      finding.detail = detail;
    }
  }
  void move_to(std::vector<DataFinding>& findings) {
    for (auto& [key, finding] : notes_) {
      findings.push_back(std::move(finding));
    }
  }

 private:
  std::string table_;
  std::map<std::pair<std::string, std::string>, DataFinding> notes_;
};

// Calls visit(row, scalar) for the values of a column, or for each element of its sets.
template <class Visit>
void for_each_scalar(const ColumnData& data, Visit visit) {
  for (std::size_t row = 0; row < data.size; ++row) {
    if (data.at(row) != CellState::value) {
      continue;
    }
    if (data.elements == nullptr) {
      visit(row, data, row);
      continue;
    }
    for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
      if (data.elements->at(i) == CellState::value) {
        visit(row, *data.elements, i);
      }
    }
  }
}

void check_refs(World& world, const FieldInfo& field, const ColumnData& data, Notes& notes) {
  const std::string& target = scalar_type(field.type).relation;
  const std::uint32_t relation = world.relation_id(target);
  std::size_t last = ~std::size_t{0};
  for_each_scalar(data, [&](std::size_t row, const ColumnData& scalars, std::size_t i) {
    const TextId text = world.text(scalars.texts[i]);
    if (row != last && find_key(world, relation, text) == ~std::uint32_t{0}) {
      last = row;
      notes.add(field.name, "dangling_ref", std::string(world.engine.texts.at(text)),
                "no such row in " + target);
    }
  });
}

void check_presence(World& world, std::uint32_t relation, int index, const ColumnData& data,
                    Notes& notes) {
  const FieldInfo& field =
      world.relations[relation].relation->fields[static_cast<std::size_t>(index)];
  const RowPlan& plan =
      *world.engine.plan->relations[relation].fields[static_cast<std::size_t>(index)].present_when;
  Arena arena;
  Ctx ctx{world, arena, 0};
  for (std::size_t begin = 0; begin < data.size; begin += batch_size) {
    const std::size_t n = std::min(batch_size, data.size - begin);
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

void check_table(World& world, std::uint32_t id, std::vector<DataFinding>& findings) {
  const RelState& state = world.relations[id];
  Notes notes(state.relation->name);
  for (std::size_t f = 0; f < state.columns.size(); ++f) {
    if (state.columns[f] < 0) {
      continue;
    }
    const FieldInfo& field = state.relation->fields[f];
    const ColumnData& data = state.table->columns[static_cast<std::size_t>(state.columns[f])];
    if (scalar_type(field.type).is(Kind::row)) {
      check_refs(world, field, data, notes);
    }
    if (field.present_when && !field.unobservable) {
      check_presence(world, id, static_cast<int>(f), data, notes);
    }
  }
  notes.move_to(findings);
}

// Where an address stands: every address that looks alike is told with another.
struct Spelling {
  TextId collected = 0;
  std::uint64_t rows = 0;
};
using Places = std::map<std::pair<std::string, std::string>, Spelling>;  // by table and column

void check_confusable(const ColumnSnapshot& snapshot, std::vector<DataFinding>& findings) {
  std::map<TextId, Places> by_canonical;
  for (const auto& [name, table] : snapshot.tables) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (!scalar_type(table.schema.columns[c].type).is(Kind::email)) {
        continue;
      }
      const std::pair<std::string, std::string> place{name, table.schema.columns[c].name};
      for_each_scalar(table.columns[c],
                      [&](std::size_t, const ColumnData& scalars, std::size_t i) {
                        Spelling& spelling = by_canonical[scalars.canonical[i]][place];
                        if (spelling.rows++ == 0) {
                          spelling.collected = scalars.texts[i];
                        }
                      });
    }
  }
  const Texts& texts = *snapshot.texts;
  std::map<std::string, std::map<std::string_view, TextId>> by_skeleton;
  for (const auto& [canonical, places] : by_canonical) {
    const std::string_view text = texts.at(canonical);
    by_skeleton[confusable_skeleton(text)].emplace(text, canonical);
  }
  for (const auto& [skeleton, alike] : by_skeleton) {
    if (alike.size() < 2) {
      continue;
    }
    for (const auto& [text, canonical] : alike) {
      const bool first = canonical == alike.begin()->second;
      const TextId other = first ? std::next(alike.begin())->second : alike.begin()->second;
      const auto& [place, example] = *by_canonical[other].begin();
      for (const auto& [where, spelling] : by_canonical[canonical]) {
        findings.push_back({where.first, where.second, "confusable_email",
                            std::string(texts.at(spelling.collected)), spelling.rows,
                            "looks like " + std::string(texts.at(example.collected)) + " in " +
                                place.first + "." + place.second});
      }
    }
  }
}

}  // namespace

std::vector<DataFinding> find_in_data(World& world) {
  std::vector<DataFinding> findings;
  for (std::uint32_t id = 0; id < world.relations.size(); ++id) {
    if (world.relations[id].table != nullptr) {
      check_table(world, id, findings);
    }
  }
  check_confusable(world.snapshot, findings);
  return findings;
}

}  // namespace writ::native
