#include "snapshot/diff.h"

#include <algorithm>
#include <set>

namespace writ {
namespace {

struct Side {
  const ColumnTable& table;
  const Texts& texts;

  Cell cell(std::size_t column, std::size_t row) const {
    return cell_at(table.columns[column], table.schema.columns[column].type, texts, row);
  }
};

bool same_texts(const Array<TextId>& a, const Texts& texts_a, std::size_t at_a,
                const Array<TextId>& b, const Texts& texts_b, std::size_t at_b) {
  return texts_a.at(a[at_a]) == texts_b.at(b[at_b]);
}

// Of cells of one type, without building them: most are the same.
bool same_cell(const ColumnData& a, const Texts& texts_a, std::size_t at_a, const ColumnData& b,
               const Texts& texts_b, std::size_t at_b) {
  if (a.at(at_a) != b.at(at_b)) {
    return false;
  }
  if (a.at(at_a) == CellState::absent) {
    return true;
  }
  if (a.at(at_a) == CellState::unknown) {
    return texts_a.at(a.why(at_a)) == texts_b.at(b.why(at_b));
  }
  if (a.elements != nullptr) {
    const std::uint64_t size = a.offsets[at_a + 1] - a.offsets[at_a];
    if (size != b.offsets[at_b + 1] - b.offsets[at_b]) {
      return false;
    }
    for (std::uint64_t i = 0; i < size; ++i) {
      if (!same_cell(*a.elements, texts_a, a.offsets[at_a] + i, *b.elements, texts_b,
                     b.offsets[at_b] + i)) {
        return false;
      }
    }
    return true;
  }
  return (a.flags.empty() || a.flags[at_a] == b.flags[at_b]) &&
         (a.numbers.empty() || a.numbers[at_a] == b.numbers[at_b]) &&
         (a.days.empty() || a.days[at_a] == b.days[at_b]) &&
         (a.texts.empty() || same_texts(a.texts, texts_a, at_a, b.texts, texts_b, at_b));
}

// Whether both are kept in the same arrays.
bool same_form(const Type& a, const Type& b) {
  return a.kind == b.kind && (!a.is(Kind::set) || same_form(*a.element, *b.element));
}

std::string shown(const Cell& cell) {
  const auto* unknown = std::get_if<Unknown>(&cell.value);
  return unknown != nullptr && !unknown->why.empty() ? "unknown (" + unknown->why + ")"
                                                     : to_string(cell);
}

std::set<std::string> members(const Cell& cell) {
  std::set<std::string> texts;
  if (const auto* set = std::get_if<CellSet>(&cell.value)) {
    for (const Cell& element : *set) {
      texts.insert(shown(element));
    }
  }
  return texts;
}

class TableComparison {
 public:
  TableComparison(Side before, Side after, TableDiff& out)
      : before_(before), after_(after), out_(out) {}

  void run();

 private:
  struct Pair {
    std::size_t before;
    std::size_t after;
    bool same_form;
  };

  void pair_columns();
  RowContent content(const Side& side, std::size_t row, std::string key) const;
  void compare_rows(std::size_t before, std::size_t after, const std::string& key);
  CellChange change(const Pair& pair, std::size_t before, std::size_t after) const;

