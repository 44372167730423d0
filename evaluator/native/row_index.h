// Looking rows up by a number instead of walking over them.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

namespace writ::native {

// Numbers to lists of rows, in the order of rows. Where the numbers lie close together a list is found
// by counting, else by hashing.
class KeyIndex {
 public:
  using Entry = std::pair<std::int64_t, std::uint32_t>;

  using Pieces = std::vector<std::span<const Entry>>;

  KeyIndex() = default;
  // REQUIRES: rows ascend, from piece to piece too.
  KeyIndex(const Pieces& pieces, std::size_t threads);
  explicit KeyIndex(const std::vector<Entry>& entries) : KeyIndex(Pieces{entries}, 1) {}
  std::span<const std::uint32_t> find(std::int64_t key) const {
    if (!begins_.empty()) {
      const bool inside = key >= 0 && static_cast<std::size_t>(key) + 1 < begins_.size();
      if (!inside) {
        return {};
      }
      const std::uint32_t begin = begins_[static_cast<std::size_t>(key)];
      return {rows_.data() + begin, begins_[static_cast<std::size_t>(key) + 1] - begin};
    }
    return slots_.empty() ? std::span<const std::uint32_t>{} : find_hashed(key);
  }

 private:
  struct Slot {
    std::int64_t key = 0;
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
  };
  void count_keys(const Pieces& pieces, std::size_t size, std::size_t most, std::size_t threads);
  void hash_keys(const Pieces& pieces, std::size_t entries);
  std::size_t slot_of(std::int64_t key) const;
  std::span<const std::uint32_t> find_hashed(std::int64_t key) const;

  std::vector<std::uint32_t> begins_;  // by key, and one more
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> rows_;
};

// The rows of a relation that a condition ranges over: without those that its conditions on the row
// alone rule out; by key, where it looks rows up.
struct Range {
  std::vector<std::uint32_t> rows;  // among all of the relation's parts
  bool sure = true;                 // those conditions hold for each of them
  bool keyed = false;
  KeyIndex index;
  std::vector<std::uint32_t> wild;  // rows whose key is unknown: they may match anything
};

// Keys that somebody looks for.
using KeySet = std::unordered_set<std::int64_t>;

}  // namespace writ::native
