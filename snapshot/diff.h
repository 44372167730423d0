// diff(): what one snapshot says that another did not, row by row and column by column: who gained
// and who lost what. Rows are the same where their keys are; columns, where their names are.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "snapshot/columns.h"

namespace writ {

struct CellChange {
  std::string column;
  std::string before;  // as to_string() writes cells; an unknown one with its reason
  std::string after;
  std::vector<std::string> gained;  // of a set
  std::vector<std::string> lost;
};

// A row that only one of the two has: its cells, those without a value left out.
struct RowContent {
  std::string key;
  std::vector<std::pair<std::string, std::string>> cells;  // column, value
};

struct RowChange {
  std::string key;
  std::vector<CellChange> cells;
};

struct TableDiff {
  std::string table;
  bool before = true;  // the earlier snapshot has the table
  bool after = true;
  std::vector<std::string> columns_gained;  // names, with the type where that alone changed
  std::vector<std::string> columns_lost;
  std::vector<std::string> incomplete_before;  // a row that was not read may look gained
  std::vector<std::string> incomplete_after;   // … or lost
  std::vector<RowContent> gained;
  std::vector<RowContent> lost;
  std::vector<RowChange> changed;

  bool same() const;
};

// One for each table that either has, by name.
std::vector<TableDiff> diff(const ColumnSnapshot& before, const ColumnSnapshot& after);

}  // namespace writ
