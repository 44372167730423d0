// Texts: every distinct text of a snapshot once, so that columns hold numbers and a join compares
// them. Numbers count from 0 in the order of first appearance; they mean nothing outside their
// snapshot.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "snapshot/array.h"

namespace writ {

using TextId = std::uint32_t;

class Texts {
 public:
  Texts() = default;
  // As a finished dictionary: text n is bytes[offsets[n] … offsets[n + 1]). REQUIRES: no text twice.
  Texts(Array<std::uint64_t> offsets, Array<char> bytes);

  // The number of `text`, which is added if it is new. Not for several threads at once.
  TextId add(std::string_view text);
  // Valid until the next add().
  std::string_view at(TextId id) const {
    return {bytes_.data() + offsets_[id], static_cast<std::size_t>(offsets_[id + 1] - offsets_[id])};
  }
  std::optional<TextId> find(std::string_view text) const;
  std::size_t size() const { return offsets_.size() - 1; }

  const Array<std::uint64_t>& offsets() const { return offsets_; }
  const Array<char>& bytes() const { return bytes_; }

 private:
  void rehash(std::size_t slots);
  std::size_t slot_of(std::string_view text) const;

  Array<std::uint64_t> offsets_{std::vector<std::uint64_t>{0}};
  Array<char> bytes_;
  std::vector<TextId> slots_;  // open addressing, a power of two; number + 1, 0 where free
};

}  // namespace writ
