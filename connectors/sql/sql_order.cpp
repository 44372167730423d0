#include "connectors/sql/sql_order.h"

#include <fmt/format.h>

#include "base/text.h"
#include "connectors/rest/server_time.h"
#include "connectors/yaml_expect.h"

namespace writ {

std::optional<std::string> take_query(YamlNode& map, Diagnostics& diagnostics) {
  const YamlNode* query = map.find("query");
  if (query == nullptr) {
    return std::nullopt;
  }
  std::optional<std::string> text = expect_text(*query, "`query`", diagnostics);
  std::erase_if(map.entries, [](const YamlEntry& part) { return part.key == "query"; });
  return text;
}

QueriedTables read_queries(const YamlNode& tables, Diagnostics& diagnostics) {
  QueriedTables out;
  out.maps = tables;
  if (!expect_mapping(tables, "`tables`", diagnostics)) {
    return out;
  }
  for (YamlEntry& table : out.maps.entries) {
    if (table.value.find("query") == nullptr) {
      diagnostics.add("W0613", table.key_span,
                      fmt::format("table {} has no `query`", in_backticks(table.key)),
                      "say which query brings its rows");
    } else if (auto query = take_query(table.value, diagnostics)) {
      out.queries[table.key] = std::move(*query);
    }
  }
  return out;
}

std::map<std::string, TablePages> begin_tables(const SqlOrder& order, const std::string& system,
                                               const std::string& address) {
  std::map<std::string, TablePages> out;
  for (const auto& [table, query] : order.queries) {
    const std::string name = order.source + "." + table;
    Collection& record = out[name].record;
    record.table = name;
    record.connector = order.connector;
    record.system = system;
    record.definition = order.definition.empty() ? "writ " WRIT_VERSION : order.definition;
    record.address = address;
    record.requests = {query};
    record.filter = "as the query says";
    record.started = machine_now();
    record.ended = record.started;
  }
  return out;
}

}  // namespace writ
