#include "connectors/missing_keys.h"

#include <algorithm>

namespace writ {

namespace {

// A missing key that stands for a value (`present`: false) becomes it.
void fill_missing(const std::vector<ParsedCell>& missing, std::vector<RowPart>& parts) {
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (!std::holds_alternative<bool>(missing[i].cell.value)) {
      continue;
    }
    for (RowPart& part : parts) {
      std::replace(part.columns[i].state.begin(), part.columns[i].state.end(), missing_key,
                   CellState::value);
    }
  }
}

}  // namespace

std::vector<ParsedCell> settle_missing_keys(std::vector<RowPart>& parts, TableIntake& intake) {
  const std::size_t columns = intake.schema().columns.size();
  std::vector<ParsedCell> missing;
  TableIntake::Kept kept{0, std::vector<std::uint64_t>(columns),
                         std::vector<std::uint64_t>(columns)};
  for (const RowPart& part : parts) {
    kept.rows += part.rows();
    for (std::size_t i = 0; i < columns; ++i) {
      kept.missing[i] += part.columns[i].missing;
      kept.no_column[i] += !part.no_column.empty() && part.no_column[i] ? part.rows() : 0;
    }
    for (const auto& [of, note] : part.notes) {
      intake.note(of.first, of.second, note.value, note.detail, note.rows);
    }
  }
  intake.count(kept);
  intake.settle();
  for (std::size_t i = 0; i < columns; ++i) {
    missing.push_back(intake.missing_cell(i));
    if (kept.missing[i] > 0 && missing[i].fault != CellFault::none) {
      intake.note(i, missing[i].fault, "", std::get<Unknown>(missing[i].cell.value).why,
                  kept.missing[i]);
    }
  }
  fill_missing(missing, parts);
  return missing;
}

}  // namespace writ
