// RowPart: what one piece of a file holds: its plain rows as columns, and of the rest what the
// table needs. A piece is read by one thread and knows nothing of others: records and lines count
// from its own beginning.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "snapshot/cell.h"
#include "snapshot/column_part.h"
#include "snapshot/key_order.h"

namespace writ {

// A record that TableIntake must judge. `text` is all of it; of a record of CSV that is refused the
// reason instead.
struct OddRecord {
  std::uint64_t record = 0;  // from 0
  std::uint64_t line = 0;    // from 0
  std::string text;
  std::string reason;
  std::string detail;
};

// As in TableBuilder::note.
struct RowNote {
  std::uint64_t rows = 0;
  std::string value;
  std::string detail;
};

struct RowPart {
  std::vector<ColumnPart> columns;  // one for each of the schema
  TextBatch texts;
  RawRun<KeyedRow> keyed;          // of each row; the part's number is set later
  RawRun<std::uint32_t> records;   // of each row: which record of the piece it is
  std::uint64_t record_count = 0;  // blank lines are none
  std::uint64_t line_count = 0;
  std::map<std::pair<std::size_t, CellFault>, RowNote> notes;  // by column
  std::map<std::string, std::uint64_t> unmapped;
  std::vector<bool> no_column;  // of each column: the file has none; empty: it has all
  std::vector<OddRecord> odd;
  std::size_t odd_bytes = 0;
  std::uint32_t file = 0;
  std::uint64_t first_record = 0;  // of the file, from 1

  std::size_t rows() const { return records.size(); }
};

}  // namespace writ
