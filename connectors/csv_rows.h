// CsvRows: records of CSV to the rows of a RowPart. Records of plain fields and of quoted ones are
// cut here; any other record is cut by CsvReader, whose word on what is wrong with it stands.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "connectors/csv_header.h"
#include "connectors/csv_scan.h"
#include "connectors/row_writer.h"

namespace writ {

class CsvRows {
 public:
  // All must outlive this.
  CsvRows(const TableIntake& intake, const CsvLayout& layout, RowWriter& writer);

  // Reads the records that begin before `limit`, the first at 0, into the part that the writer has
  // begun. Returns where the next one begins; earlier where `text` is not all (`whole`) and ends
  // before a record does.
  std::size_t read(std::string_view text, std::size_t limit, bool whole);

 private:
  using Fields = std::span<const std::string_view>;

  bool cut(CsvScan& scan, std::size_t& at, std::uint64_t& lines);
  bool put_row(Fields fields);
  void take(Fields fields, std::string_view raw);
  void take_careful(std::string_view raw);
  void set_aside(std::string_view raw);

  const TableIntake& intake_;
  const CsvLayout& layout_;
  RowWriter& writer_;
  std::string_view text_;
  std::vector<std::string_view> fields_;  // room for one more than the header has
  std::size_t count_ = 0;                 // how many of them the record that was cut has
  CsvRecord record_;                      // what CsvReader said of any other
};

}  // namespace writ
