#include "evaluator/reference/data_findings.h"

#include "base/email.h"
#include "evaluator/data_notes.h"
#include "evaluator/reference/expressions.h"

namespace writ::reference {

namespace {

// Calls visit for the cell, or for each element of the set that it holds.
template <class Visit>
void for_each_scalar(const Cell& cell, Visit visit) {
  if (const auto* set = std::get_if<CellSet>(&cell.value)) {
    for (const Cell& element : *set) {
      for_each_scalar(element, visit);
    }
  } else {
    visit(cell);
  }
}

void check_ref(const World& world, const FieldInfo& field, const Cell& cell, DataNotes& notes) {
  const std::string& target = scalar_type(field.type).relation;
  const Table* table = world.snapshot.find(target);
  std::optional<std::string> dangling;
  for_each_scalar(cell, [&](const Cell& element) {
    const auto* key = std::get_if<std::string>(&element.value);
    if (key != nullptr && !dangling && (table == nullptr || table->find(*key) < 0)) {
      dangling = *key;
    }
  });
  if (dangling) {
    notes.add(field.name, "dangling_ref", *dangling, "no such row in " + target);
  }
}

void check_presence(World& world, const RowRef& row, const FieldInfo& field, const Cell& cell,
                    DataNotes& notes) {
  if (field.unobservable) {
    return;
  }
  const Scope scope{nullptr, implicit_row, row, nullptr};
  const Truth condition = holds(world, *field.present_when, &scope);
  if (condition.yes() && cell.absent()) {
    notes.add(field.name, "contradiction", "", "absent where it must be present");
  } else if (condition.no() && !cell.absent() && !cell.unknown()) {
    notes.add(field.name, "stale_value", to_string(cell), "present where it must be absent");
  }
}

void check_table(World& world, std::uint32_t id, std::vector<DataFinding>& findings) {
  const RelationState& state = world.relations[id];
  DataNotes notes(state.relation->name);
  for (std::uint32_t row = 0; row < state.table->rows.size(); ++row) {
    for (std::size_t f = 0; f < state.columns.size(); ++f) {
      if (state.columns[f] < 0) {
        continue;
      }
      const FieldInfo& field = state.relation->fields[f];
      const Cell& cell = state.table->rows[row].cells[static_cast<std::size_t>(state.columns[f])];
      if (scalar_type(field.type).is(Kind::row)) {
        check_ref(world, field, cell, notes);
      }
      if (field.present_when) {
        check_presence(world, {id, 0, row}, field, cell, notes);
      }
    }
  }
  notes.move_to(findings);
}

// Where an address stands: every address that looks alike is told with another.
struct Spelling {
  std::string table;
  std::string column;
  std::string collected;
  std::uint64_t rows = 0;
};

using Spellings = std::map<std::string, std::map<std::pair<std::string, std::string>, Spelling>>;

void collect_spellings(const Table& table, Spellings& by_canonical) {
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < table.schema.columns.size() && i < row.cells.size(); ++i) {
      for_each_scalar(row.cells[i], [&](const Cell& cell) {
        const auto* email = std::get_if<Email>(&cell.value);
        if (email == nullptr) {
          return;
        }
        const std::string& column = table.schema.columns[i].name;
        Spelling& spelling = by_canonical[email->canonical][{table.schema.name, column}];
        if (spelling.rows++ == 0) {
          spelling.table = table.schema.name;
          spelling.column = column;
          spelling.collected = email->collected;
        }
      });
    }
  }
}

void check_confusable(const Snapshot& snapshot, std::vector<DataFinding>& findings) {
  Spellings by_canonical;
  for (const auto& [name, table] : snapshot.tables) {
    collect_spellings(table, by_canonical);
  }
  std::map<std::string, std::vector<std::string>> by_skeleton;
  for (const auto& [canonical, places] : by_canonical) {
    by_skeleton[confusable_skeleton(canonical)].push_back(canonical);
  }
  for (const auto& [skeleton, alike] : by_skeleton) {
    for (std::size_t i = 0; alike.size() > 1 && i < alike.size(); ++i) {
      const std::string& other = alike[i == 0 ? 1 : 0];
      const Spelling& example = by_canonical[other].begin()->second;
      for (const auto& [place, spelling] : by_canonical[alike[i]]) {
        findings.push_back(
            {spelling.table, spelling.column, "confusable_email", spelling.collected, spelling.rows,
             "looks like " + example.collected + " in " + example.table + "." + example.column});
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

}  // namespace writ::reference
