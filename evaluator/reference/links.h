// Links: the row of one table that a row of another belongs to, by keys.
#pragma once

#include "evaluator/reference/world.h"

namespace writ::reference {

// How a row's keys fit the rows of the other side.
struct KeyMatch {
  bool absent = false;  // a key of this side is absent: it matches nothing
  std::vector<std::uint32_t> certain;
  std::vector<std::uint32_t> possible;  // a key that is unknown may fit
  Reasons reasons;                      // why they are only possible
};

// Matches `left` with every row of the table `relation`.
KeyMatch match_keys(World& world, const std::vector<ast::Key>& keys, const RowRef& left,
                    std::uint32_t relation);

// What stands for several candidates: unknown (ambiguous), at this row and column.
Undetermined ambiguous(const World& world, const RowRef& row, const std::string& column,
                       std::uint32_t relation, const std::vector<std::uint32_t>& candidates);

// The row that link number `link` finds for a row of its first table.
Value linked_row(World& world, std::size_t link, const RowRef& row);

}  // namespace writ::reference
