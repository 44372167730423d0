// The digest of what a table says, row by row, so that rows and columns can both be digested
// without a copy: of a row the key's text, then its cells; of a cell the index of its alternative in
// Cell, then what it holds; of a text its length, then its bytes. Numbers are eight bytes, the lowest
// first.
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
  // The same, piece by piece.
  void number(std::uint64_t value);
  void text(std::string_view value);
  std::string hex();  // call once, last

 private:
  char* room_for(std::size_t size);
  void cell(const Cell& cell);
  void flush();

  std::vector<char> out_ = std::vector<char>(std::size_t{1} << 16);  // what is not hashed yet …
  std::size_t size_ = 0;                                             // … is so much of it
  Sha256 sha_;
};

}  // namespace writ
