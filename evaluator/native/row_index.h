// Looking rows up by a number instead of walking over them.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace writ::native {

// Numbers to lists of rows, in the order of rows.
class KeyIndex {
 public:
  // REQUIRES: rows ascend.
  explicit KeyIndex(const std::vector<std::pair<std::int64_t, std::uint32_t>>& entries);
  std::span<const std::uint32_t> find(std::int64_t key) const;

 private:
  struct Slot {
    std::int64_t key = 0;
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
  };
  std::size_t slot_of(std::int64_t key) const;

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> rows_;
};

// The rows of a relation that a condition ranges over: without those that its conditions on the row
// alone rule out; by key, where it looks rows up.
struct Range {
  std::vector<std::uint32_t> rows;  // among all of the relation's parts
  bool keyed = false;
  KeyIndex index{{}};
  std::vector<std::uint32_t> wild;  // rows whose key is unknown: they may match anything
};

}  // namespace writ::native
