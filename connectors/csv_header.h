// The header of a CSV file, and which fields of a record feed each column of the schema.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/csv.h"
#include "connectors/table_intake.h"

namespace writ {

class CsvHeader {
 public:
  explicit CsvHeader(std::vector<std::string> names);

  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t column) const { return names_[column]; }
  const std::vector<std::string>& names() const { return names_; }
  // A name that is there twice, or "". Columns without a name are many in real files, and never
  // read.
  std::string twice() const;
  // An exact name first; several alike are an error.
  Result<std::optional<std::size_t>> find(std::string_view name) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> exact_;  // the first of each
  std::multimap<std::string, std::size_t> plain_;
};

// Of each column of the schema the fields that feed it, in the order of `from`.
using CsvFeeds = std::vector<std::vector<std::size_t>>;

// Where the records of a file begin, and what they are.
struct CsvLayout {
  char delimiter = ',';
  CsvHeader header;
  CsvFeeds feeds;
  std::size_t begin = 0;    // offset of the first record
  std::uint64_t lines = 0;  // before it
};

// From the beginning of a file. The error says why nothing of the file can be read.
Result<CsvLayout> csv_layout(std::string_view text, const TableIntake& intake);

// The field that feeds column `i`: of several the first that has a value, or else the first.
std::string_view csv_field(std::span<const std::string_view> fields, const CsvLayout& layout,
                           std::size_t i, const TableIntake& intake);

// Where the record has too few or too many fields, the reason and the detail for its refusal.
bool csv_ragged(CsvRecord& record, const CsvLayout& layout, const TableMap& map);

// Adds a record that is one of `layout`, or refuses it for its reason.
void add_csv_record(const CsvRecord& record, const CsvLayout& layout, Origin origin,
                    TableIntake& intake);

// What the file lacks, and what it has that nothing reads, in `rows` rows.
void note_csv_columns(const CsvLayout& layout, std::uint32_t file, std::uint64_t rows,
                      TableIntake& intake);

}  // namespace writ
