// Which files make one table, and how each is written.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/table_map.h"
#include "connectors/world.h"

namespace writ {

struct FoundFiles {
  std::vector<std::string> paths;       // in the order of their names
  std::vector<std::string> failures;    // why there may be more
  FileFormat format = FileFormat::csv;  // of all; JSON and its like may be mixed
};

// `names`: paths or patterns. An error where it is unclear what to read.
Result<FoundFiles> find_files(const World& world, const std::vector<std::string>& names,
                              const TableSchema& schema, const TableMap& map);

// As the map says, or else the name.
Result<FileFormat> format_of_file(const std::string& path, const TableMap& map);

}  // namespace writ
