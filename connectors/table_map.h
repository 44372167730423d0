// TableMap: how the files of a foreign export become one table of a schema. Written in the project
// file below `tables:`, or in a file of its own; docs/data.md is its manual. Defaults read files
// that already have the schema's own column names.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "connectors/encoding.h"
#include "connectors/time_format.h"
#include "connectors/yaml.h"
#include "snapshot/table.h"

namespace writ {

enum class FileFormat { by_extension, csv, json, ndjson, yaml };

// The format that a file's name tells, if any: .csv .tsv .json .ndjson .jsonl .yaml .yml.
std::optional<FileFormat> format_of_name(std::string_view path);

struct ColumnMap {
  std::vector<std::string>
      from;  // headers or pointers, the first with a value wins; empty: the column's own name
  std::map<std::string, std::string> values;  // their texts to ours
  std::vector<std::string> nulls;             // beside the table's
  TimeFormat format;
  std::optional<std::string> constant;  // instead of `from`
  std::string request;  // of a fetched page: the value of this name that it was asked with, instead
                        // of `from`; of a file that nobody fetched, `from`
  bool present = false;                 // true where there is a value, false where there is none
  // What a record without the key is taken to hold: JSON, YAML. Nothing: see docs/data.md, what a
  // cell becomes.
  enum class Missing { nothing, null, empty, text };
  Missing missing = Missing::nothing;
  std::string missing_text;
  bool null_is_empty = false;           // `set of`: a null is how the source writes the empty set
  Span span;                            // of the column's key
};

struct TableMap {
  std::vector<std::string> files;  // paths or patterns; maps that ship name none
  FileFormat format = FileFormat::by_extension;
  std::vector<std::string>
      items;  // JSON, YAML: pointers to the list of records, the first that exists
  bool no_items_is_empty = false;  // JSON: a document without the list has no records
  std::optional<std::string>
      total;  // JSON: pointer to the number of records that the source says there are
  std::optional<char> delimiter;    // CSV: else found in the first line
  std::vector<std::string> header;  // CSV: the names, where the file has none
  Encoding encoding = Encoding::utf8;
  bool pad_short_rows = false;
  std::vector<std::string> nulls;            // texts that mean "no value", beside the empty text
  std::optional<std::string> set_separator;  // CSV: `;` unless said
  bool ignore_extra_columns = false;
  std::map<std::string, ColumnMap> columns;  // by the schema's names
  Span span;                                 // of the whole map
};

// A map, or the short form: a path or a list of paths. What is wrong is added as W0610 to W0616,
// and left out. Whether `files` must be there is for the caller to say.
TableMap parse_table_map(const YamlNode& node, Diagnostics& diagnostics);
// `tables:` of a source: table name (without the source's) -> map.
std::map<std::string, TableMap> parse_table_maps(const YamlNode& node, Diagnostics& diagnostics);

// Where a map does not fit its schema: a column that the schema lacks (W0614), a pointer that is
// none (W0615), a format for something that is no time, a `*` for a single value, a constant that
// the column cannot hold (W0617).
void check_table_map(const TableMap& map, const TableSchema& schema, Diagnostics& diagnostics);

}  // namespace writ
