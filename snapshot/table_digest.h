// The digest of what a table says, row by row, so that rows and columns can both be digested
// without a copy.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "snapshot/table.h"

namespace writ {

class TableDigest {
 public:
  TableDigest(const TableSchema& schema, const Zone* zone, bool complete, std::size_t rows);
  // In the order of keys, `rows` times.
  void add(std::string_view key, const std::vector<Cell>& cells);
  std::string hex();  // call once, last

 private:
  void number(std::uint64_t value);
  void text(std::string_view value);
  void cell(const Cell& cell);
  void flush();

  std::string out_;
  Sha256 sha_;
};

}  // namespace writ
