// One file's bytes to a table, and a table as text that a test can hold against what it expects.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "connectors/file_source.h"
#include "support/columns_agree.h"
#include "support/memory_world.h"

namespace writ {

inline Column column(std::string name, Type type) {
  return Column{std::move(name), std::move(type), std::nullopt};
}
inline Column column(std::string name, Kind kind) {
  return column(std::move(name), Type::of(kind));
}

// `id` is the key and text.
inline TableSchema schema_with(std::vector<Column> columns) {
  TableSchema schema{"app.users", {"id"}, {column("id", Kind::text)}};
  schema.columns.insert(schema.columns.end(), columns.begin(), columns.end());
  return schema;
}

inline TableMap map_from(const std::string& yaml) {
  Sources sources;
  Diagnostics diagnostics;
  const auto node = load_yaml(sources, sources.add("map.yaml", yaml), diagnostics);
  REQUIRE(node);
  TableMap map = parse_table_map(*node, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    FAIL_CHECK(diagnostic.code.id << " " << diagnostic.message);
  }
  return map;
}

struct Reading {
  Table table;
  std::vector<DataFinding> findings;

  // "u1 true 2026-03-01; u2 …", an unknown with its reason.
  std::string rows() const {
    std::string out;
    for (const Row& row : table.rows) {
      out += out.empty() ? "" : "; ";
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const auto* unknown = std::get_if<Unknown>(&row.cells[i].value);
        out += i == 0 ? "" : " ";
        out += unknown == nullptr ? to_string(row.cells[i]) : "unknown(" + unknown->why + ")";
      }
    }
    return out;
  }
  // "column kind rows; …"
  std::string noted() const {
    std::string out;
    for (const DataFinding& finding : findings) {
      out += out.empty() ? "" : "; ";
      out += finding.column + " " + finding.kind + " " + std::to_string(finding.rows);
    }
    return out;
  }
  std::string why_incomplete() const {
    std::string out;
    for (const std::string& reason : table.incomplete) {
      out += (out.empty() ? "" : "; ") + reason;
    }
    return out;
  }
};

inline Reading read_world(const MemoryWorld& world, const std::vector<std::string>& files,
                          const TableSchema& schema, const TableMap& map = {},
                          const Zone* zone = nullptr) {
  Reading out;
  auto table = read_files(world, files, schema, map, zone, out.findings);
  INFO((table ? std::string() : table.error().message));
  REQUIRE(table);
  out.table = std::move(*table);
  const ReadReport& report = out.table.report;
  std::uint64_t refused = 0;
  for (const auto& [reason, count] : report.refused) {
    refused += count;
  }
  CHECK(report.rows_read == report.kept + report.merged + refused);
  const MemoryWorld same = world;
  CHECK(difference(same, files, schema, map, zone, every_way()) == "");
  return out;
}

inline Reading read_text(const std::string& name, const std::string& bytes,
                         const TableSchema& schema, const TableMap& map = {},
                         const Zone* zone = nullptr) {
  MemoryWorld world;
  world.files[name] = bytes;
  return read_world(world, {name}, schema, map, zone);
}

}  // namespace writ
