// Table and Snapshot: the systems' data at one instant, typed, with where each row came from. Immutable
// once built. A table never loses a row in silence: what could not be kept is counted and makes it
// incomplete.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/zone.h"
#include "snapshot/cell.h"
#include "snapshot/type.h"

namespace writ {

struct Column {
  std::string name;
  Type type;
  std::optional<std::string> unobservable;  // the system does not expose it, and why
};

struct TableSchema {
  std::string name;              // "hr.workers"
  std::vector<std::string> key;  // names of columns; never empty
  std::vector<Column> columns;

  // Position in `columns`, or -1.
  int find(std::string_view column) const;
};

// Something wrong with the data that a person should look at; never a reason to drop it.
struct DataFinding {
  std::string table;
  std::string column;  // empty where it is about whole rows
  // unparsable, unlisted_value, empty_required, missing_column, duplicate_row, conflicting_rows, refused_row,
  // unmapped_column, broken_contract, confusable_email, dangling_ref, stale_value, contradiction, overflow, …
  std::string kind;
  std::string value;  // an example: the first such value in the order of keys; may be empty
  std::uint64_t rows = 0;
  std::string detail;  // for people; may be empty

  friend auto operator<=>(const DataFinding&, const DataFinding&) = default;
};

struct Origin {
  std::uint32_t file = 0;    // index into Table::files
  std::uint64_t record = 0;  // from 1: the n-th record of that file, as a person would count (headers not)
};

struct Row {
  std::string key;          // join_key of the key columns
  std::vector<Cell> cells;  // one for each column
  Origin origin;
};

// How a table was read. rows_read = kept + merged + the sum of refused.
struct ReadReport {
  std::uint64_t rows_read = 0;
  std::uint64_t kept = 0;
  std::uint64_t merged = 0;  // further copies of a row with the same key
  std::map<std::string, std::uint64_t> refused;      // by reason
  std::vector<std::string> refusals;                 // the first 20: "workers.csv record 17: …"
};

struct Table {
  TableSchema schema;
  const Zone* zone = nullptr;          // of its dates; never null in a finished table
  std::vector<std::string> files;      // as a person knows them: "exports/workers.csv"
  std::vector<Row> rows;               // sorted by key; keys are unique
  std::vector<std::string> incomplete; // why not every row is here; empty: the table is complete
  std::optional<Instant> collected_at;
  ReadReport report;

  bool complete() const { return incomplete.empty(); }
  // Index of the row with this key, or -1. Rows are sorted: a binary search.
  std::int64_t find(std::string_view key) const;
};

// The digest of what the table says (schema, zone, rows, completeness), in the order of keys: the same for any
// order of the input's records. Where rows came from (files, records) is not part of it.
std::string digest(const Table& table);

struct Snapshot {
  Instant as_of;
  std::map<std::string, Table> tables;  // by "source.table"
  std::vector<DataFinding> findings;
  std::string id = {};  // of a stored one: its manifest's digest

  const Table* find(const std::string& table) const;
};

// "sha256:…" over as_of and every table's digest, by its name: what the tables say, wherever they
// came from.
std::string content_id(Instant as_of, const std::map<std::string, std::string>& digests);
// The snapshot's identity: its `id`, or else its content_id().
std::string snapshot_id(const Snapshot& snapshot);

}  // namespace writ
