// TextPool: the texts of a snapshot and those that an evaluation makes (literals, `lower(x)`), each
// under one number, so that texts are compared as numbers. Safe for several threads.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "snapshot/texts.h"

namespace writ::native {

class TextPool {
 public:
  // `base` must outlive the pool and not grow meanwhile.
  explicit TextPool(const Texts& base) : base_(base) {}

  TextId add(std::string_view text);
  std::string_view at(TextId id) const {
    return id < base_.size() ? base_.at(id) : std::string_view(made(id - base_.size()));
  }
  // The text as an address in its canonical form; `none` where it is none. Worked out once.
  TextId canonical(TextId id);

  static constexpr TextId none = ~TextId{0};

 private:
  static constexpr std::size_t chunk_size = 4096;
  static constexpr std::size_t chunk_limit = 1 << 16;
  using Chunk = std::array<std::string, chunk_size>;

  const std::string& made(std::size_t index) const {
    return (*chunks_[index / chunk_size].load(std::memory_order_acquire))[index % chunk_size];
  }

  const Texts& base_;
  std::mutex mutex_;
  std::unordered_map<std::string_view, TextId> numbers_;  // of what was made
  std::size_t count_ = 0;
  std::unique_ptr<std::atomic<Chunk*>[]> chunks_{new std::atomic<Chunk*>[chunk_limit]()};
  std::vector<std::unique_ptr<Chunk>> owned_;
  std::unordered_map<TextId, TextId> canonical_;
};

}  // namespace writ::native
