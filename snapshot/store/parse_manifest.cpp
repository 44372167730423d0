#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/text.h"
#include "snapshot/store/manifest.h"
#include "snapshot/store/type_json.h"

namespace writ {
namespace {

using Json = nlohmann::ordered_json;

// "hr.workers": what may become part of a path.
void expect_table_name(const std::string& name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos || !is_table_word(name.substr(0, dot)) ||
      !is_table_word(name.substr(dot + 1))) {
    throw std::invalid_argument("no table is called " + in_backticks(name));
  }
}

Instant instant_from(const Json& json) {
  const std::optional<Instant> instant = parse_timestamp(json.get<std::string>());
  if (!instant) {
    throw std::invalid_argument("there is no time " + in_backticks(json.get<std::string>()));
  }
  return *instant;
}

WrittenFile file_from(const Json& json) {
  return {json.at("bytes").get<std::uint64_t>(), json.at("sha256").get<std::string>()};
}

TableSchema schema_from(const Json& json) {
  TableSchema schema{
      json.at("table").get<std::string>(), json.at("key").get<std::vector<std::string>>(), {}};
  expect_table_name(schema.name);
  for (const Json& column : json.at("columns")) {
    Column result{column.at("name").get<std::string>(), type_from(column.at("type")), {}};
    if (column.contains("unobservable")) {
      result.unobservable = column.at("unobservable").get<std::string>();
    }
    schema.columns.push_back(std::move(result));
  }
  for (const std::string& name : schema.key) {
    if (schema.find(name) < 0) {
      throw std::invalid_argument("the key of " + schema.name + " is no column of it");
    }
  }
  if (schema.key.empty()) {
    throw std::invalid_argument(schema.name + " has no key");
  }
  return schema;
}

ReadReport report_from(const Json& json) {
  ReadReport report{json.at("rows_read").get<std::uint64_t>(),
                    json.at("kept").get<std::uint64_t>(),
                    json.at("merged").get<std::uint64_t>(),
                    {},
                    json.at("refusals").get<std::vector<std::string>>()};
  for (const auto& [reason, records] : json.at("refused").items()) {
    report.refused[reason] = records.get<std::uint64_t>();
  }
  return report;
}

ManifestTable table_from(const Json& json) {
  ManifestTable entry;
  ColumnTable& table = entry.table;
  table.schema = schema_from(json);
  table.rows = json.at("rows").get<std::size_t>();
  table.incomplete = json.at("incomplete").get<std::vector<std::string>>();
  table.sha256 = json.at("sha256").get<std::string>();
  const std::string zone = json.at("zone").get<std::string>();
  table.zone = find_zone(zone);
  if (table.zone == nullptr) {
    throw std::invalid_argument("this machine has no time zone " + in_backticks(zone));
  }
  if (!json.at("collected_at").is_null()) {
    table.collected_at = instant_from(json.at("collected_at"));
  }
  table.files = json.at("files").get<std::vector<std::string>>();
  for (const Json& raw : json.at("raw")) {
    entry.raw.push_back({raw.at("name").get<std::string>(), raw.at("path").get<std::string>(),
                         raw.at("bytes").get<std::uint64_t>(),
                         raw.at("sha256").get<std::string>()});
  }
  entry.columns = file_from(json.at("columns_file"));
  table.report = report_from(json.at("read"));
  return entry;
}

Manifest manifest_from(const Json& json) {
  if (json.at("schema").get<std::string>() != manifest_schema) {
    throw std::invalid_argument("its form is " +
                                in_backticks(json.at("schema").get<std::string>()) +
                                "; this program reads " + std::string(manifest_schema));
  }
  Manifest manifest;
  manifest.as_of = instant_from(json.at("as_of"));
  manifest.content = json.at("content").get<std::string>();
  manifest.texts = json.at("texts").get<std::size_t>();
  manifest.texts_file = file_from(json.at("texts_file"));
  for (const Json& table : json.at("tables")) {
    manifest.tables.push_back(table_from(table));
  }
  const auto descend = [](const ManifestTable& a, const ManifestTable& b) {
    return a.table.schema.name >= b.table.schema.name;
  };
  if (std::adjacent_find(manifest.tables.begin(), manifest.tables.end(), descend) !=
      manifest.tables.end()) {
    throw std::invalid_argument("its tables are not in the order of their names");
  }
  for (const Json& finding : json.at("findings")) {
    manifest.findings.push_back(
        {finding.at("table").get<std::string>(), finding.at("column").get<std::string>(),
         finding.at("kind").get<std::string>(), finding.at("value").get<std::string>(),
         finding.at("rows").get<std::uint64_t>(), finding.at("detail").get<std::string>()});
  }
  return manifest;
}

}  // namespace

Result<Manifest> parse_manifest(const std::string& text) {
  try {
    Manifest manifest = manifest_from(Json::parse(text));
    if (to_json(manifest) != text) {
      return Error{"it is not spelt as a manifest is", true};
    }
    return manifest;
  } catch (const std::exception& error) {
    return Error{printable(error.what()), true};
  }
}

}  // namespace writ
