#include "snapshot/texts.h"

#include "base/bytes.h"
#include "base/ensure.h"
#include "snapshot/text_index.h"

namespace writ {

namespace {

constexpr std::size_t first_slots = 64;

}  // namespace

// Eight bytes at a time, each step a multiplication and a fold (as in MurmurHash64A); the end mixes
// the high bits into the low ones, which choose the slot.
std::uint64_t text_hash(std::string_view text) {
  constexpr std::uint64_t factor = 0x9fb21c651e98df25U;
  std::uint64_t hash = text.size() * factor;
  const auto take = [&hash](std::uint64_t word) {
    hash = (hash ^ (word ^ (word >> 29U)) * factor) * factor;
    hash ^= hash >> 32U;
  };
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    take(word_at<std::uint64_t>(text.data() + at));  // little-endian: see store/sections.h
  }
  if (at < text.size()) {
    const std::size_t left = text.size() - at;
    take(at > 0 ? word_at<std::uint64_t>(text.data() + text.size() - 8) >> 8 * (8 - left)
                : short_word(text.data(), left));
  }
  hash *= factor;
  return hash ^ hash >> 29U;
}

Texts::Texts(Array<std::uint64_t> offsets, Array<char> bytes)
    : offsets_(std::move(offsets)), bytes_(std::move(bytes)) {
  ENSURE(!offsets_.empty());
  std::size_t slots = first_slots;
  while (slots < size() * 2) {
    slots *= 2;
  }
  rehash(slots);
}

Texts::Texts(Array<std::uint64_t> offsets, Array<char> bytes, Array<TextId> slots)
    : offsets_(std::move(offsets)), bytes_(std::move(bytes)), slots_(std::move(slots)) {
  ENSURE(!offsets_.empty());
}

Texts::Texts(Array<std::uint64_t> offsets, Array<char> bytes,
             std::shared_ptr<const TextIndex> index)
    : offsets_(std::move(offsets)), bytes_(std::move(bytes)), index_(std::move(index)) {
  ENSURE(!offsets_.empty());
}

const Array<TextId>& Texts::slots() const {
  return slots_.empty() && index_ != nullptr ? index_->slots() : slots_;
}

// Where `text` is, or the free place where it belongs.
std::size_t Texts::slot_of(std::string_view text) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = text_hash(text) & mask;
  while (slots_[slot] != 0 && at(slots_[slot] - 1) != text) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Texts::rehash(std::size_t slots) {
  slots_ = std::vector<TextId>(slots);
  std::vector<TextId>& places = slots_.edit();
  for (TextId id = 0; id < size(); ++id) {
    places[slot_of(at(id))] = id + 1;
  }
}

TextId Texts::add(std::string_view text) {
  if (slots_.empty()) {
    slots_ = slots();
  }
  if (slots_.size() < (size() + 1) * 2) {
    rehash(slots_.empty() ? first_slots : slots_.size() * 2);
  }
  const std::size_t slot = slot_of(text);
  if (slots_[slot] != 0) {
    return slots_[slot] - 1;
  }
  const auto id = static_cast<TextId>(size());
  ENSURE(id < ~TextId{0} - 1);
  std::vector<char>& bytes = bytes_.edit();
  bytes.insert(bytes.end(), text.begin(), text.end());
  bytes_.look();
  offsets_.edit().push_back(bytes.size());
  offsets_.look();
  slots_.edit()[slot] = id + 1;
  slots_.look();
  return id;
}

std::optional<TextId> Texts::find(std::string_view text) const {
  if (slots_.empty()) {
    return index_ != nullptr ? index_->find(*this, text) : std::nullopt;
  }
  const TextId found = slots_[slot_of(text)];
  return found == 0 ? std::nullopt : std::optional<TextId>(found - 1);
}

}  // namespace writ
