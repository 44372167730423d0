// What people and programs read about stored snapshots: one that was just written, the list of a
// store, one in full, and what verification found.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "snapshot/store/store.h"

namespace writ {

struct TextStyle {
  std::size_t width = 100;
  bool color = false;
};

// One snapshot of a store: its name, and the snapshot, or why it cannot be read.
struct StoreEntry {
  std::string name;
  Result<StoredSnapshot> stored;
};

// `tables`: those whose incompleteness is worth a line; the others are the schema's alone.
struct Collected {
  std::string store;
  StoredSnapshot stored;
  bool is_new = false;
  std::vector<std::string> tables;
};
std::string collected_text(const Collected& collected, const TextStyle& style);
std::string collected_json(const Collected& collected);

std::string snapshots_text(const std::string& store, const std::vector<StoreEntry>& entries,
                           const TextStyle& style);
std::string snapshots_json(const std::string& store, const std::vector<StoreEntry>& entries);

std::string snapshot_text(const StoredSnapshot& stored, const TextStyle& style);
std::string snapshot_json(const StoredSnapshot& stored);

struct VerifiedSnapshot {
  std::string name;
  std::vector<std::string> problems;
};
std::string verified_text(const std::vector<VerifiedSnapshot>& verified, const TextStyle& style);
std::string verified_json(const std::vector<VerifiedSnapshot>& verified);

// `only_checked`: they would be removed.
std::string pruned_text(const std::vector<std::string>& names, bool only_checked);
std::string pruned_json(const std::vector<std::string>& names, bool only_checked);

}  // namespace writ
