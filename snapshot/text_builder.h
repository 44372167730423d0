// TextBuilder: makes the dictionary of a snapshot from batches of texts, on several threads. The
// numbers that texts get depend on the batches and their order alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "snapshot/raw_run.h"
#include "snapshot/text_batch.h"
#include "snapshot/text_index.h"
#include "snapshot/texts.h"

namespace writ {

class TextBuilder {
 public:
  TextBuilder();

  // Numbers the texts of the batches, in their `ids`; those that are new are added.
  void add(const std::vector<TextBatch*>& batches, std::size_t threads);
  // Valid until the next add().
  std::string_view at(TextId id) const {
    return {bytes_.data() + offsets_[id],
            static_cast<std::size_t>(offsets_[id + 1] - offsets_[id])};
  }
  std::size_t size() const { return offsets_.size() - 1; }
  Texts finish(std::size_t threads) &&;

 private:
  using Place = HashedText;  // as text_index.h says
  struct Part {
    RawRun<Place> places;
    std::size_t used = 0;
    RawRun<std::string_view> fresh;  // of this add(): numbered from size() in each part
    std::uint64_t fresh_bytes = 0;
  };

  void take(const std::vector<TextBatch*>& batches, std::size_t first, std::size_t step);
  const char* likely(const Part& part, std::uint32_t hash) const;
  TextId find(Part& part, std::uint32_t hash, std::string_view text);
  void keep_fresh(std::size_t threads);

  std::vector<Part> parts_;
  RawRun<std::uint64_t> offsets_;
  RawRun<char> bytes_;
  std::vector<TextId> shift_;  // of each part: from a fresh text's number in it to its own
};

}  // namespace writ
