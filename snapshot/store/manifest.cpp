#include "snapshot/store/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "base/text.h"
#include "snapshot/store/type_json.h"

namespace writ {
namespace {

using Json = nlohmann::ordered_json;

// JSON holds text; bytes that are none (in the name of a file) become visible.
std::string as_text(const std::string& bytes) {
  return invalid_utf8(bytes) ? printable(bytes) : bytes;
}

std::vector<std::string> as_texts(std::vector<std::string> list) {
  std::transform(list.begin(), list.end(), list.begin(), as_text);
  return list;
}

Json file_json(const std::string& path, const WrittenFile& file) {
  return Json{{"path", path}, {"bytes", file.bytes}, {"sha256", file.sha256}};
}

Json columns_json(const TableSchema& schema) {
  Json columns = Json::array();
  for (const Column& column : schema.columns) {
    Json json = {{"name", column.name}, {"type", type_json(column.type)}};
    if (column.unobservable) {
      json["unobservable"] = as_text(*column.unobservable);
    }
    columns.push_back(std::move(json));
  }
  return columns;
}

Json report_json(const ReadReport& report) {
  Json refused = Json::object();
  for (const auto& [reason, records] : report.refused) {
    refused[as_text(reason)] = records;
  }
  return Json{{"rows_read", report.rows_read},
              {"kept", report.kept},
              {"merged", report.merged},
              {"refused", std::move(refused)},
              {"refusals", as_texts(report.refusals)}};
}

Json raw_json(const ManifestTable& entry) {
  Json list = Json::array();
  for (std::size_t n = 0; n < entry.raw.size(); ++n) {
    const RawEvidence& raw = entry.raw[n];
    const std::string name = as_text(raw.name);
    list.push_back({{"name", name},
                    {"path", raw_path(entry.table.schema.name, n + 1, name)},
                    {"bytes", raw.bytes},
                    {"sha256", raw.sha256}});
  }
  return list;
}

Json table_json(const ManifestTable& entry) {
  const ColumnTable& table = entry.table;
  Json json = {{"table", table.schema.name},
               {"rows", table.rows},
               {"complete", table.complete()},
               {"incomplete", as_texts(table.incomplete)},
               {"sha256", table.sha256},
               {"key", table.schema.key},
               {"zone", table.zone == nullptr ? "UTC" : zone_name(table.zone)}};
  json["collected_at"] = table.collected_at ? Json(to_string(*table.collected_at)) : Json();
  json["files"] = as_texts(table.files);
  json["raw"] = raw_json(entry);
  json["columns_file"] = file_json(columns_path(table.schema.name), entry.columns);
  json["read"] = report_json(table.report);
  json["columns"] = columns_json(table.schema);
  return json;
}

Json finding_json(const DataFinding& finding) {
  return Json{{"table", finding.table}, {"column", as_text(finding.column)},
              {"kind", finding.kind},   {"value", as_text(finding.value)},
              {"rows", finding.rows},   {"detail", as_text(finding.detail)}};
}

}  // namespace

bool is_table_word(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9');
  });
}

std::string columns_path(const std::string& table) {
  return "tables/" + table + ".col";
}

std::string raw_path(const std::string& table, std::size_t n, std::string_view name) {
  const std::size_t dot = table.find('.');
  const std::size_t end = name.rfind('.');
  std::string extension = end == std::string_view::npos ? "" : ascii_lower(name.substr(end + 1));
  const bool plain = !extension.empty() && extension.size() <= 8 && is_table_word(extension);
  return fmt::format("raw/{}/{}-{:04}{}{}.zst", table.substr(0, dot), table.substr(dot + 1), n,
                     plain ? "." : "", plain ? extension : "");
}

std::string to_json(const Manifest& manifest) {
  Json tables = Json::array();
  for (const ManifestTable& table : manifest.tables) {
    tables.push_back(table_json(table));
  }
  Json findings = Json::array();
  for (const DataFinding& finding : manifest.findings) {
    findings.push_back(finding_json(finding));
  }
  const Json json = {{"schema", manifest_schema},
                     {"as_of", to_string(manifest.as_of)},
                     {"content", manifest.content},
                     {"texts", manifest.texts},
                     {"texts_file", file_json(std::string(texts_path), manifest.texts_file)},
                     {"tables", std::move(tables)},
                     {"findings", std::move(findings)}};
  return json.dump(2) + "\n";
}

std::string manifest_id(std::string_view text) {
  return "sha256:" + sha256_hex(text);
}

std::string snapshot_name(Instant as_of, const std::string& id) {
  constexpr std::size_t digits = 12;
  std::string time = to_string(as_of);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return time + "-" + id.substr(id.find(':') + 1, digits);
}

}  // namespace writ
