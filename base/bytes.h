// Comparing and copying few bytes where a call would cost more than the work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace writ {

template <class Word>
Word word_at(const char* at) {
  Word out;
  std::memcpy(&out, at, sizeof out);
  return out;
}

// The first bytes of a text, fewer than eight, as the low ones of a number (little-endian).
inline std::uint64_t short_word(const char* from, std::size_t size) {
  if (size >= 4) {
    return word_at<std::uint32_t>(from) |
           std::uint64_t{word_at<std::uint32_t>(from + size - 4)} << 8 * (size - 4);
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i) {
    word |= std::uint64_t{static_cast<unsigned char>(from[i])} << 8 * i;
  }
  return word;
}

inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      if (word_at<std::uint64_t>(a + i) != word_at<std::uint64_t>(b + i)) {
        return false;
      }
    }
    return word_at<std::uint64_t>(a + size - 8) == word_at<std::uint64_t>(b + size - 8);
  }
  if (size >= 4) {
    return word_at<std::uint32_t>(a) == word_at<std::uint32_t>(b) &&
           word_at<std::uint32_t>(a + size - 4) == word_at<std::uint32_t>(b + size - 4);
  }
  return size == 0 || (a[0] == b[0] && a[size - 1] == b[size - 1] && a[size / 2] == b[size / 2]);
}

inline bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

// The ranges must not overlap.
inline void copy_bytes(char* to, const char* from, std::size_t size) {
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 8) {
    for (std::size_t i = 0; i + 8 < size; i += 8) {
      std::memcpy(to + i, from + i, 8);
    }
    std::memcpy(to + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    const auto last = word_at<std::uint32_t>(from + size - 4);
    std::memcpy(to, from, 4);
    std::memcpy(to + size - 4, &last, 4);
  } else if (size > 0) {
    to[0] = from[0];
    to[size / 2] = from[size / 2];
    to[size - 1] = from[size - 1];
  }
}

// Whether one of the eight bytes of `word` is `c`.
constexpr bool has_byte(std::uint64_t word, char c) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  const std::uint64_t zero = word ^ ones * static_cast<unsigned char>(c);
  return ((zero - ones) & ~zero & ones << 7U) != 0;
}

}  // namespace writ
