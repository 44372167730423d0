#include "snapshot/text_index.h"

namespace writ {

std::optional<TextId> TextIndex::find(const Texts& texts, std::string_view text) const {
  const std::uint64_t hash = text_hash(text);
  const RawRun<HashedText>& places = parts_[text_part(hash)];
  if (places.empty()) {
    return std::nullopt;
  }
  const auto low = static_cast<std::uint32_t>(hash);
  const std::size_t mask = places.size() - 1;
  for (std::size_t at = low & mask; places[at].text != 0; at = (at + 1) & mask) {
    if (places[at].hash == low && texts.at(places[at].text - 1) == text) {
      return places[at].text - 1;
    }
  }
  return std::nullopt;
}

const Array<TextId>& TextIndex::slots() const {
  std::call_once(made_, [this] {
    std::vector<std::span<const HashedText>> lists;
    for (const RawRun<HashedText>& part : parts_) {
      lists.emplace_back(part.data(), part.size());
    }
    slots_ = make_slots(count_, lists, threads_);
  });
  return slots_;
}

}  // namespace writ
