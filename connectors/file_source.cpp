#include "connectors/file_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "connectors/readers.h"

namespace writ {

namespace {

struct Reader {
  FileFormat format;
  Failure (*read)(std::string_view text, std::uint32_t file, TableIntake& intake);
};
constexpr std::array<Reader, 4> readers = {{{FileFormat::csv, read_csv},
                                            {FileFormat::json, read_json},
                                            {FileFormat::ndjson, read_ndjson},
                                            {FileFormat::yaml, read_yaml}}};

// A name that is there is that file, whatever characters it holds.
bool is_pattern(const World& world, const std::string& name) {
  return name.find_first_of("*?[") != std::string::npos && !world.is_file(name);
}

struct Listing {
  std::vector<std::string> paths;
  std::vector<std::string> failures;
};

Listing list(const World& world, const std::vector<std::string>& names) {
  Listing out;
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

Result<FileFormat> format_of(const std::string& path, const TableMap& map) {
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

// One format for all: whether an empty text is the empty set depends on it.
Result<FileFormat> common_format(const std::vector<std::string>& names, const TableMap& map) {
  std::optional<FileFormat> common;
  for (const std::string& name : names) {
    const auto format = format_of(name, map);
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

Failure read_text(std::string bytes, FileFormat format, const TableMap& map, std::uint32_t file,
                  TableIntake& intake) {
  const std::string text = to_utf8(std::move(bytes), map.encoding);
  const std::string foreign = foreign_encoding(text);
  if (!foreign.empty()) {
    return Error{foreign};
  }
  if (trim(text).empty()) {
    return Error{"the file is empty"};
  }
  const auto* reader = std::find_if(readers.begin(), readers.end(),
                                    [format](const Reader& r) { return r.format == format; });
  return reader->read(text, file, intake);
}

}  // namespace

Result<Table> read_files(const World& world, const std::vector<std::string>& files,
                         const TableSchema& schema, const TableMap& map, const Zone* zone,
                         std::vector<DataFinding>& findings) {
  const std::vector<std::string>& names = files.empty() ? map.files : files;
  if (names.empty()) {
    return Error{fmt::format("no files are named for {}", schema.name)};
  }
  const Listing listing = list(world, names);
  const auto format = common_format(listing.paths.empty() ? names : listing.paths, map);
  if (!format) {
    return format.error();
  }
  TableIntake intake(schema, map, zone, *format == FileFormat::csv);
  for (const std::string& failure : listing.failures) {
    intake.incomplete(failure);
  }
  for (const std::string& path : listing.paths) {
    const std::uint32_t file = intake.add_file(path);
    auto bytes = world.read(path, max_data_bytes);
    if (!bytes) {
      intake.incomplete(bytes.error().message);
      continue;
    }
    if (const Failure failure =
            read_text(std::move(*bytes), *format_of(path, map), map, file, intake)) {
      intake.incomplete(failure->context(path).message);
    }
  }
  return std::move(intake).finish(findings);
}

}  // namespace writ
