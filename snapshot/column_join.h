// Joins pieces of a table, each with cells of every column, to the columns of a ColumnTable.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "snapshot/column_part.h"

namespace writ {

// A row of a piece.
struct RowPlace {
  std::uint32_t part;
  std::uint32_t row;
};

// The cells of one column in every piece, and the numbers of its piece's texts.
struct PartCells {
  const ColumnPart* cells;
  const TextId* ids;
};

// One column: cell i is that of order[i]. What missing_key stands for: absent, or unknown for
// `why_missing`.
ColumnData join_column(const std::vector<PartCells>& parts, const Type& type,
                       std::span<const RowPlace> order, std::optional<TextId> why_missing,
                       std::size_t threads);

}  // namespace writ
