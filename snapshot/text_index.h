// TextIndex: finds the texts of a finished dictionary through what its TextBuilder found them by. The
// slots that are kept on disk are made from it once, when they are asked for. Safe for several
// threads.
#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "snapshot/raw_run.h"
#include "snapshot/text_slots.h"

namespace writ {

// A text belongs to the part that the top bits of its hash name. In a part: open addressing, a power of
// two of places, by the hash's low half, which is kept so that few texts are compared.
constexpr std::size_t text_parts = 16;
inline std::size_t text_part(std::uint64_t hash) {
  return hash >> 60U;
}

class TextIndex {
 public:
  // `parts` of a dictionary of `count` texts.
  TextIndex(std::vector<RawRun<HashedText>> parts, std::size_t count, std::size_t threads)
      : parts_(std::move(parts)), count_(count), threads_(threads) {}

  std::optional<TextId> find(const Texts& texts, std::string_view text) const;
  const Array<TextId>& slots() const;

 private:
  std::vector<RawRun<HashedText>> parts_;
  std::size_t count_;
  std::size_t threads_;
  mutable std::once_flag made_;
  mutable Array<TextId> slots_;
};

}  // namespace writ
