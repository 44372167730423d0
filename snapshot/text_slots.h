// The slots by which Texts finds a text, made for a whole dictionary at once on several threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "snapshot/texts.h"

namespace writ {

// A text's number + 1, or 0 for none, and the low half of its text_hash().
struct HashedText {
  std::uint32_t hash = 0;
  std::uint32_t text = 0;
};

// As Texts::slots() says, for `count` texts in lists. Which slot a text gets depends on the lists,
// not on the number of threads.
Array<TextId> make_slots(std::size_t count, const std::vector<std::span<const HashedText>>& lists,
                         std::size_t threads);

}  // namespace writ
