#include "connectors/file_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace writ {

namespace {

// A name that is there is that file, whatever characters it holds.
bool is_pattern(const World& world, const std::string& name) {
  return name.find_first_of("*?[") != std::string::npos && !world.is_file(name);
}

FoundFiles list(const World& world, const std::vector<std::string>& names) {
  FoundFiles out;
  for (const std::string& name : names) {
    if (!is_pattern(world, name)) {
      out.paths.push_back(name);
      continue;
    }
    const auto found = world.glob(name);
    if (!found) {
      out.failures.push_back(found.error().message);
    } else if (found->empty()) {
      out.failures.push_back(fmt::format("no file matches {}", name));
    } else {
      out.paths.insert(out.paths.end(), found->begin(), found->end());
    }
  }
  std::sort(out.paths.begin(), out.paths.end());
  out.paths.erase(std::unique(out.paths.begin(), out.paths.end()), out.paths.end());
  return out;
}

// One format for all: whether an empty text is the empty set depends on it.
Result<FileFormat> common_format(const std::vector<std::string>& names, const TableMap& map) {
  std::optional<FileFormat> common;
  for (const std::string& name : names) {
    const auto format = format_of_file(name, map);
    if (!format) {
      return format.error();
    }
    if (common && (*common == FileFormat::csv) != (*format == FileFormat::csv)) {
      return Error{"one table cannot be read from CSV and other files at once"};
    }
    common = common.value_or(*format);
  }
  return *common;
}

}  // namespace

Result<FileFormat> format_of_file(const std::string& path, const TableMap& map) {
  if (map.format != FileFormat::by_extension) {
    return map.format;
  }
  if (const auto format = format_of_name(path)) {
    return *format;
  }
  return Error{
      fmt::format("cannot tell the format of {}: say `format:`, or name it .csv, .json, "
                  ".ndjson or .yaml",
                  printable(path))};
}

Result<FoundFiles> find_files(const World& world, const std::vector<std::string>& names,
                              const TableSchema& schema, const TableMap& map) {
  if (names.empty()) {
    return Error{fmt::format("no files are named for {}", schema.name)};
  }
  FoundFiles found = list(world, names);
  const auto format = common_format(found.paths.empty() ? names : found.paths, map);
  if (!format) {
    return format.error();
  }
  found.format = *format;
  return found;
}

}  // namespace writ
