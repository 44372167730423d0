// Sorts rows by their keys without making a text of each key: by the first bytes of it, and by the
// rest only where those are the same.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/column_join.h"

namespace writ {

// A row with the first 16 bytes of its key, big-endian, 0 behind the key's end. Keys hold no NUL,
// so a last byte of 0 says that the whole key is here.
struct KeyedRow {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  RowPlace place{0, 0};

  KeyedRow() = default;
  KeyedRow(std::string_view key, RowPlace at);
  // The first bytes as a little-endian machine reads them, eight and eight.
  KeyedRow(std::uint64_t low, std::uint64_t high, RowPlace at)
      : first(__builtin_bswap64(low)), second(__builtin_bswap64(high)), place(at) {}
  bool whole() const { return (second & 0xFFU) == 0; }
};

// The whole key of a row.
using KeyOf = std::function<std::string(RowPlace)>;

bool same_key(const KeyedRow& a, const KeyedRow& b, const KeyOf& key_of);

// By key, rows with the same key in the order in which they came. Fast where long stretches are in
// order already, or nearly.
void sort_by_key(std::span<KeyedRow> rows, const KeyOf& key_of, std::size_t threads);

// Writes the places of rows in sorted runs in the order of keys, as many as the runs have. False,
// and anything written, where two rows have the same key.
bool merge_distinct(const std::vector<std::span<const KeyedRow>>& runs, const KeyOf& key_of,
                    RowPlace* out);

}  // namespace writ
