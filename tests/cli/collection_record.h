// What a stored snapshot says of how a table was collected.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "run_writ.h"

namespace writ {

inline nlohmann::json record_of(const TempFolder& folder, const std::string& table) {
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder.path() / ".writ/snapshots")) {
    const std::string path = entry.path().string();
    const std::string stem =
        "raw/" + table.substr(0, table.find('.')) + "/" + table.substr(table.find('.') + 1) + "-";
    if (path.find(stem) == std::string::npos) {
      continue;
    }
    const auto json = nlohmann::json::parse(unpacked(path));
    if (json.is_object() && json.value("schema", "") == "writ.collection/1" &&
        json["table"] == table) {
      return json;
    }
  }
  FAIL("there is no record of " + table);
  return {};
}

}  // namespace writ
