// Columns: a snapshot as arrays of plain values, one a column: what fast engines read, what the
// store keeps. It says the same as Snapshot (snapshot/table.h), cell by cell; to_columns() and
// to_rows() turn one into the other.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/array.h"
#include "snapshot/table.h"
#include "snapshot/texts.h"

namespace writ {

enum class CellState : std::uint8_t { value = 0, absent = 1, unknown = 2 };

// One column of n cells. Which arrays are filled tells the column's type, in parentheses; each then
// has n entries, with 0 where there is no value.
struct ColumnData {
  std::size_t size = 0;
  Array<CellState> state;        // empty: every cell has a value
  Array<std::uint8_t> flags;     // (bool) 0 or 1
  Array<std::int64_t> numbers;   // (int) (decimal: millionths) (duration, timestamp: microseconds)
  Array<std::int32_t> days;      // (date) days since 1970-01-01
  Array<TextId> texts;           // (string, enumeration, ref: the target's key) (email: as collected)
  Array<TextId> canonical;       // (email) as comparisons see it
  Array<std::uint64_t> offsets;  // (set) n + 1: cell i holds elements[offsets[i] … offsets[i + 1])
  std::shared_ptr<const ColumnData> elements;  // (set) sorted in each cell, each once
  Array<std::uint32_t> unknown_rows;           // ascending: why a cell is unknown …
  Array<TextId> unknown_why;                   // … for people

  CellState at(std::size_t row) const { return state.empty() ? CellState::value : state[row]; }
  // REQUIRES: the cell is unknown.
  TextId why(std::size_t row) const;
};

struct ColumnTable {
  TableSchema schema;
  const Zone* zone = nullptr;
  std::vector<std::string> files;
  std::size_t rows = 0;  // sorted by key; keys are unique
  std::vector<ColumnData> columns;
  Array<std::uint32_t> origin_file;    // of each row; empty: all of file 0
  Array<std::uint64_t> origin_record;  // of each row; empty: row n is record n + 1
  std::vector<std::string> incomplete;
  std::optional<Instant> collected_at;
  ReadReport report;
  std::string sha256;  // as digest(Table) says; empty: not worked out

  bool complete() const { return incomplete.empty(); }
  Origin origin(std::size_t row) const;
};

struct ColumnSnapshot {
  Instant as_of;
  std::shared_ptr<Texts> texts = std::make_shared<Texts>();  // of all its tables
  std::map<std::string, ColumnTable> tables;                 // by "source.table"
  std::vector<DataFinding> findings;
  std::string id;  // "sha256:…", as snapshot_id() says; of a stored one: its manifest's digest

  const ColumnTable* find(const std::string& table) const;
};

// The row's key, as Row::key is written.
std::string row_key(const ColumnTable& table, const Texts& texts, std::size_t row);

Cell cell_at(const ColumnData& data, const Type& type, const Texts& texts, std::size_t row);

// Collects the cells of one column, in the order of rows.
class ColumnWriter {
 public:
  ColumnWriter(const Type& type, Texts& texts);
  // A cell that is no value of the column's type becomes unknown.
  void add(const Cell& cell);
  ColumnData finish() &&;

 private:
  void add_state(CellState state);
  bool add_value(const Cell& cell);

  Type type_;
  Texts& texts_;
  std::size_t size_ = 0;
  std::vector<CellState> state_;
  std::vector<std::uint8_t> flags_;
  std::vector<std::int64_t> numbers_;
  std::vector<std::int32_t> days_;
  std::vector<TextId> ids_;
  std::vector<TextId> canonical_;
  std::vector<std::uint64_t> offsets_;
  std::unique_ptr<ColumnWriter> elements_;
  std::vector<std::uint32_t> unknown_rows_;
  std::vector<TextId> unknown_why_;
};

// As digest(Table) of the same rows.
std::string digest(const ColumnTable& table, const Texts& texts);
// Of the tables' `sha256`, which must be worked out.
std::string content_id(const ColumnSnapshot& snapshot);

ColumnTable to_columns(const Table& table, Texts& texts);
ColumnSnapshot to_columns(const Snapshot& snapshot);
Table to_rows(const ColumnTable& table, const Texts& texts);
Snapshot to_rows(const ColumnSnapshot& snapshot);

}  // namespace writ
