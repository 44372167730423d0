// Manifest: what a stored snapshot holds, and the digest of every byte of it. Its own SHA-256 is
// the snapshot's identity. The same snapshot has the same manifest on every machine: nothing in it
// says when, where or by whom it was written. docs/snapshot-format.md says its JSON, key by key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "snapshot/columns.h"
#include "snapshot/store/sections.h"

namespace writ {

struct RawEvidence {
  std::string name;         // as Table::files has it: "exports/workers.csv"
  std::string path;         // below the snapshot: "raw/hr/workers-0001.csv.zst"
  std::uint64_t bytes = 0;  // as they came
  std::string sha256;       // of these
};

struct ManifestTable {
  ColumnTable table;  // all but columns and origins
  std::vector<RawEvidence> raw;
  WrittenFile columns;
};

struct Manifest {
  Instant as_of;
  std::string content;  // snapshot_id() of the rows: what the tables say, wherever it came from
  std::size_t texts = 0;
  WrittenFile texts_file;
  std::vector<ManifestTable> tables;  // by name
  std::vector<DataFinding> findings;
};

constexpr std::string_view manifest_schema = "writ.snapshot/1";
constexpr std::uint64_t max_manifest_bytes = std::uint64_t{64} << 20;
constexpr std::string_view manifest_name = "manifest.json";
constexpr std::string_view texts_path = "tables/texts.col";

// A letter or `_`, then also digits: what may become a part of a path.
bool is_table_word(std::string_view text);
std::string columns_path(const std::string& table);  // "tables/hr.workers.col"
// Of the n-th file (from 1) that `table` was read from: "raw/hr/workers-0001.csv.zst".
std::string raw_path(const std::string& table, std::size_t n, std::string_view name);

std::string to_json(const Manifest& manifest);
// The opposite. An Error (corrupt) where the text is anything but what to_json() writes.
Result<Manifest> parse_manifest(const std::string& text);

// "sha256:…" of the manifest's text.
std::string manifest_id(std::string_view text);
// "20260303T120000Z-7da6ffa5eb47": the name of the snapshot's folder.
std::string snapshot_name(Instant as_of, const std::string& id);

}  // namespace writ
