// SqlOrder: what is asked of a database, a query for each table. Queries are written in the project
// file, or for a system that ships in connectors/<system>/queries.yaml, as the key `query` of a
// table beside the keys of its map:
//
//   accounts:
//     query: select id, mail, locked_at from app.accounts
//     columns: {email: mail}
//
// The columns of the answer are what `from` names. A query is one statement that returns rows
// (select, values, table, with). `format`, `files`, `items` and `total` of the map are not said:
// pages are JSON lists (connectors/sql/row_pages.h).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "connectors/collection.h"
#include "connectors/yaml.h"

namespace writ {

struct SqlOrder {
  std::string source;      // its name in the project, which begins the names of tables and pages
  std::string connector;   // "postgresql", "sqlite", or the system whose queries these are
  std::string definition;  // of the record: digest of queries.yaml; empty: the program's version
  std::map<std::string, std::string> queries;  // table, without the source's name -> query
};

// Takes `query` out of a table's map; nothing where it has none, or one of no text (W0611).
std::optional<std::string> take_query(YamlNode& map, Diagnostics& diagnostics);

// `tables:` of a source, in two: the queries, and the maps as parse_table_maps() reads them. A
// table without a query is a diagnostic (W0613), one of no text W0611.
struct QueriedTables {
  std::map<std::string, std::string> queries;
  YamlNode maps;
};
QueriedTables read_queries(const YamlNode& tables, Diagnostics& diagnostics);

// The tables before anything was asked, by their names in the project.
std::map<std::string, TablePages> begin_tables(const SqlOrder& order, const std::string& system,
                                               const std::string& address);

}  // namespace writ
