// Conditions that one column answers: tried on a run of rows without making values of its cells.
#pragma once

#include <optional>

#include "evaluator/native/run.h"

namespace writ::native {

// What a condition may be: bits of a byte, for whole runs of rows.
constexpr std::uint8_t may_hold = 1;
constexpr std::uint8_t may_fail = 2;

inline std::uint8_t both_of(std::uint8_t a, std::uint8_t b) {
  return static_cast<std::uint8_t>((a & b & may_hold) | ((a | b) & may_fail));
}

struct ColumnTest {
  enum class Kind { equal, flag, present } kind = Kind::flag;
  const ColumnData* data = nullptr;
  TextId text = 0;           // of equal
  bool negated = false;
  std::uint8_t absent = 0;   // what an absent cell makes of it

  // states[i] becomes that of row begin + i and what it was before.
  void add_to(std::size_t begin, std::size_t n, std::uint8_t* states) const;
};

// The condition on the row in `slot`, over one part of a relation; nothing where it needs more than
// a column.
std::optional<ColumnTest> column_test(const World& world, NodeRef condition, int slot,
                                      std::uint32_t relation, std::uint32_t part);

// The column behind a field of a part's rows, where the field is just its cells.
const ColumnData* plain_column(const World& world, std::uint32_t relation, std::uint32_t part,
                               int field);

}  // namespace writ::native
