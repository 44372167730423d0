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
  // The same of any number of rows, spelt by the caller: of a row the key's text, then its cells; of
  // a cell the index of its alternative in Cell, then what it holds; of a text its length, then its
  // bytes. Numbers are eight bytes, the lowest first.
  void add_spelt(std::string_view bytes);
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
