#include "snapshot/text_batch.h"

#include <algorithm>
#include <limits>

#include "base/bytes.h"
#include "base/ensure.h"

namespace writ {

namespace {

constexpr std::size_t first_places = 1024;
constexpr std::size_t most_places = 1 << 16;

}  // namespace

void RecentTexts::forget() {
  std::fill(places_.begin(), places_.end(), Place{});
  last_ = 0;
  asked_ = 0;
  found_ = 0;
  given_up_ = false;
}

// After some questions for each place it is seen whether a column's texts come again, and
// whether more of them would if there were more places.
void RecentTexts::review() {
  given_up_ = found_ < asked_ / 16;
  if (!given_up_ && found_ < asked_ - asked_ / 8 && places_.size() < most_places) {
    const std::size_t more = places_.size() * 8;
    places_.assign(more, Place{});
  }
  asked_ = 0;
  found_ = 0;
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
  if (recent.given_up_) {
    recent.last_ = append(text, hash) + 1;
    return recent.last_ - 1;
  }
  if (recent.places_.empty()) {
    recent.places_.resize(first_places);
  }
  RecentTexts::Place& place = recent.places_.data()[hash & (recent.places_.size() - 1)];
  const auto high = static_cast<std::uint32_t>(hash >> 32U);
  ++recent.asked_;
  if (place.text != 0 && place.hash == high && same_text(at(place.text - 1), text)) {
    ++recent.found_;
  } else {
    place = {append(text, hash) + 1, high};
  }
  recent.last_ = place.text;
  if (recent.asked_ == 4 * recent.places_.size()) {
    recent.review();
  }
  return recent.last_ - 1;
}

void TextBatch::drop_texts() {
  hashes_ = {};
  ends_ = {};
  bytes_ = {};
  recent_ = {};
}

}  // namespace writ
