// Part of the rows of a relation that a condition ranges over, worked out by one thread, and their
// keys. Pieces become a Range in ranges.cpp.
#pragma once

#include <vector>

#include "evaluator/native/pairs.h"

namespace writ::native {

struct RangePiece {
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> wild;
  bool all_keyed = true;
  std::vector<std::uint32_t> keyed;  // the rows that have a key, unless all do
  Keys keys;
  bool sure = true;

  KeyIndex::Piece entries() const { return {all_keyed ? rows : keyed, keys}; }
};

// Of rows [begin, end), counted over all parts, those that the conditions on the row alone leave.
// `only`: the keys that are looked for; rows with others are left out before any condition is
// tried. Null: any. REQUIRES: has_kernel_for_keys() where there is one.
RangePiece range_piece(World& world, const Ranging& ranging, std::size_t begin, std::size_t end,
                       const KeySet* only);

// Whether keys can be read without the engine, in each part of the relation.
bool has_kernel_for_keys(Ctx& ctx, const Ranging& ranging);

}  // namespace writ::native
