// What a database gave: its tables' pages and records.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <string>

#include "connectors/collection.h"
#include "connectors/spool.h"

namespace writ {

inline std::unique_ptr<Spool> new_spool() {
  Result<std::unique_ptr<Spool>> spool = Spool::create("/tmp");
  REQUIRE(spool);
  return std::move(*spool);
}

struct Fetched {
  std::unique_ptr<Spool> spool = new_spool();
  std::map<std::string, TablePages> tables;

  const Collection& record(const std::string& table) const {
    return tables.at("db." + table).record;
  }
  std::string why(const std::string& table) const {
    std::string out;
    for (const std::string& reason : record(table).incomplete) {
      out += (out.empty() ? "" : " | ") + reason;
    }
    return out;
  }
  std::string bytes(const std::string& table) const {
    std::string out;
    for (const std::string& file : tables.at("db." + table).files) {
      const Result<std::string> page = spool->read(file, max_data_bytes);
      REQUIRE(page);
      out += *page;
    }
    return out;
  }
  std::size_t rows(const std::string& table) const {
    std::size_t out = 0;
    for (const CollectedPage& page : record(table).pages) {
      out += page.records;
    }
    return out;
  }
};

}  // namespace writ
