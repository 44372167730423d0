#include "evaluator/native/row_index.h"

#include <algorithm>

namespace writ::native {

namespace {

std::size_t spread(std::int64_t key) {
  auto hash = static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15ULL;
  return static_cast<std::size_t>(hash ^ hash >> 32U);
}

}  // namespace

std::size_t KeyIndex::slot_of(std::int64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = spread(key) & mask;
  while (slots_[slot].count != 0 && slots_[slot].key != key) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

KeyIndex::KeyIndex(const std::vector<Entry>& entries) {
  std::int64_t least = 0;
  std::int64_t most = 0;
  for (const auto& [key, row] : entries) {
    least = std::min(least, key);
    most = std::max(most, key);
  }
  constexpr std::int64_t spread_out = 16;  // keys for each entry
  if (least >= 0 && most <= spread_out * static_cast<std::int64_t>(entries.size())) {
    count_keys(entries, static_cast<std::size_t>(most));
  } else {
    hash_keys(entries);
  }
}

void KeyIndex::count_keys(const std::vector<Entry>& entries, std::size_t most) {
  begins_.assign(most + 2, 0);
  for (const auto& [key, row] : entries) {
    ++begins_[static_cast<std::size_t>(key) + 1];
  }
  for (std::size_t key = 1; key < begins_.size(); ++key) {
    begins_[key] += begins_[key - 1];
  }
  rows_.resize(entries.size());
  // Each list is filled from its begin on, which moves to the end: the next one's begin.
  for (const auto& [key, row] : entries) {
    rows_[begins_[static_cast<std::size_t>(key)]++] = row;
  }
  for (std::size_t key = begins_.size() - 1; key > 0; --key) {
    begins_[key] = begins_[key - 1];
  }
  begins_[0] = 0;
}

void KeyIndex::hash_keys(const std::vector<Entry>& entries) {
  std::size_t size = 16;
  while (size < entries.size() * 2) {
    size *= 2;
  }
  slots_.resize(size);
  std::vector<std::uint32_t> places;
  places.reserve(entries.size());
  for (const auto& [key, row] : entries) {
    const std::size_t slot = slot_of(key);
    slots_[slot].key = key;
    ++slots_[slot].count;
    places.push_back(static_cast<std::uint32_t>(slot));
  }
  std::uint32_t begin = 0;
  for (Slot& slot : slots_) {
    slot.begin = begin;
    begin += slot.count;
  }
  rows_.resize(entries.size());
  std::vector<std::uint32_t> filled(slots_.size(), 0);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    rows_[slots_[places[i]].begin + filled[places[i]]++] = entries[i].second;
  }
}

std::span<const std::uint32_t> KeyIndex::find_hashed(std::int64_t key) const {
  const Slot& slot = slots_[slot_of(key)];
  return {rows_.data() + slot.begin, slot.count};
}

}  // namespace writ::native
