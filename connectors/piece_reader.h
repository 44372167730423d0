// Cuts a file into pieces at line ends and reads them on several threads. That a line end of CSV
// also ended a record, not a quoted line, shows when the piece before has been read: if not, the
// piece is read again from where it really begins. Knows nothing of what is made of odd records.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "connectors/csv_rows.h"
#include "connectors/file_window.h"
#include "connectors/json_rows.h"
#include "connectors/part_reader.h"

namespace writ {

// What one thread needs to read pieces; one of `json` and `csv` is set before it does.
struct PieceWorker {
  PieceWorker(const DataFile& file, const TableIntake& intake) : window(file), writer(intake) {}

  FileWindow window;
  RowWriter writer;
  std::unique_ptr<JsonRows> json;
  std::unique_ptr<CsvRows> csv;
};

class PieceReader {
 public:
  // File and intake outlive this.
  PieceReader(const DataFile& file, const PartOptions& options, const TableIntake& intake);

  // One for each thread.
  const std::vector<std::unique_ptr<PieceWorker>>& workers() const { return workers_; }

  // Reads the file from `begin` on, where a record begins, on all threads; `parts` becomes a part
  // for each piece, in the order of the file. False: it cannot be read.
  bool read(std::uint64_t begin, std::vector<RowPart>& parts);

 private:
  // A stretch of the file: the records that begin in [begin, end).
  struct Range {
    std::uint64_t begin;
    std::uint64_t end;
  };

  bool find_start(PieceWorker& worker, Range range, std::optional<std::uint64_t>& start) const;
  bool read_part(PieceWorker& worker, std::uint64_t start, std::uint64_t end, RowPart& part,
                 std::uint64_t& next) const;

  const DataFile& file_;
  PartOptions options_;
  std::vector<std::unique_ptr<PieceWorker>> workers_;
};

}  // namespace writ
