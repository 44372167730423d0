#include "base/decimal.h"

#include <cstddef>
#include <limits>

#include "base/checked.h"

namespace writ {
namespace {

constexpr std::size_t fractional_digits = 6;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// value * 10 - digit: numbers are read towards minus infinity, as the smallest one has no positive
// twin.
bool push_digit(std::int64_t& value, int digit) {
  return !__builtin_mul_overflow(value, 10, &value) &&
         !__builtin_sub_overflow(value, digit, &value);
}

// n / d, rounded half to even. REQUIRES: d is not 0.
std::optional<Decimal> divide_rounded(Wide n, Wide d) {
  const Wide quotient = divide_half_even(n, d);
  if (quotient < std::numeric_limits<std::int64_t>::min() ||
      quotient > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return Decimal{static_cast<std::int64_t>(quotient)};
}

std::optional<Decimal> wrap(std::optional<std::int64_t> millionths) {
  return millionths ? std::optional(Decimal{*millionths}) : std::nullopt;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  text.remove_prefix(negative ? 1 : 0);
  std::int64_t value = 0;
  std::size_t at = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    if (!push_digit(value, text[at] - '0')) {
      return std::nullopt;
    }
  }
  if (at == 0) {
    return std::nullopt;
  }
  std::string_view fraction;
  if (at < text.size()) {
    if (text[at] != '.' || at + 1 == text.size()) {
      return std::nullopt;
    }
    fraction = text.substr(at + 1);
  }
  for (std::size_t i = 0; i < fraction.size() || i < fractional_digits; ++i) {
    const char c = i < fraction.size() ? fraction[i] : '0';
    if (!is_digit(c) || (i >= fractional_digits && c != '0')) {
      return std::nullopt;
    }
    if (i < fractional_digits && !push_digit(value, c - '0')) {
      return std::nullopt;
    }
  }
  return negative ? std::optional(Decimal{value}) : wrap(checked_sub(0, value));
}

std::optional<Decimal> to_decimal(std::int64_t integer) {
  return wrap(checked_mul(integer, Decimal::one));
}

std::string to_string(Decimal value) {
  const bool negative = value.millionths < 0;
  const auto bits = static_cast<std::uint64_t>(value.millionths);
  const std::uint64_t magnitude = negative ? 0 - bits : bits;
  std::string fraction = std::to_string(magnitude % Decimal::one);
  fraction.insert(0, fractional_digits - fraction.size(), '0');
  while (fraction.size() > 2 && fraction.back() == '0') {
    fraction.pop_back();
  }
  return (negative ? "-" : "") + std::to_string(magnitude / Decimal::one) + "." + fraction;
}

std::optional<Decimal> add(Decimal a, Decimal b) {
  return wrap(checked_add(a.millionths, b.millionths));
}

std::optional<Decimal> sub(Decimal a, Decimal b) {
  return wrap(checked_sub(a.millionths, b.millionths));
}

std::optional<Decimal> mul(Decimal a, Decimal b) {
  return divide_rounded(static_cast<Wide>(a.millionths) * b.millionths, Decimal::one);
}

std::optional<Decimal> div(Decimal a, Decimal b) {
  if (b.millionths == 0) {
    return std::nullopt;
  }
  return divide_rounded(static_cast<Wide>(a.millionths) * Decimal::one, b.millionths);
}

}  // namespace writ
