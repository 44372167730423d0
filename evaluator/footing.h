// Footing: what a policy's outcome stands on, row by row of its first `for`'s relation, beside its
// findings: so that a later snapshot's outcome can be made of this one, and of the rows in which
// they differ (EarlierOutcome in evaluate_columns.h). Engines' own; no report shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "evaluator/outcome.h"

namespace writ {

struct Footing {
  static constexpr std::uint8_t without_partner = 0x80;  // no row of the second `for` fitted
  static constexpr std::uint8_t most = 0x7F;             // so many subjects, or more

  // By row, among all parts of the relation: how many compliant subjects it gives that no finding
  // lists, and `without_partner`.
  std::vector<std::uint8_t> rows;
  std::uint64_t visited = 0;  // rows, to judge all: what carrying over may spare
  std::vector<std::uint32_t> of_finding;  // the row that each finding's subject begins with
};

}  // namespace writ
