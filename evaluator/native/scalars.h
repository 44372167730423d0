// The values of a column, each by itself.
#pragma once

#include "snapshot/columns.h"

namespace writ::native {

// Calls visit(row, data, i) with each value of the column, or each element of its sets: it is the
// one at `i` in `data`. Cells and elements that are absent or unknown are left out.
template <class Visit>
void for_each_scalar(const ColumnData& data, Visit visit) {
  for (std::size_t row = 0; row < data.size; ++row) {
    if (data.at(row) != CellState::value) {
      continue;
    }
    if (data.elements == nullptr) {
      visit(row, data, row);
      continue;
    }
    for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
      if (data.elements->at(i) == CellState::value) {
        visit(row, *data.elements, i);
      }
    }
  }
}

}  // namespace writ::native
