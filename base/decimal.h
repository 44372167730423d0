// Decimal: an exact number with six fractional digits, kept as millionths in 64 bits.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace writ {

struct Decimal {
  std::int64_t millionths = 0;

  static constexpr std::int64_t one = 1'000'000;
  friend auto operator<=>(const Decimal&, const Decimal&) = default;
};

// `-?digits[.digits]`, at most six fractional digits (further zeros are allowed); nothing if it is not
// of this form or does not fit. No exponent, no sign `+`, no separators.
std::optional<Decimal> parse_decimal(std::string_view text);
std::optional<Decimal> to_decimal(std::int64_t integer);

// Shortest exact text with at least two fractional digits: "200.00", "166.67", "0.000001".
std::string to_string(Decimal value);

// Nothing on overflow or division by zero. mul and div round half to even at the sixth digit.
std::optional<Decimal> add(Decimal a, Decimal b);
std::optional<Decimal> sub(Decimal a, Decimal b);
std::optional<Decimal> mul(Decimal a, Decimal b);
std::optional<Decimal> div(Decimal a, Decimal b);

}  // namespace writ
