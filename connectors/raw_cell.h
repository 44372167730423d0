// RawCell: what a record of any format holds for one column, before it is typed; and the one
// function that types it (docs/language.md, Types: how a reader fills a cell).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"
#include "connectors/table_map.h"
#include "snapshot/cell.h"
#include "snapshot/table.h"

namespace writ {

struct RawCell {
  enum class State {
    no_column,  // the file has no such column at all
    missing,    // this record has no such key; others may
    null,
    scalar,
    list,
    misfit,  // something that is no value of a column: an object, or several values where one is
             // wanted
  };
  State state = State::missing;
  std::string_view text;       // of a scalar; lives as long as the record
  std::vector<RawCell> items;  // of a list
  std::string why;             // misfit: for people

  static RawCell scalar(std::string_view text) { return {State::scalar, text, {}, {}}; }
  static RawCell misfit(std::string why) { return {State::misfit, {}, {}, std::move(why)}; }
};

// How the cells of one column are read.
struct CellRules {
  const Column* column = nullptr;
  ColumnMap map;
  std::vector<std::string> nulls;  // the table's and the column's
  std::string set_separator;       // empty: a set is written as a list only
  bool empty_is_empty_set = false;
  const Zone* zone = nullptr;

  // No text, only white space, or a text of `nulls`; or "never".
  bool no_value(std::string_view text) const;
};

// Missing and null values are as empty ones here; a column that is missing from the whole table is
// the business of TableIntake.
ParsedCell read_cell(const RawCell& raw, const CellRules& rules);

// The cell of a column with `const`. It is ours, not the system's: neither `values` nor `nulls`
// apply, and a set is written as in CSV.
ParsedCell constant_cell(const Column& column, const ColumnMap& map, const TableMap& table,
                         const Zone* zone);

}  // namespace writ
