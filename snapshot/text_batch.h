// TextBatch: the texts of one piece of input, numbered from 0 in the order in which they came.
// Cheap to fill by one thread; a TextBuilder then says which text of the snapshot each one is.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "snapshot/raw_run.h"
#include "snapshot/texts.h"

namespace writ {

// The texts that a column had lately, by hash; for one batch. It gives up where they hardly ever
// come again, and keeps more of them where that helps.
class RecentTexts {
 public:
  void forget();

 private:
  friend class TextBatch;
  void review();

  struct Place {
    std::uint32_t text = 0;  // number + 1
    std::uint32_t hash = 0;  // the high half
  };
  std::vector<Place> places_;          // a power of two of them
  std::uint32_t last_ = 0;             // number + 1
  std::uint32_t asked_ = 0;            // since the last review
  std::uint32_t found_ = 0;
  bool given_up_ = false;
};

class TextBatch {
 public:
  using Index = std::uint32_t;

  // The number of `text`. One that `recent` knows keeps its number; others may come twice.
  Index add(std::string_view text, RecentTexts& recent);
  Index add(std::string_view text) { return add(text, recent_); }
  std::string_view at(Index index) const {
    const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
    return {bytes_.data() + begin, ends_[index] - begin};
  }
  std::size_t size() const { return hashes_.size(); }
  std::size_t bytes() const { return bytes_.size(); }
  const RawRun<std::uint64_t>& hashes() const { return hashes_; }

  // Which text each is, once a TextBuilder has taken the batch.
  RawRun<TextId> ids;
  // Only `ids` is needed any more.
  void drop_texts();

 private:
  Index append(std::string_view text, std::uint64_t hash);

  RawRun<std::uint64_t> hashes_;
  RawRun<std::uint32_t> ends_;
  RawRun<char> bytes_;
  RecentTexts recent_;
};

}  // namespace writ
