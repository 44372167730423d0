// The hash by which texts are looked up while a dictionary is built. Never kept.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace writ {

// Two words that cover the text (all of one up to 16 bytes), mixed by a multiplication to 128 bits;
// longer texts first fold in their words one by one.
inline std::uint64_t quick_hash(std::string_view text) {
  __extension__ using Wide = unsigned __int128;
  constexpr std::uint64_t first_key = 0x9E3779B97F4A7C15U;
  constexpr std::uint64_t second_key = 0xD6E8FEB86659FD93U;
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    const Wide product = Wide{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
  };
  const auto word = [](const char* from) {
    std::uint64_t out = 0;
    std::memcpy(&out, from, sizeof out);
    return out;
  };
  const auto half = [](const char* from) {
    std::uint32_t out = 0;
    std::memcpy(&out, from, sizeof out);
    return std::uint64_t{out};
  };
  const char* data = text.data();
  std::size_t size = text.size();
  std::uint64_t state = size * second_key;
  for (; size > 16; data += 8, size -= 8) {
    state = mix(state ^ word(data), first_key) ^ state >> 31U;
  }
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  if (size >= 8) {
    low = word(data);
    high = word(data + size - 8);
  } else if (size >= 4) {
    low = half(data);
    high = half(data + size - 4);
  } else if (size > 0) {
    const auto byte = [data](std::size_t i) {
      return std::uint64_t{static_cast<unsigned char>(data[i])};
    };
    low = byte(0) | byte(size / 2) << 8U | byte(size - 1) << 16U;
  }
  const std::uint64_t mixed = mix(low ^ first_key, high ^ state ^ second_key);
  return mix(mixed ^ state, first_key);
}

}  // namespace writ
