// Data findings of one table, counted by column and kind; the example is that of the first row.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "snapshot/table.h"

namespace writ {

class DataNotes {
 public:
  explicit DataNotes(const std::string& table) : table_(table) {}

  void add(const std::string& column, const std::string& kind, const std::string& value,
           const std::string& detail) {
    DataFinding& finding = notes_[{column, kind}];
    if (finding.rows++ == 0) {
      finding.table = table_;
      finding.column = column;
      finding.kind = kind;
      finding.value = value;
      finding.detail = detail;
    }
  }
  void move_to(std::vector<DataFinding>& findings) {
    for (auto& [key, finding] : notes_) {
      findings.push_back(std::move(finding));
    }
  }

 private:
  std::string table_;
  std::map<std::pair<std::string, std::string>, DataFinding> notes_;
};

}  // namespace writ
