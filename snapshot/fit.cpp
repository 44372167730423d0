#include "snapshot/fit.h"

#include <algorithm>

namespace writ {
namespace {

bool same_columns(const TableSchema& stored, const TableSchema& schema) {
  return std::equal(stored.columns.begin(), stored.columns.end(), schema.columns.begin(),
                    schema.columns.end(), [](const Column& a, const Column& b) {
                      return a.name == b.name && a.type == b.type &&
                             a.unobservable == b.unobservable;
                    });
}

bool same_key(const TableSchema& stored, const TableSchema& schema) {
  if (stored.key != schema.key) {
    return false;
  }
  for (const std::string& name : schema.key) {
    const int before = stored.find(name);
    const int now = schema.find(name);
    if (now < 0 || stored.columns[static_cast<std::size_t>(before)].type !=
                       schema.columns[static_cast<std::size_t>(now)].type) {
      return false;
    }
  }
  return true;
}

ColumnData unknown_column(const Type& type, std::size_t rows, const std::string& why,
                          Texts& texts) {
  ColumnWriter writer(type, texts);
  for (std::size_t row = 0; row < rows; ++row) {
    writer.add({Unknown{why}});
  }
  return std::move(writer).finish();
}

ColumnTable empty_table(const TableSchema& schema, const Zone* zone, const std::string& why) {
  ColumnTable table;
  table.schema = schema;
  table.zone = zone;
  table.incomplete.push_back(why);
  for (const Column& column : schema.columns) {
    Texts none;
    table.columns.push_back(unknown_column(column.type, 0, {}, none));
  }
  return table;
}

// The same rows, with the columns of `schema`.
void fit_table(ColumnTable& table, const TableSchema& schema, Texts& texts) {
  std::vector<ColumnData> columns;
  for (const Column& column : schema.columns) {
    const int found = table.schema.find(column.name);
    if (found < 0) {
      columns.push_back(unknown_column(column.type, table.rows,
                                       "the snapshot was collected without this column", texts));
      continue;
    }
    const auto at = static_cast<std::size_t>(found);
    const Type& stored = table.schema.columns[at].type;
    columns.push_back(
        stored == column.type
            ? table.columns[at]
            : unknown_column(column.type, table.rows,
                             "the snapshot was collected when this column was " + to_string(stored),
                             texts));
  }
  table.columns = std::move(columns);
}

}  // namespace

bool fits(const ColumnSnapshot& snapshot, const std::map<std::string, TableSchema>& schemas) {
  return std::all_of(schemas.begin(), schemas.end(), [&](const auto& entry) {
    const auto& [name, schema] = entry;
    const ColumnTable* table = snapshot.find(name);
    return table == nullptr ||
           (same_key(table->schema, schema) && same_columns(table->schema, schema));
  });
}

void fit(ColumnSnapshot& snapshot, const std::map<std::string, TableSchema>& schemas) {
  std::map<std::string, ColumnTable> fitted;
  for (const auto& [name, schema] : schemas) {
    const auto found = snapshot.tables.find(name);
    if (found == snapshot.tables.end()) {
      fitted.emplace(name, empty_table(schema, utc_zone(), "the snapshot has no such table"));
    } else if (!same_key(found->second.schema, schema)) {
      fitted.emplace(name,
                     empty_table(schema, found->second.zone,
                                 "the snapshot was collected when the table had another key"));
    } else {
      ColumnTable& table = fitted.emplace(name, std::move(found->second)).first->second;
      if (!same_columns(table.schema, schema)) {
        fit_table(table, schema, *snapshot.texts);
        table.sha256.clear();
      }
      table.schema = schema;
    }
  }
  for (auto& [name, table] : fitted) {
    if (table.sha256.empty()) {
      table.sha256 = digest(table, *snapshot.texts);
    }
  }
  snapshot.tables = std::move(fitted);
  std::erase_if(snapshot.findings,
                [&](const DataFinding& finding) { return !schemas.contains(finding.table); });
}

}  // namespace writ
