// A connector's folder, as it lies on disk: read, checked against itself, and tried on its recorded
// pages. No network, and nothing of it is in the program yet.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "connectors/rest/manifest.h"
#include "connectors/table_map.h"
#include "connectors/world.h"
#include "snapshot/table.h"

namespace writ {

struct ConnectorFolder {
  std::string name;  // of the folder
  RestManifest manifest;
  std::map<std::string, TableSchema> schemas;  // by the table's name, without a source's
  std::map<std::string, TableMap> maps;
  std::string readme;
};

// Mistakes are diagnostics: of the files themselves; a map that does not fit its schema; a table of
// the schema that nothing fills; a column that the README does not name (W0661). An Error: there is
// no such folder, or a file of it is missing.
Result<ConnectorFolder> read_connector(const World& world, const std::string& folder,
                                       Sources& sources, Diagnostics& diagnostics);

// What became of one column of the recorded pages.
struct TriedColumn {
  std::string name;
  std::uint64_t values = 0;
  std::uint64_t absent = 0;
  std::uint64_t unknown = 0;
  std::string example;  // of a value; printable
  std::string why;      // the first unknown one is; printable
  bool unobservable = false;
};
struct TriedPage {
  std::string file;
  std::uint64_t records = 0;
  std::string next;  // for people: what follows it
};
struct TriedTable {
  std::string name;
  std::vector<TriedPage> pages;
  std::uint64_t rows = 0;
  std::vector<TriedColumn> columns;
  std::vector<std::string> faults;  // why the pages do not fit; empty: they do
};
// Tables without recorded pages have none.
std::vector<TriedTable> try_connector(const World& world, const std::string& folder,
                                      const ConnectorFolder& connector);

}  // namespace writ
