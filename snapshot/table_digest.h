// The digest of what a table says, row by row, so that rows and columns can both be digested
// without a copy: of a row the key's text, then its cells; of a cell the index of its alternative in
// Cell, then what it holds; of a text its length, then its bytes. Numbers are eight bytes, the lowest
// first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/sha256.h"
#include "snapshot/table.h"

namespace writ {

class TableDigest {
 public:
  TableDigest(const TableSchema& schema, const Zone* zone, bool complete, std::size_t rows);
  // In the order of keys, `rows` times.
  void add(std::string_view key, const std::vector<Cell>& cells);
  // The same, piece by piece.
  void number(std::uint64_t value) { put(room_for(8), value); }
  void text(std::string_view value) {
    if (value.size() <= short_text) {
      char* at = room_for(8 + value.size());
      put(at, value.size());
      copy_bytes(at + 8, value.data(), value.size());
    } else {
      long_text(value);
    }
  }
  // A cell that holds one number.
  void numbered(std::uint64_t alternative, std::uint64_t value) {
    char* at = room_for(16);
    put(at, alternative);
    put(at + 8, value);
  }
  std::string hex();  // call once, last

 private:
  static constexpr std::size_t short_text = 256;

  static void put(char* at, std::uint64_t value) {
    std::memcpy(at, &value, sizeof value);  // little-endian: see store/sections.h
  }
  // Where `size` more bytes go. REQUIRES: no more than the buffer holds.
  char* room_for(std::size_t size) {
    if (size_ + size > out_.size()) {
      flush();
    }
    size_ += size;
    return out_.data() + size_ - size;
  }
  void long_text(std::string_view value);
  void cell(const Cell& cell);
  void flush();

  std::vector<char> out_ = std::vector<char>(std::size_t{1} << 16);  // what is not hashed yet …
  std::size_t size_ = 0;                                             // … is so much of it
  Sha256 sha_;
};

}  // namespace writ
