// Tables that an LDAP source gives, read by the maps that ship.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "connectors/ldap/fetch_ldap.h"
#include "read_support.h"
#include "support/golden.h"

namespace writ {

struct Directory {
  std::unique_ptr<Spool> spool;
  std::map<std::string, TablePages> tables;

  const Collection& record(const std::string& table) const {
    return tables.at("ldap." + table).record;
  }
  std::string gaps(const std::string& table) const {
    std::string out;
    for (const std::string& why : record(table).incomplete) {
      out += (out.empty() ? "" : "; ") + why;
    }
    return out;
  }
  std::string notes(const std::string& table) const {
    std::string out;
    for (const std::string& note : record(table).notes) {
      out += (out.empty() ? "" : "; ") + note;
    }
    return out;
  }
  std::string bytes(const std::string& table) const {
    std::string out;
    for (const std::string& file : tables.at("ldap." + table).files) {
      out += *spool->read(file, max_data_bytes);
    }
    return out;
  }
  // Through `system`'s map, with these columns alone.
  Reading read(const std::string& table, const std::string& system, std::vector<std::string> key,
               std::vector<Column> columns) const {
    Sources sources;
    Diagnostics diagnostics;
    const auto path = repository_path("connectors/" + system + "/exports.yaml");
    const auto node = load_yaml(sources, sources.add(path.string(), read_file(path)), diagnostics);
    REQUIRE(node);
    TableMap map = parse_table_maps(*node, diagnostics).at(table);
    REQUIRE(diagnostics.empty());
    std::erase_if(map.columns, [&](const auto& mapped) {
      return std::none_of(columns.begin(), columns.end(),
                          [&](const Column& kept) { return kept.name == mapped.first; });
    });
    Reading out;
    auto read = read_files(*spool, tables.at("ldap." + table).files,
                           TableSchema{"ldap." + table, std::move(key), std::move(columns)}, map,
                           nullptr, out.findings);
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    out.table = std::move(*read);
    return out;
  }
};

inline Directory fetch(const LdapSettings& settings, const std::set<std::string>& tables) {
  Directory out;
  auto spool = Spool::create(std::filesystem::temp_directory_path().string());
  REQUIRE(spool);
  out.spool = std::move(*spool);
  out.tables = fetch_ldap("ldap", tables, settings, *out.spool,
                          [](const std::string&, std::uint64_t, std::uint64_t) {});
  for (const auto& [name, pages] : out.tables) {
    // A password is in no record.
    CHECK(to_json(pages.record).find("s3cret") == std::string::npos);
    CHECK(pages.files.size() == pages.record.pages.size());
  }
  return out;
}

}  // namespace writ
