// LearnedMap: which column of an export feeds which column of a schema, as far as its names and its
// values tell. A proposal for a person, who sees for each column how sure it is and why; what is
// unsure is proposed in a comment alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/column_fit.h"
#include "cli/export_sample.h"
#include "connectors/table_map.h"
#include "snapshot/table.h"

namespace writ {

enum class Certainty { unsure, likely, sure };
std::string_view to_string(Certainty certainty);

struct LearnedColumn {
  std::string name;                  // the schema's
  std::string from;                  // the header
  std::vector<std::string> shipped;  // what feeds it in the map that ships
  double score = 0;
  Certainty certainty = Certainty::unsure;
  ColumnFit fit;
  std::string format_like;       // the header whose days told which of several formats it is
  std::vector<std::string> why;  // each a few words, not printable yet
};

struct LearnedMap {
  std::string table;                   // without the source's name
  std::vector<LearnedColumn> columns;  // in the schema's order, the unsure ones too
  std::vector<std::string> needed;     // of the schema, that are not optional and have no column
  std::vector<std::string> lacking;    // the same of optional ones
  std::vector<std::string> unused;     // headers
  std::string set_separator;           // empty: the schema has no sets
  double score = 0;                    // for choosing between tables

  // Whether nothing is left to a person: every column that is needed is mapped.
  bool whole() const;
};

// `shipped`: the map that ships with the system, whose names and spellings are known; or an empty
// one.
LearnedMap learn(const TableSchema& schema, const TableMap& shipped, const ExportSample& sample);

// The map as YAML, for `tables:` of a project file, with all of the above in comments.
std::string learned_yaml(const LearnedMap& map, const ExportSample& sample,
                         const std::string& schema);

}  // namespace writ
