#include "connectors/json_scalar.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "base/text.h"

namespace writ {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The four digits of `\uXXXX`, or nothing.
std::optional<char32_t> unit_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  const char* end = text.data() + at + 6;
  const auto [stop, error] = std::from_chars(text.data() + at + 2, end, value, 16);
  return error == std::errc() && stop == end ? std::optional<char32_t>(value) : std::nullopt;
}

// Appends what the escape at `at` stands for, and steps past it.
bool unescape_one(std::string_view text, std::size_t& at, std::string& out) {
  constexpr std::string_view written = "\"\\/bfnrt";
  constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
  const std::size_t known = at + 1 < text.size() ? written.find(text[at + 1]) : std::string::npos;
  if (known != std::string::npos) {
    out += meant[known];
    at += 2;
    return true;
  }
  const auto high = unit_at(text, at);
  if (!high || *high == 0 || (*high >= 0xDC00 && *high <= 0xDFFF)) {
    return false;
  }
  at += 6;
  if (*high < 0xD800 || *high > 0xDFFF) {
    append_utf8(out, *high);
    return true;
  }
  const auto low = unit_at(text, at);
  if (!low || *low < 0xDC00 || *low > 0xDFFF) {
    return false;
  }
  at += 6;
  append_utf8(out, 0x10000 + ((*high - 0xD800) << 10U) + (*low - 0xDC00));
  return true;
}

}  // namespace

std::size_t json_number_size(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) {
      ++at;
    }
    return at - begin;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) {
    return 0;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) {
      return 0;
    }
  }
  return at <= longest ? at : 0;
}

bool json_unescape(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\') {
      out += text[at++];
    } else if (!unescape_one(text, at, out)) {
      return false;
    }
  }
  return true;
}

}  // namespace writ
