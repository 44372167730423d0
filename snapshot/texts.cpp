#include "snapshot/texts.h"

#include <functional>

#include "base/ensure.h"

namespace writ {

namespace {

constexpr std::size_t first_slots = 64;

}  // namespace

Texts::Texts(Array<std::uint64_t> offsets, Array<char> bytes)
    : offsets_(std::move(offsets)), bytes_(std::move(bytes)) {
  ENSURE(!offsets_.empty());
  std::size_t slots = first_slots;
  while (slots < size() * 2) {
    slots *= 2;
  }
  rehash(slots);
}

// Where `text` is, or the free place where it belongs.
std::size_t Texts::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(text) & mask;
  while (slots_[slot] != 0 && at(slots_[slot] - 1) != text) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Texts::rehash(std::size_t slots) {
  slots_.assign(slots, 0);
  for (TextId id = 0; id < size(); ++id) {
    slots_[slot_of(at(id))] = id + 1;
  }
}

TextId Texts::add(std::string_view text) {
  if (slots_.size() < (size() + 1) * 2) {
    rehash(slots_.empty() ? first_slots : slots_.size() * 2);
  }
  const std::size_t slot = slot_of(text);
  if (slots_[slot] != 0) {
    return slots_[slot] - 1;
  }
  const auto id = static_cast<TextId>(size());
  ENSURE(id != ~TextId{0});
  std::vector<char>& bytes = bytes_.edit();
  bytes.insert(bytes.end(), text.begin(), text.end());
  bytes_.look();
  offsets_.edit().push_back(bytes.size());
  offsets_.look();
  slots_[slot] = id + 1;
  return id;
}

std::optional<TextId> Texts::find(std::string_view text) const {
  if (slots_.empty()) {
    return std::nullopt;
  }
  const TextId found = slots_[slot_of(text)];
  return found == 0 ? std::nullopt : std::optional<TextId>(found - 1);
}

}  // namespace writ
