// TableBuilder: collects rows in any order, as readers and tests find them, and finishes a Table:
// keys joined, rows sorted, copies of a row merged, findings counted. The result is the same for
// any order of add() but for which origin a merged row keeps (the lowest file, then record).
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "snapshot/table.h"

namespace writ {

// Sets become sorted, each element once.
void normalise(Cell& cell);

class TableBuilder {
 public:
  TableBuilder(TableSchema schema, const Zone* zone);

  const TableSchema& schema() const { return table_.schema; }
  // Returns the index for Origin::file.
  std::uint32_t add_file(std::string name);

  // One cell for each column of the schema; sets become sorted, each element once. A row whose key
  // columns are not all known and present is refused
  // ("no key"). Rows with the same key are one row: a column in which they differ becomes unknown,
  // with the finding `conflicting_rows`; equal copies are merged with the finding `duplicate_row`.
  void add(std::vector<Cell> cells, Origin origin);
  // A record that was read but cannot be a row. Makes the table incomplete.
  void refuse(const std::string& reason, Origin origin, const std::string& detail);
  // Counts `rows` towards the finding (column, kind); the smallest value is kept as the example.
  void note(const std::string& column, const std::string& kind, const std::string& value,
            const std::string& detail = {}, std::uint64_t rows = 1);
  // More rows exist, or may exist, than were read.
  void incomplete(std::string reason);
  // The keys of the rows added so far, in the order in which they came.
  std::vector<std::string> keys() const;
  // Further rows, whose keys no row here has, are read and kept elsewhere: counted in the report.
  void kept_elsewhere(std::uint64_t rows) { elsewhere_ += rows; }
  void collected_at(Instant instant) { table_.collected_at = instant; }

  // Appends to `findings` what was noted, sorted by column and kind.
  Table finish(std::vector<DataFinding>& findings) &&;

 private:
  struct Refusal {
    Origin origin;
    std::string text;
  };

  void merge_copies();
  Row merged(const Row* first, const Row* last);
  void report_refusals();

  Table table_;
  std::vector<std::size_t> key_columns_;
  std::uint64_t elsewhere_ = 0;
  std::map<std::pair<std::string, std::string>, DataFinding> notes_;
  std::vector<Refusal> refusals_;  // the first few, by origin and text
};

}  // namespace writ
