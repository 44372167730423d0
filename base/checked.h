// 64-bit arithmetic that says when it does not fit, instead of wrapping.
#pragma once

#include <cstdint>
#include <optional>

namespace writ {

inline std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t out;
  return __builtin_add_overflow(a, b, &out) ? std::nullopt : std::optional(out);
}
inline std::optional<std::int64_t> checked_sub(std::int64_t a, std::int64_t b) {
  std::int64_t out;
  return __builtin_sub_overflow(a, b, &out) ? std::nullopt : std::optional(out);
}
inline std::optional<std::int64_t> checked_mul(std::int64_t a, std::int64_t b) {
  std::int64_t out;
  return __builtin_mul_overflow(a, b, &out) ? std::nullopt : std::optional(out);
}

__extension__ typedef __int128 Wide;  // holds any product of two 64-bit numbers

// Rounded to the nearest, halves to the even one. REQUIRES: divisor != 0.
inline Wide divide_half_even(Wide value, Wide divisor) {
  if (divisor < 0) {
    value = -value;
    divisor = -divisor;
  }
  Wide quotient = value / divisor;
  Wide rest = value % divisor;
  if (rest < 0) {
    rest += divisor;
    --quotient;
  }
  const Wide twice = rest * 2;
  return twice > divisor || (twice == divisor && quotient % 2 != 0) ? quotient + 1 : quotient;
}

}  // namespace writ
