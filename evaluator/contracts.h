// Contracts on what was collected: `expect …`, and that no table that a policy reads is empty. What
// a broken one means for an engine's tables is that engine's business.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dsl/program.h"

namespace writ {

// What contracts ask of a table.
struct CollectedTable {
  std::string name;
  std::uint64_t rows = 0;
  bool complete = true;  // as it was collected
  std::optional<Instant> collected_at;
  std::optional<std::uint64_t> rows_before;  // in the last snapshot before that has it whole
};

struct BrokenContract {
  std::string contract;
  std::string why;

  // Why the table counts as incomplete.
  std::string text() const;
};

// Every table that some policy may read.
std::set<std::string> tables_read(const Program& program);

std::vector<BrokenContract> broken_contracts(const Program& program, const CollectedTable& table,
                                             Instant now);
DataFinding data_finding(const BrokenContract& broken, const CollectedTable& table);

}  // namespace writ
