// How the values of one column of an export fit one column of a schema: what a map must say so that
// the reader reads them. The reader itself is asked (connectors/raw_cell.h); nothing is typed here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/export_sample.h"
#include "connectors/table_map.h"
#include "snapshot/table.h"

namespace writ {

struct ColumnFit {
  std::string format;                      // of times; empty: none has to be said
  std::vector<std::string> other_formats;  // in which the values are other times
  std::map<std::string, std::string> values;
  std::vector<std::string> nulls;
  std::uint64_t present = 0;  // values that are neither empty nor one of `nulls`
  std::uint64_t fitting = 0;  // of these, that are read
  std::uint64_t distinct = 0;
  std::vector<std::string> unfit;     // a few that are not read, in the file's order, each once
  std::vector<std::string> unlisted;  // of an open enumeration: that are kept as they are
  std::string what;                   // what they are: "addresses", "times"
  bool telling = false;               // not everything would fit the type

  double share() const {
    return present == 0 ? 0 : static_cast<double>(fitting) / static_cast<double>(present);
  }
};

// `shipped`: the column in the map that ships with the system; its `values` are known spellings.
ColumnFit fit_column(const Column& column, const ColumnMap& shipped, const ExportColumn& values,
                     const std::string& set_separator);

}  // namespace writ
