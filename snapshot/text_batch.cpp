#include "snapshot/text_batch.h"

#include <algorithm>
#include <limits>

#include "base/bytes.h"
#include "base/ensure.h"

namespace writ {

namespace {

constexpr std::size_t recent_texts = 4096;
constexpr std::uint32_t enough_asked = 4096;  // to see whether a column's texts come again

}  // namespace

RecentTexts::RecentTexts(std::vector<std::uint32_t> places) : places_(std::move(places)) {
  std::fill(places_.begin(), places_.end(), 0);
}

TextBatch::Index TextBatch::append(std::string_view text, std::uint64_t hash) {
  const std::size_t begin = bytes_.size();
  ENSURE(begin + text.size() <= std::numeric_limits<std::uint32_t>::max());
  if (bytes_.capacity() < begin + text.size()) {
    bytes_.reserve(begin + text.size() + begin / 2 + 4096);
  }
  bytes_.resize(begin + text.size());
  copy_bytes(bytes_.data() + begin, text.data(), text.size());
  ends_.push_back(static_cast<std::uint32_t>(begin + text.size()));
  hashes_.push_back(hash);
  return static_cast<Index>(hashes_.size() - 1);
}

TextBatch::Index TextBatch::add(std::string_view text, RecentTexts& recent) {
  if (recent.last_ != 0 && same_text(at(recent.last_ - 1), text)) {
    return recent.last_ - 1;
  }
  const std::uint64_t hash = text_hash(text);
  if (recent.asked_ >= enough_asked && recent.found_ < recent.asked_ / 16) {
    recent.last_ = append(text, hash) + 1;
    return recent.last_ - 1;
  }
  if (recent.places_.empty()) {
    recent.places_.resize(recent_texts);
  }
  ++recent.asked_;
  std::uint32_t& place = recent.places_.data()[hash % recent_texts];
  if (place != 0 && hashes_[place - 1] == hash && same_text(at(place - 1), text)) {
    ++recent.found_;
  } else {
    place = append(text, hash) + 1;
  }
  recent.last_ = place;
  return place - 1;
}

void TextBatch::drop_texts() {
  hashes_ = {};
  ends_ = {};
  bytes_ = {};
  recent_ = {};
}

}  // namespace writ
