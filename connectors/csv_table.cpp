#include "connectors/csv_header.h"
#include "connectors/readers.h"

namespace writ {

Failure read_csv(std::string_view text, std::uint32_t file, TableIntake& intake) {
  const auto layout = csv_layout(text, intake);
  if (!layout) {
    return layout.error();
  }
  CsvReader reader(text.substr(layout->begin), layout->delimiter);
  std::uint64_t rows = 0;
  CsvRecord record;
  for (Origin origin{file, 1}; reader.next(record); ++origin.record) {
    record.line += layout->lines;
    if (record.reason.empty() && !csv_ragged(record, *layout, intake.map())) {
      ++rows;
    }
    add_csv_record(record, *layout, origin, intake);
  }
  note_csv_columns(*layout, file, rows, intake);
  return std::nullopt;
}

}  // namespace writ
