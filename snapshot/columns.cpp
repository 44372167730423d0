#include "snapshot/columns.h"

#include <algorithm>

#include "base/ensure.h"
#include "snapshot/row_keys.h"

namespace writ {

TextId ColumnData::why(std::size_t row) const {
  const auto* found = std::lower_bound(unknown_rows.begin(), unknown_rows.end(), row);
  ENSURE(found != unknown_rows.end() && *found == row);
  return unknown_why[static_cast<std::size_t>(found - unknown_rows.begin())];
}

Origin ColumnTable::origin(std::size_t row) const {
  return {origin_file.empty() ? 0 : origin_file[row],
          origin_record.empty() ? row + 1 : origin_record[row]};
}

const ColumnTable* ColumnSnapshot::find(const std::string& table) const {
  const auto found = tables.find(table);
  return found == tables.end() ? nullptr : &found->second;
}

Cell cell_at(const ColumnData& data, const Type& type, const Texts& texts, std::size_t row) {
  if (data.at(row) == CellState::absent) {
    return {Absent{}};
  }
  if (data.at(row) == CellState::unknown) {
    return {Unknown{std::string(texts.at(data.why(row)))}};
  }
  switch (type.kind) {
    case Kind::boolean:
      return {data.flags[row] != 0};
    case Kind::integer:
      return {data.numbers[row]};
    case Kind::decimal:
      return {Decimal{data.numbers[row]}};
    case Kind::duration:
      return {Duration{data.numbers[row]}};
    case Kind::timestamp:
      return {Instant{data.numbers[row]}};
    case Kind::date:
      return {Date{data.days[row]}};
    case Kind::email:
      return {Email{std::string(texts.at(data.texts[row])),
                    std::string(texts.at(data.canonical[row]))}};
    case Kind::set: {
      CellSet cells;
      for (std::uint64_t i = data.offsets[row]; i < data.offsets[row + 1]; ++i) {
        cells.push_back(cell_at(*data.elements, *type.element, texts, i));
      }
      return {std::move(cells)};
    }
    default:
      return {std::string(texts.at(data.texts[row]))};
  }
}

std::string row_key(const ColumnTable& table, const Texts& texts, std::size_t row) {
  std::string buffer;
  return std::string(RowKeys(table, texts).at(row, buffer));
}

namespace {

void read_row(const ColumnTable& table, const Texts& texts, std::size_t row,
              std::vector<Cell>& cells) {
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    cells.push_back(cell_at(table.columns[column], table.schema.columns[column].type, texts, row));
  }
}

}  // namespace

std::string content_id(const ColumnSnapshot& snapshot) {
  std::map<std::string, std::string> digests;
  for (const auto& [name, table] : snapshot.tables) {
    digests[name] = table.sha256;
  }
  return content_id(snapshot.as_of, digests);
}

ColumnTable to_columns(const Table& table, Texts& texts) {
  ColumnTable result{.schema = table.schema,
                     .zone = table.zone,
                     .files = table.files,
                     .rows = table.rows.size(),
                     .columns = {},
                     .origin_file = {},
                     .origin_record = {},
                     .incomplete = table.incomplete,
                     .collected_at = table.collected_at,
                     .report = table.report,
                     .sha256 = digest(table)};
  for (std::size_t column = 0; column < table.schema.columns.size(); ++column) {
    ColumnWriter writer(table.schema.columns[column].type, texts);
    for (const Row& row : table.rows) {
      writer.add(row.cells[column]);
    }
    result.columns.push_back(std::move(writer).finish());
  }
  std::vector<std::uint32_t> files;
  std::vector<std::uint64_t> records;
  for (const Row& row : table.rows) {
    files.push_back(row.origin.file);
    records.push_back(row.origin.record);
  }
  result.origin_file = std::move(files);
  result.origin_record = std::move(records);
  return result;
}

ColumnSnapshot to_columns(const Snapshot& snapshot) {
  ColumnSnapshot result;
  result.as_of = snapshot.as_of;
  result.findings = snapshot.findings;
  for (const auto& [name, table] : snapshot.tables) {
    result.tables.emplace(name, to_columns(table, *result.texts));
  }
  result.id = snapshot.id.empty() ? content_id(result) : snapshot.id;
  return result;
}

Table to_rows(const ColumnTable& table, const Texts& texts) {
  Table result{.schema = table.schema,
               .zone = table.zone,
               .files = table.files,
               .rows = {},
               .incomplete = table.incomplete,
               .collected_at = table.collected_at,
               .report = table.report};
  for (std::size_t row = 0; row < table.rows; ++row) {
    Row cells{row_key(table, texts, row), {}, table.origin(row)};
    read_row(table, texts, row, cells.cells);
    result.rows.push_back(std::move(cells));
  }
  return result;
}

Snapshot to_rows(const ColumnSnapshot& snapshot) {
  Snapshot result{snapshot.as_of, {}, snapshot.findings, snapshot.id};
  for (const auto& [name, table] : snapshot.tables) {
    result.tables.emplace(name, to_rows(table, *snapshot.texts));
  }
  return result;
}

}  // namespace writ
