#include "snapshot/table.h"

#include <algorithm>

#include "base/sha256.h"
#include "snapshot/table_digest.h"

namespace writ {

int TableSchema::find(std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& c) { return c.name == column; });
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::int64_t Table::find(std::string_view key) const {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), key,
                       [](const Row& row, std::string_view k) { return row.key < k; });
  return found == rows.end() || found->key != key ? -1 : found - rows.begin();
}

std::string digest(const Table& table) {
  TableDigest digest(table.schema, table.zone, table.complete(), table.rows.size());
  for (const Row& row : table.rows) {
    digest.add(row.key, row.cells);
  }
  return digest.hex();
}

const Table* Snapshot::find(const std::string& table) const {
  const auto found = tables.find(table);
  return found == tables.end() ? nullptr : &found->second;
}

std::string content_id(Instant as_of, const std::map<std::string, std::string>& digests) {
  Sha256 id;
  id.add_field("writ.snapshot/1");
  id.add_field(to_string(as_of));
  for (const auto& [name, digest] : digests) {
    id.add_field(name);
    id.add_field(digest);
  }
  return "sha256:" + id.hex();
}

std::string snapshot_id(const Snapshot& snapshot) {
  if (!snapshot.id.empty()) {
    return snapshot.id;
  }
  std::map<std::string, std::string> digests;
  for (const auto& [name, table] : snapshot.tables) {
    digests[name] = digest(table);
  }
  return content_id(snapshot.as_of, digests);
}

}  // namespace writ
