// The beginning of a row's key, made part by part without the key itself. Defined here, as it is
// made for each row that is read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "snapshot/key_order.h"

namespace writ {

// The first 16 bytes of a key, as join_key() writes it.
class KeyBeginning {
 public:
  void part(std::string_view text) {
    const std::size_t size = std::min(text.size(), std::size_t{16});  // all that can matter
    const char* from = text.data();
    const std::uint64_t low = size < 8 ? short_word(from, size) : word_at<std::uint64_t>(from);
    const std::uint64_t high =
        size <= 8 ? 0 : word_at<std::uint64_t>(from + size - 8) >> 8 * (16 - size);
    if (!has_byte(low, '/') && !has_byte(low, '\\') && !has_byte(high, '/') &&
        !has_byte(high, '\\')) {
      add(low, high, size);
      return;
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (from[i] == '/' || from[i] == '\\') {
        add('\\');
      }
      add(from[i]);
    }
  }
  void add(char c) { add(static_cast<unsigned char>(c), 0, 1); }
  KeyedRow row(RowPlace at) const { return {low_, high_, at}; }

 private:
  // `size` bytes, the others 0.
  void add(std::uint64_t low, std::uint64_t high, std::size_t size) {
    if (size_ == 0) {
      low_ = low;
      high_ = high;
    } else if (size_ < 8) {
      low_ |= low << 8 * size_;
      high_ |= low >> 8 * (8 - size_) | high << 8 * size_;
    } else if (size_ < 16) {
      high_ |= low << 8 * (size_ - 8);
    }
    size_ += size;
  }

  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
  std::size_t size_ = 0;
};

}  // namespace writ
