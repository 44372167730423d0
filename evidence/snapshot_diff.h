// The difference of two stored snapshots, for people and programs.
#pragma once

#include <string>
#include <vector>

#include "evidence/snapshot_report.h"
#include "snapshot/diff.h"

namespace writ {

struct DiffReport {
  const StoredSnapshot& before;
  const StoredSnapshot& after;
  std::vector<TableDiff> tables;  // all, the same ones too
};

// At most `rows` of each kind in a table; 0: all.
std::string diff_text(const DiffReport& report, std::size_t rows, const TextStyle& style);
std::string diff_json(const DiffReport& report);

}  // namespace writ
