// Whether files read as columns are the same table as files read row by row.
#pragma once

#include <string>
#include <vector>

#include "connectors/column_source.h"
#include "connectors/file_source.h"

namespace writ {

inline std::string report_text(const ReadReport& report) {
  std::string out = std::to_string(report.rows_read) + " read, " + std::to_string(report.kept) +
                    " kept, " + std::to_string(report.merged) + " merged";
  for (const auto& [reason, count] : report.refused) {
    out += ", " + reason + " " + std::to_string(count);
  }
  for (const std::string& refusal : report.refusals) {
    out += "\n" + refusal;
  }
  return out;
}

// "" or the first thing in which the two differ.
inline std::string difference(const Table& rows, const std::vector<DataFinding>& row_findings,
                              const ColumnTable& columns, const Texts& texts,
                              const std::vector<DataFinding>& column_findings) {
  const Table back = to_rows(columns, texts);
  if (rows.rows.size() != back.rows.size()) {
    return "rows: " + std::to_string(rows.rows.size()) + " or " + std::to_string(back.rows.size());
  }
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const Row& a = rows.rows[i];
    const Row& b = back.rows[i];
    if (a.key != b.key) {
      return "key " + a.key + " or " + b.key;
    }
    if (a.origin.file != b.origin.file || a.origin.record != b.origin.record) {
      return "origin of " + a.key;
    }
    for (std::size_t column = 0; column < a.cells.size(); ++column) {
      if (!(a.cells[column] == b.cells[column])) {
        return a.key + ", " + rows.schema.columns[column].name + ": " + to_string(a.cells[column]) +
               " or " + to_string(b.cells[column]);
      }
    }
  }
  if (report_text(rows.report) != report_text(back.report)) {
    return report_text(rows.report) + "\nor\n" + report_text(back.report);
  }
  if (rows.incomplete != back.incomplete) {
    return "incomplete for other reasons";
  }
  if (rows.files != back.files) {
    return "other files";
  }
  if (row_findings != column_findings) {
    std::string out = "findings";
    for (const auto* findings : {&row_findings, &column_findings}) {
      out += "\n---";
      for (const DataFinding& f : *findings) {
        out += "\n" + f.column + " " + f.kind + " `" + f.value + "` " + std::to_string(f.rows) +
               " " + f.detail;
      }
    }
    return out;
  }
  return digest(rows) == digest(back) ? "" : "digest";
}

// The same for both ways of reading the files, on several threads and cut into pieces of any size.
inline std::string difference(const World& world, const std::vector<std::string>& files,
                              const TableSchema& schema, const TableMap& map, const Zone* zone,
                              const std::vector<PartOptions>& ways) {
  std::vector<DataFinding> row_findings;
  const auto rows = read_files(world, files, schema, map, zone, row_findings);
  for (const PartOptions& way : ways) {
    TextBuilder builder;
    std::vector<DataFinding> findings;
    const auto columns = read_columns(world, files, schema, map, zone, way, builder, findings);
    const std::string how = std::to_string(way.threads) + " threads, pieces of " +
                            std::to_string(way.piece_bytes) + ": ";
    if (static_cast<bool>(rows) != static_cast<bool>(columns)) {
      return how + "only one can be read";
    }
    if (!rows) {
      return rows.error().message == columns.error().message ? "" : how + "other errors";
    }
    const Texts texts = std::move(builder).finish(way.threads);
    if (const std::string found = difference(*rows, row_findings, *columns, texts, findings);
        !found.empty()) {
      return how + found;
    }
  }
  return "";
}

inline std::vector<PartOptions> every_way() {
  return {{1, 1 << 19, {}}, {2, 64, {}}, {8, 7, {}}, {1, 1, {}}};
}

}  // namespace writ
