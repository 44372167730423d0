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

// The bytes of one file by the reader of their format, once they are UTF-8.
Failure read_file(std::string bytes, FileFormat format, std::uint32_t file, TableIntake& intake) {
  const std::string text = to_utf8(std::move(bytes), intake.map().encoding);
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

void take_in(const World& world, const FoundFiles& found, TableIntake& intake,
             const QuickWay& quick) {
  for (const std::string& failure : found.failures) {
    intake.incomplete(failure);
  }
  for (const std::string& path : found.paths) {
    const std::uint32_t file = intake.add_file(path, world.request_values(path));
    const FileFormat format = *format_of_file(path, intake.map());
    if (quick && quick(path, format, file)) {
      continue;
    }
    auto bytes = world.read(path, max_data_bytes);
    if (!bytes) {
      intake.incomplete(bytes.error().message);
      continue;
    }
    if (const Failure failure = read_file(std::move(*bytes), format, file, intake)) {
      intake.incomplete(failure->context(path).message);
    }
  }
}

Result<Table> read_files(const World& world, const std::vector<std::string>& files,
                         const TableSchema& schema, const TableMap& map, const Zone* zone,
                         std::vector<DataFinding>& findings) {
  const auto found = find_files(world, files.empty() ? map.files : files, schema, map);
  if (!found) {
    return found.error();
  }
  TableIntake intake(schema, map, zone, found->format == FileFormat::csv);
  take_in(world, *found, intake, {});
  return std::move(intake).finish(findings);
}

}  // namespace writ
