// Finds the bytes that mean something in CSV: delimiters, quotes and line ends, 64 bytes at a time.
#pragma once

#include <cstdint>
#include <string_view>

namespace writ {

class CsvScan {
 public:
  // REQUIRES: `text` outlives the scan.
  CsvScan(std::string_view text, char delimiter);

  // The offset of the first such byte at or behind `from`, or the text's size. `from` must not go
  // back.
  std::size_t next(std::size_t from) {
    if (from >= block_ + 64) {
      block_ = from & ~std::size_t{63};
      mask_ = mask_at(block_);
    }
    std::uint64_t mask = from <= block_ ? mask_ : mask_ & (~std::uint64_t{0} << (from - block_));
    while (mask == 0) {
      if (block_ >= text_.size()) {
        return text_.size();
      }
      block_ += 64;
      mask = mask_ = mask_at(block_);
    }
    return block_ + static_cast<std::size_t>(__builtin_ctzll(mask));
  }

 private:
  std::uint64_t mask_at(std::size_t block) const;

  std::string_view text_;
  char delimiter_;
  std::size_t block_ = 0;
  std::uint64_t mask_ = 0;  // of the 64 bytes from block_ on: which are such bytes
};

}  // namespace writ
