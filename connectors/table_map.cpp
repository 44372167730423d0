#include "connectors/table_map.h"

#include <fmt/format.h>

#include <array>

#include "base/suggest.h"
#include "base/text.h"
#include "connectors/csv.h"
#include "connectors/yaml_expect.h"

namespace writ {

namespace {

struct Extension {
  std::string_view suffix;
  FileFormat format;
};
constexpr std::array<Extension, 7> extensions = {{{".csv", FileFormat::csv},
                                                  {".tsv", FileFormat::csv},
                                                  {".json", FileFormat::json},
                                                  {".ndjson", FileFormat::ndjson},
                                                  {".jsonl", FileFormat::ndjson},
                                                  {".yaml", FileFormat::yaml},
                                                  {".yml", FileFormat::yaml}}};

using Read = void (*)(const YamlNode&, TableMap&, Diagnostics&);

void read_format(const YamlNode& node, TableMap& map, Diagnostics& diagnostics) {
  constexpr std::array formats = {FileFormat::csv, FileFormat::json, FileFormat::ndjson,
                                  FileFormat::yaml};
  if (const auto at =
          expect_choice(node, {"csv", "json", "ndjson", "yaml"}, "the format", diagnostics)) {
    map.format = formats[*at];
  }
}

void read_encoding(const YamlNode& node, TableMap& map, Diagnostics& diagnostics) {
  constexpr std::array encodings = {Encoding::utf8, Encoding::utf16le, Encoding::utf16be,
                                    Encoding::latin1, Encoding::latin1};
  if (const auto at =
          expect_choice(node, {"utf-8", "utf-16le", "utf-16be", "latin1", "windows-1252"},
                        "the encoding", diagnostics)) {
    map.encoding = encodings[*at];
  }
}

void read_delimiter(const YamlNode& node, TableMap& map, Diagnostics& diagnostics) {
  const auto text = expect_text(node, "the delimiter", diagnostics);
  if (!text) {
    return;
  }
  const char delimiter = *text == "tab" ? '\t' : text->size() == 1 ? text->front() : '\0';
  if (!is_delimiter(delimiter)) {
    diagnostics.add("W0612", node.span,
                    fmt::format("the delimiter must be one ASCII character or `tab`, found {}",
                                in_backticks(*text)));
    return;
  }
  map.delimiter = delimiter;
}

void read_header(const YamlNode& node, TableMap& map, Diagnostics& diagnostics) {
  if (node.is(YamlNode::Kind::scalar)) {
    expect_choice(node, {"first"}, "the header", diagnostics);
    return;
  }
  map.header = expect_texts(node, "the header", diagnostics);
}

void read_pointers(const YamlNode& node, TableMap& map, Diagnostics& diagnostics) {
  map.items = expect_texts(node, "`items`", diagnostics);
}

struct TableKey {
  std::string_view name;
  Read read;
};

// clang-format off
const std::array<TableKey, 13> table_keys = {{
    {"files", [](const YamlNode& n, TableMap& m, Diagnostics& d) { m.files = expect_texts(n, "`files`", d); }},
    {"format", read_format},
    {"items", read_pointers},
    {"no_items", [](const YamlNode& n, TableMap& m, Diagnostics& d) {
       m.no_items_is_empty = expect_choice(n, {"incomplete", "empty"}, "`no_items`", d).value_or(0) == 1; }},
    {"total", [](const YamlNode& n, TableMap& m, Diagnostics& d) { m.total = expect_text(n, "`total`", d); }},
    {"delimiter", read_delimiter},
    {"header", read_header},
    {"encoding", read_encoding},
    {"ragged", [](const YamlNode& n, TableMap& m, Diagnostics& d) {
       m.pad_short_rows = expect_choice(n, {"refuse", "pad"}, "`ragged`", d).value_or(0) == 1; }},
    {"nulls", [](const YamlNode& n, TableMap& m, Diagnostics& d) { m.nulls = expect_texts(n, "`nulls`", d); }},
    {"set_separator", [](const YamlNode& n, TableMap& m, Diagnostics& d) {
       m.set_separator = expect_text(n, "the set separator", d); }},
    {"extra_columns", [](const YamlNode& n, TableMap& m, Diagnostics& d) {
       m.ignore_extra_columns = expect_choice(n, {"note", "ignore"}, "`extra_columns`", d).value_or(0) == 1; }},
    {"columns", nullptr},  // read_columns
}};
// clang-format on

void read_values(const YamlNode& node, ColumnMap& column, Diagnostics& diagnostics) {
  if (!expect_mapping(node, "`values`", diagnostics)) {
    return;
  }
  for (const YamlEntry& entry : node.entries) {
    if (auto text = expect_text(entry.value, "a value", diagnostics)) {
      column.values[std::string(trim_unicode(entry.key))] = std::move(*text);
    }
  }
}

void read_time_format(const YamlNode& node, ColumnMap& column, Diagnostics& diagnostics) {
  const auto text = expect_text(node, "the time format", diagnostics);
  if (!text) {
    return;
  }
  auto format = parse_time_format(*text);
  if (format) {
    column.format = *format;
  } else {
    diagnostics.add("W0616", node.span, format.error().message,
                    did_you_mean(*text, time_format_names()));
  }
}

void read_missing(const YamlNode& node, ColumnMap& column, Diagnostics& diagnostics) {
  if (node.is(YamlNode::Kind::null)) {
    column.missing = ColumnMap::Missing::null;
  } else if (node.is(YamlNode::Kind::sequence) && node.items.empty()) {
    column.missing = ColumnMap::Missing::empty;
  } else if (auto text = expect_text(node, "`missing`", diagnostics)) {
    column.missing = ColumnMap::Missing::text;
    column.missing_text = std::move(*text);
  }
}

void check_origin(const YamlNode& node, const ColumnMap& column, const std::string& name,
                  Diagnostics& diagnostics) {
  const bool has_from = node.find("from") != nullptr;
  const std::string where = in_backticks(name);
  if (has_from && column.constant) {
    diagnostics.add("W0613", column.span, fmt::format("{} has both `from` and `const`", where),
                    "keep one of them");
  }
  if (column.present && (column.constant || !column.values.empty() ||
                         column.format.kind != TimeFormat::Kind::standard)) {
    diagnostics.add("W0613", column.span,
                    fmt::format("{} asks with `present` only whether there is a value", where),
                    "leave out `const`, `values` and `format`");
  }
}

ColumnMap read_column(const YamlEntry& entry, Diagnostics& diagnostics) {
  const YamlNode& node = entry.value;
  ColumnMap column;
  column.span = entry.key_span;
  if (!node.is(YamlNode::Kind::mapping)) {
    column.from = expect_texts(node, "a column's origin", diagnostics);
    return column;
  }
  expect_keys(node, {"from", "values", "nulls", "format", "const", "present", "null_is_empty",
                     "request", "missing"},
              "a column", diagnostics);
  for (const YamlEntry& part : node.entries) {
    if (part.key == "from") {
      column.from = expect_texts(part.value, "`from`", diagnostics);
    } else if (part.key == "values") {
      read_values(part.value, column, diagnostics);
    } else if (part.key == "nulls") {
      column.nulls = expect_texts(part.value, "`nulls`", diagnostics);
    } else if (part.key == "format") {
      read_time_format(part.value, column, diagnostics);
    } else if (part.key == "const") {
      column.constant = expect_text(part.value, "`const`", diagnostics);
    } else if (part.key == "missing") {
      read_missing(part.value, column, diagnostics);
    } else if (part.key == "request") {
      column.request = expect_text(part.value, "`request`", diagnostics).value_or("");
    } else if (part.key == "present") {
      column.present = expect_bool(part.value, "`present`", diagnostics).value_or(false);
    } else if (part.key == "null_is_empty") {
      column.null_is_empty =
          expect_bool(part.value, "`null_is_empty`", diagnostics).value_or(false);
    }
  }
  check_origin(node, column, entry.key, diagnostics);
  return column;
}

void read_columns(const YamlNode& node, TableMap& map, Diagnostics& diagnostics) {
  if (!expect_mapping(node, "`columns`", diagnostics)) {
    return;
  }
  for (const YamlEntry& entry : node.entries) {
    map.columns[entry.key] = read_column(entry, diagnostics);
  }
}

}  // namespace

std::optional<FileFormat> format_of_name(std::string_view path) {
  const std::string lower = ascii_lower(path);
  for (const Extension& extension : extensions) {
    if (lower.ends_with(extension.suffix)) {
      return extension.format;
    }
  }
  return std::nullopt;
}

TableMap parse_table_map(const YamlNode& node, Diagnostics& diagnostics) {
  TableMap map;
  map.span = node.span;
  if (!node.is(YamlNode::Kind::mapping)) {
    map.files = expect_texts(node, "a table's files", diagnostics);
    return map;
  }
  std::vector<std::string> known;
  for (const TableKey& key : table_keys) {
    known.emplace_back(key.name);
    const YamlNode* value = node.find(key.name);
    if (value != nullptr && key.read != nullptr) {
      key.read(*value, map, diagnostics);
    }
  }
  expect_keys(node, known, "a table's map", diagnostics);
  if (const YamlNode* columns = node.find("columns")) {
    read_columns(*columns, map, diagnostics);
  }
  if (map.set_separator && map.set_separator->empty()) {
    diagnostics.add("W0612", node.find("set_separator")->span, "the set separator is empty");
    map.set_separator.reset();
  }
  return map;
}

std::map<std::string, TableMap> parse_table_maps(const YamlNode& node, Diagnostics& diagnostics) {
  std::map<std::string, TableMap> out;
  if (expect_mapping(node, "`tables`", diagnostics)) {
    for (const YamlEntry& entry : node.entries) {
      out[entry.key] = parse_table_map(entry.value, diagnostics);
    }
  }
  return out;
}

}  // namespace writ
