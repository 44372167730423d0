// What must hold for a table read from any bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ensure.h"
#include "connectors/file_source.h"
#include "support/columns_agree.h"
#include "support/memory_world.h"

namespace writ {

inline TableSchema fuzz_schema() {
  const auto maybe = [](Kind kind) { return Type::of(kind).as_optional(); };
  return TableSchema{"fuzz.rows",
                     {"id"},
                     {{"id", Type::of(Kind::text), {}},
                      {"flag", Type::of(Kind::boolean), {}},
                      {"count", maybe(Kind::integer), {}},
                      {"price", maybe(Kind::decimal), {}},
                      {"mail", maybe(Kind::email), {}},
                      {"day", maybe(Kind::date), {}},
                      {"at", maybe(Kind::timestamp), {}},
                      {"span", maybe(Kind::duration), {}},
                      {"role", Type::one_of({"a", "b"}, false), {}},
                      {"tags", Type::set_of(Type::of(Kind::text)), {}},
                      {"nums", Type::set_of(Type::of(Kind::integer)), {}},
                      {"boss", Type::row_of("fuzz.rows").as_optional(), {}},
                      {"hidden", Type::of(Kind::text), "never shown"}}};
}

// The first byte chooses among ways to read the rest.
inline TableMap fuzz_map(std::uint8_t choice) {
  TableMap map;
  if ((choice & 1) != 0) {
    map.items = {"/a/rows", "/rows", "/0"};
    map.total = "/total";
  }
  if ((choice & 2) != 0) {
    map.pad_short_rows = true;
    map.set_separator = ", ";
    map.nulls = {"N/A", "-"};
  }
  if ((choice & 4) != 0) {
    map.columns["tags"].from = {"/tags/*/name", "Tags"};
    map.columns["role"].from = {"/work/[main=true]/role", "/role", "Role"};
    map.columns["role"].values = {{"A", "a"}, {"B", "b"}};
    map.columns["flag"].present = true;
    map.columns["at"].format = *parse_time_format("%Y-%m-%d %H:%M:%S");
    map.columns["day"].format = *parse_time_format("filetime");
  }
  if ((choice & 8) != 0) {
    map.header = {"id", "flag", "count", "price", "mail", "day", "at"};
  }
  map.encoding = static_cast<Encoding>((choice >> 4) & 3);
  return map;
}

inline int fuzz_table(const std::string& name, const std::uint8_t* data, std::size_t size) {
  static const TableSchema schema = fuzz_schema();
  static const Zone* zone = find_zone("America/New_York");
  if (size == 0) {
    return 0;
  }
  MemoryWorld world;
  world.files[name] = std::string(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<DataFinding> findings;
  const auto table = read_files(world, {name}, schema, fuzz_map(data[0]), zone, findings);
  ENSURE(table);
  const ReadReport& report = table->report;
  std::uint64_t refused = 0;
  for (const auto& [reason, count] : report.refused) {
    refused += count;
  }
  ENSURE(report.rows_read == report.kept + report.merged + refused);
  ENSURE(report.kept == table->rows.size());
  ENSURE(refused == 0 || !table->complete());
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    ENSURE(i == 0 || table->rows[i - 1].key < table->rows[i].key);
    ENSURE(table->rows[i].cells.size() == schema.columns.size());
    ENSURE(table->rows[i].cells.back().unknown());
    ENSURE(table->rows[i].origin.record >= 1);
  }
  ENSURE(digest(*table).size() == 64);
  ENSURE(difference(world, {name}, schema, fuzz_map(data[0]), zone,
                    {{1, 1 << 19, {}}, {1, 11, {}}}) == "");
  return 0;
}

}  // namespace writ
