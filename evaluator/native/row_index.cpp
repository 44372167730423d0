#include "evaluator/native/row_index.h"

#include "base/ensure.h"

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

KeyIndex::KeyIndex(const std::vector<std::pair<std::int64_t, std::uint32_t>>& entries) {
  std::size_t size = 16;
  while (size < entries.size() * 2) {
    size *= 2;
  }
  slots_.resize(entries.empty() ? 0 : size);
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
    Slot& slot = slots_[places[i]];
    rows_[slot.begin + filled[places[i]]++] = entries[i].second;
  }
}

std::span<const std::uint32_t> KeyIndex::find(std::int64_t key) const {
  if (slots_.empty()) {
    return {};
  }
  const Slot& slot = slots_[slot_of(key)];
  return {rows_.data() + slot.begin, slot.count};
}

}  // namespace writ::native
