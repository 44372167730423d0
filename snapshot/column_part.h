// ColumnPart: the cells of one column in one piece of input, as arrays, its texts as numbers of the
// piece's TextBatch. ColumnPart is to ColumnData what a piece is to a table: join_columns() makes
// the one from many of the other.
#pragma once

#include <cstdint>
#include <memory>

#include "snapshot/columns.h"
#include "snapshot/raw_run.h"
#include "snapshot/text_batch.h"

namespace writ {

// Beside the states of CellState: the record had no such key. What that means is known once all
// records are read.
constexpr CellState missing_key = static_cast<CellState>(3);

// One entry of each array that the type fills (see ColumnData) a cell; 0 where there is no value.
struct ColumnPart {
  RawRun<CellState> state;
  bool only_values = true;
  RawRun<std::uint8_t> flags;
  RawRun<std::int64_t> numbers;
  RawRun<std::int32_t> days;
  RawRun<TextBatch::Index> texts;
  RawRun<TextBatch::Index> canonical;
  RawRun<std::uint32_t> ends;  // (set) behind the last element of each cell
  std::unique_ptr<ColumnPart> elements;
  RawRun<TextBatch::Index> unknown_why;  // of the unknown cells, in their order
  std::uint64_t missing = 0;

  std::size_t size() const { return state.size(); }
  void reserve(const Type& type, std::size_t rows);
  // A cell without a value. For an unknown one its reason goes into unknown_why first.
  void add_empty(const Type& type, CellState state);
  // Any cell; one that is no value of the column's type becomes unknown, as in ColumnWriter.
  void add(const Cell& cell, const Type& type, TextBatch& batch);
  void remove_last(const Type& type);
  // REQUIRES: the cell is not missing; the batch still has its texts.
  Cell cell(std::size_t row, const Type& type, const TextBatch& batch) const;
};

}  // namespace writ
