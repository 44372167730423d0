// Texts: every distinct text of a snapshot once, so that columns hold numbers and a join compares
// them. Numbers count from 0 in the order of first appearance; they mean nothing outside their
// snapshot. Reading is safe for several threads at once, as long as none adds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ensure.h"
#include "snapshot/array.h"

namespace writ {

using TextId = std::uint32_t;
class TextIndex;

// The same on every machine and for ever: the slots of a dictionary are kept on disk.
std::uint64_t text_hash(std::string_view text);

class Texts {
 public:
  Texts() = default;
  // As a finished dictionary: text n is bytes[offsets[n] … offsets[n + 1]). REQUIRES: no text twice.
  Texts(Array<std::uint64_t> offsets, Array<char> bytes);
  // With the slots of an equal dictionary, so that nothing is hashed again. REQUIRES: before at() or
  // find() is called, check_texts() (snapshot/store/check_columns.h) finds nothing wrong.
  Texts(Array<std::uint64_t> offsets, Array<char> bytes, Array<TextId> slots);
  // Found through an index, so that the slots are made when they are asked for.
  Texts(Array<std::uint64_t> offsets, Array<char> bytes, std::shared_ptr<const TextIndex> index);

  // The number of `text`, which is added if it is new.
  TextId add(std::string_view text);
  // Valid until the next add().
  std::string_view at(TextId id) const {
    ENSURE(id < size());
    const std::uint64_t begin = offsets_.data()[id];
    return {bytes_.data() + begin, static_cast<std::size_t>(offsets_.data()[id + 1] - begin)};
  }
  // Has the processor fetch where a text stands; then, once that is there, its first bytes.
  void fetch_place(TextId id) const { __builtin_prefetch(offsets_.data() + id); }
  void fetch(TextId id) const { __builtin_prefetch(bytes_.data() + offsets_.data()[id]); }
  std::optional<TextId> find(std::string_view text) const;
  std::size_t size() const { return offsets_.size() - 1; }

  const Array<std::uint64_t>& offsets() const { return offsets_; }
  const Array<char>& bytes() const { return bytes_; }
  // Open addressing in a power of two of places, at least half of them free: number + 1, or 0.
  const Array<TextId>& slots() const;

 private:
  void rehash(std::size_t slots);
  std::size_t slot_of(std::string_view text) const;

  Array<std::uint64_t> offsets_{std::vector<std::uint64_t>{0}};
  Array<char> bytes_;
  Array<TextId> slots_;
  std::shared_ptr<const TextIndex> index_;  // counts while there are no slots
};

}  // namespace writ
