// TableIntake: the one way from the records of any reader to a table. Applies the map's rules,
// counts what is wrong with the data, and knows at the end which columns no record had.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "connectors/pointer.h"
#include "connectors/raw_cell.h"
#include "connectors/table_map.h"
#include "connectors/value.h"
#include "snapshot/table_builder.h"

namespace writ {

class TableIntake {
 public:
  // `texts_are_sets`: in this format (CSV) a set is written as one text.
  TableIntake(const TableSchema& schema, const TableMap& map, const Zone* zone,
              bool texts_are_sets);

  const TableSchema& schema() const { return builder_.schema(); }
  const TableMap& map() const { return map_; }
  // Of one column of the schema. A reader looks up only columns that are `wanted`.
  const CellRules& rules(std::size_t column) const { return rules_[column]; }
  bool wanted(std::size_t column) const;

  // `values`: of the request that gave the file, see ColumnMap::request.
  std::uint32_t add_file(std::string name, const std::map<std::string, std::string>& values = {});
  // What one record holds for each column of the schema.
  void add(const std::vector<RawCell>& raw, Origin origin);
  // The same for a record that is an object of a document; anything else is refused.
  void add(const Value& document, Origin origin);
  void refuse(const std::string& reason, Origin origin, const std::string& detail) {
    builder_.refuse(reason, origin, detail);
  }
  // A file that could not be read whole, or what else makes the table incomplete.
  void incomplete(std::string reason) { builder_.incomplete(std::move(reason)); }
  // A column of the file that the map does not use, in `rows` of its rows.
  void unmapped(const std::string& name, std::uint64_t rows);

  // A file whose header, these names, has nothing that feeds the column.
  void lacks(std::size_t column, std::uint32_t file, const std::vector<std::string>& headers);

  // How many records the source says there are, as the file writes it; empty where the file does
  // not.
  void stated_total(std::string_view text, std::uint32_t file);

  // For a reader that keeps most rows itself. What it counted in them, for each column:
  struct Kept {
    std::uint64_t rows = 0;
    std::vector<std::uint64_t> missing;    // records without its key
    std::vector<std::uint64_t> no_column;  // rows of files without it
  };
  void count(const Kept& kept);
  // Counts `rows` towards the finding that such a cell is.
  void note(std::size_t column, CellFault fault, const std::string& example, const std::string& why,
            std::uint64_t rows);
  // What a cell without a key becomes: once all records are here, which settle() says.
  void settle();
  ParsedCell missing_cell(std::size_t column) const;
  // Whether the map only names one key of the record for the column; that key.
  const std::string* plain_key(std::size_t column) const;
  const std::vector<std::string>& top_keys() const { return top_keys_; }
  // What an object holds for a column that is wanted; views into the document.
  RawCell look_up(const Value& document, std::size_t column) const;
  // A column that the map feeds, but of which this table has no use: what it is read from is no
  // finding. The names that feed such columns:
  void leave_out(const Column& column);
  const std::vector<std::string>& left_out() const { return left_out_; }
  const ParsedCell& constant(std::size_t column) const { return constants_[column]; }
  // REQUIRES: settle() was called.
  TableBuilder& builder() { return builder_; }

  // Appends the data findings, those about the same table sorted.
  Table finish(std::vector<DataFinding>& findings) &&;

 private:
  struct Pending {
    std::vector<Cell> cells;
    std::vector<std::uint32_t> missing;  // columns whose key this record lacks
    Origin origin;
  };

  RawCell instead_of_missing(std::size_t column) const;
  RawCell follow_all(const Value& document, std::size_t column) const;
  void note(const ParsedCell& cell, const RawCell& raw, std::size_t column);
  void flush(Pending& row);
  void check_totals(Table& table) const;
  std::string missing_text(std::size_t column, const std::vector<std::string>& others) const;
  std::vector<DataFinding> column_findings() const;

  TableMap map_;
  const Zone* zone_;
  TableBuilder builder_;
  std::vector<std::string> files_;
  std::vector<CellRules> rules_;
  std::vector<ParsedCell> constants_;           // of each column
  std::vector<std::vector<Pointer>> pointers_;  // of each column: what documents are asked
  std::vector<std::string> faults_;    // of each column: why its pointers are none, or empty
  std::vector<std::string> top_keys_;  // keys of documents that some pointer begins with
  std::vector<std::string> left_out_;
  std::vector<Pending> rows_;
  std::uint64_t kept_ = 0;     // rows that the reader keeps
  std::vector<bool> nowhere_;  // of each column: no record has its key; empty before settle()
  std::vector<std::uint64_t> missing_;    // for each column: records without its key
  std::vector<std::uint64_t> no_column_;  // for each column: rows of files without it
  std::vector<std::string> lacking_;      // of each column: a file without it, and what that has
  std::map<std::string, std::uint64_t> unmapped_;
  std::set<std::uint64_t> totals_;
};

// An example for a finding: short, whole characters.
std::string example_of(std::string_view text);

}  // namespace writ
