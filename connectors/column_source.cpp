#include "connectors/column_source.h"

#include <algorithm>

#include "connectors/file_source.h"
#include "connectors/part_join.h"

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
  std::vector<RowPart> parts;
  take_in(world, *found, intake,
          [&](const std::string& path, FileFormat format, std::uint32_t number) {
            const bool in_lines = format == FileFormat::csv || format == FileFormat::ndjson;
            const auto file = world.open(path, in_lines ? max_pieced_bytes : max_data_bytes);
            return file != nullptr && read_parts(*file, format, number, options, intake, parts);
          });
  return join_parts(std::move(parts), std::move(intake), options.threads, texts, findings);
}

}  // namespace writ
