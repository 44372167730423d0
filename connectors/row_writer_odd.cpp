// Cells that a RowWriter does not read itself, and what is wrong with them.
#include <tuple>

#include "connectors/row_writer.h"
#include "snapshot/table_builder.h"

namespace writ {

void RowWriter::put_raw(std::size_t column, const RawCell& raw) {
  put_parsed(column, read_cell(raw, *columns_[column].rules), raw.text);
}

void RowWriter::put_parsed(std::size_t column, const ParsedCell& parsed, std::string_view text) {
  const Writes& writes = columns_[column];
  auto* set = std::get_if<CellSet>(&parsed.cell.value);
  if (set != nullptr && set->size() > 1) {
    Cell cell = parsed.cell;
    normalise(cell);
    part_->columns[column].add(cell, *writes.type, part_->texts);
  } else {
    part_->columns[column].add(parsed.cell, *writes.type, part_->texts);
  }
  if (parsed.fault == CellFault::none) {
    return;
  }
  RowNote& note = part_->notes[{column, parsed.fault}];
  std::string value = example_of(text);
  const std::string& detail = std::get<Unknown>(parsed.cell.value).why;
  if (note.rows == 0 || std::tie(value, detail) < std::tie(note.value, note.detail)) {
    note.value = std::move(value);
    note.detail = detail;
  }
  ++note.rows;
}

void RowWriter::put_no_column(std::size_t column) {
  part_->columns[column].add(Cell{Unknown{"the column is missing from the file"}},
                             *columns_[column].type, part_->texts);
}

void RowWriter::put_same(std::size_t column) {
  put_parsed(column, *columns_[column].same, "");
}

}  // namespace writ
