#include "connectors/column_source.h"

#include "connectors/file_list.h"
#include "connectors/part_join.h"
#include "connectors/readers.h"

namespace writ {

Result<ColumnTable> read_columns(const World& world, const std::vector<std::string>& files,
                                 const TableSchema& schema, const TableMap& map, const Zone* zone,
                                 const PartOptions& options, TextBuilder& texts,
                                 std::vector<DataFinding>& findings) {
  const auto found = find_files(world, files.empty() ? map.files : files, schema, map);
  if (!found) {
    return found.error();
  }
  TableIntake intake(schema, map, zone, found->format == FileFormat::csv);
  for (const std::string& failure : found->failures) {
    intake.incomplete(failure);
  }
  std::vector<RowPart> parts;
  for (const std::string& path : found->paths) {
    const std::uint32_t number = intake.add_file(path);
    const FileFormat format = *format_of_file(path, map);
    if (const auto file = world.open(path, max_data_bytes);
        file != nullptr && read_parts(*file, format, number, options, intake, parts)) {
      continue;
    }
    auto bytes = world.read(path, max_data_bytes);
    if (!bytes) {
      intake.incomplete(bytes.error().message);
      continue;
    }
    if (const Failure failure = read_file(std::move(*bytes), format, number, intake)) {
      intake.incomplete(failure->context(path).message);
    }
  }
  return join_parts(std::move(parts), std::move(intake), options.threads, texts, findings);
}

}  // namespace writ
