#include "connectors/column_source.h"

#include <algorithm>

#include "connectors/file_list.h"
#include "connectors/part_join.h"
#include "connectors/readers.h"

namespace writ {

namespace {

// The schema with these columns and the key's.
TableSchema of_use(const TableSchema& schema, const std::vector<std::string>& columns) {
  const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  TableSchema out = schema;
  std::erase_if(out.columns, [&](const Column& column) {
    return !columns.empty() && !holds(columns, column.name) && !holds(schema.key, column.name);
  });
  return out;
}

}  // namespace

Result<ColumnTable> read_columns(const World& world, const std::vector<std::string>& files,
                                 const TableSchema& schema, const TableMap& map, const Zone* zone,
                                 const PartOptions& options, TextBuilder& texts,
                                 std::vector<DataFinding>& findings) {
  const auto found = find_files(world, files.empty() ? map.files : files, schema, map);
  if (!found) {
    return found.error();
  }
  TableIntake intake(of_use(schema, options.columns), map, zone, found->format == FileFormat::csv);
  for (const Column& column : schema.columns) {
    if (intake.schema().find(column.name) < 0) {
      intake.leave_out(column);
    }
  }
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