  Side before_;
  Side after_;
  TableDiff& out_;
  std::vector<Pair> pairs_;
};

void TableComparison::pair_columns() {
  const std::vector<Column>& columns = after_.table.schema.columns;
  for (std::size_t after = 0; after < columns.size(); ++after) {
    const Column& column = columns[after];
    const int found = before_.table.schema.find(column.name);
    if (found < 0) {
      out_.columns_gained.push_back(column.name);
      continue;
    }
    const auto before = static_cast<std::size_t>(found);
    const Type& type = before_.table.schema.columns[before].type;
    if (type != column.type) {
      out_.columns_lost.push_back(column.name + " : " + to_string(type));
      out_.columns_gained.push_back(column.name + " : " + to_string(column.type));
    }
    pairs_.push_back({before, after, same_form(type, column.type)});
  }
  for (const Column& column : before_.table.schema.columns) {
    if (after_.table.schema.find(column.name) < 0) {
      out_.columns_lost.push_back(column.name);
    }
  }
}

RowContent TableComparison::content(const Side& side, std::size_t row, std::string key) const {
  RowContent content{std::move(key), {}};
  for (std::size_t column = 0; column < side.table.columns.size(); ++column) {
    if (side.table.columns[column].at(row) != CellState::absent) {
      content.cells.emplace_back(side.table.schema.columns[column].name,
                                 shown(side.cell(column, row)));
    }
  }
  return content;
}

CellChange TableComparison::change(const Pair& pair, std::size_t before, std::size_t after) const {
  const Cell old_cell = before_.cell(pair.before, before);
  const Cell new_cell = after_.cell(pair.after, after);
  CellChange change{
      after_.table.schema.columns[pair.after].name, shown(old_cell), shown(new_cell), {}, {}};
  const std::set<std::string> had = members(old_cell);
  const std::set<std::string> has = members(new_cell);
  std::set_difference(has.begin(), has.end(), had.begin(), had.end(),
                      std::back_inserter(change.gained));
  std::set_difference(had.begin(), had.end(), has.begin(), has.end(),
                      std::back_inserter(change.lost));
  return change;
}

void TableComparison::compare_rows(std::size_t before, std::size_t after, const std::string& key) {
  RowChange row{key, {}};
  for (const Pair& pair : pairs_) {
    const ColumnData& a = before_.table.columns[pair.before];
    const ColumnData& b = after_.table.columns[pair.after];
    const bool same = pair.same_form ? same_cell(a, before_.texts, before, b, after_.texts, after)
                                     : shown(before_.cell(pair.before, before)) ==
                                           shown(after_.cell(pair.after, after));
    if (!same) {
      row.cells.push_back(change(pair, before, after));
    }
  }
  if (!row.cells.empty()) {
    out_.changed.push_back(std::move(row));
  }
}

// Both are in the order of keys.
void TableComparison::run() {
  pair_columns();
  std::size_t a = 0;
  std::size_t b = 0;
  const auto key_of = [](const Side& side, std::size_t row) {
    return row < side.table.rows ? std::optional(row_key(side.table, side.texts, row))
                                 : std::nullopt;
  };
  std::optional<std::string> key_a = key_of(before_, a);
  std::optional<std::string> key_b = key_of(after_, b);
  while (key_a || key_b) {
    const bool takes_a = key_a && (!key_b || *key_a <= *key_b);
    const bool takes_b = key_b && (!key_a || *key_b <= *key_a);
    if (takes_a && takes_b) {
      compare_rows(a, b, *key_a);
    } else if (takes_a) {
      out_.lost.push_back(content(before_, a, *key_a));
    } else {
      out_.gained.push_back(content(after_, b, *key_b));
    }
    if (takes_a) {
      key_a = key_of(before_, ++a);
    }
    if (takes_b) {
      key_b = key_of(after_, ++b);
    }
  }
}

}  // namespace

bool TableDiff::same() const {
  return before && after && columns_gained.empty() && columns_lost.empty() &&
         incomplete_before == incomplete_after && gained.empty() && lost.empty() && changed.empty();
}

std::vector<TableDiff> diff(const ColumnSnapshot& before, const ColumnSnapshot& after) {
  std::set<std::string> names;
  for (const ColumnSnapshot* snapshot : {&before, &after}) {
    for (const auto& [name, table] : snapshot->tables) {
      names.insert(name);
    }
  }
  std::vector<TableDiff> diffs;
  for (const std::string& name : names) {
    const ColumnTable* old_table = before.find(name);
    const ColumnTable* new_table = after.find(name);
    TableDiff& out = diffs.emplace_back();
    out.table = name;
    out.before = old_table != nullptr;
    out.after = new_table != nullptr;
    const ColumnTable none;
    const ColumnTable& a = out.before ? *old_table : none;
    const ColumnTable& b = out.after ? *new_table : none;
    out.incomplete_before = a.incomplete;
    out.incomplete_after = b.incomplete;
    TableComparison({a, *before.texts}, {b, *after.texts}, out).run();
  }
  return diffs;
}

}  // namespace writ
