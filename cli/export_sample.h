// The head of a CSV export, as `writ connector learn` looks at it: the header, and up to 1,000
// records of text. Knows no schema.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/encoding.h"
#include "connectors/world.h"

namespace writ {

struct ExportColumn {
  std::string header;
  std::vector<std::string> values;  // one a record, trimmed
};

struct ExportSample {
  std::string path;
  std::string text;  // the header and the records that were looked at, in UTF-8
  char delimiter = ',';
  Encoding encoding =
      Encoding::utf8;  // what a map has to say: not where a mark at the beginning does
  std::uint64_t records = 0;
  std::uint64_t refused = 0;          // of them, that a reader would refuse
  bool whole = true;                  // there are no further records
  std::vector<ExportColumn> columns;  // those with a name
};

constexpr std::uint64_t most_records = 1000;

// Bytes that are no UTF-8 are taken for windows-1252. An Error: the file cannot be read, is no CSV
// with a header, or has a header twice.
Result<ExportSample> read_sample(const World& world, const std::string& path);

}  // namespace writ
