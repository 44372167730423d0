#include "base/text.h"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace writ {
namespace {

// One code point by the table of well-formed sequences (Unicode 15, table 3-7), or nothing.
std::optional<CodePoint> decode(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0U;
  };
  const unsigned first = byte(0);
  if (first < 0x80) {
    return CodePoint{first, 1};
  }
  const std::size_t size = first >= 0xC2 && first <= 0xDF   ? 2
                           : first >= 0xE0 && first <= 0xEF ? 3
                           : first >= 0xF0 && first <= 0xF4 ? 4
                                                            : 0;
  if (size == 0) {
    return std::nullopt;
  }
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) {
    return std::nullopt;
  }
  unsigned value = first & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) {
      return std::nullopt;
    }
    value = value << 6U | (byte(i) & 0x3FU);
  }
  return CodePoint{value, size};
}

bool continues_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
}

UChar32 icu(char32_t code_point) {
  return static_cast<UChar32>(code_point);
}

bool must_be_escaped(char32_t code_point) {
  if (code_point < 0x80) {
    return code_point < 0x20 || code_point == 0x7F;
  }
  constexpr std::uint32_t mask = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
  return (U_GET_GC_MASK(icu(code_point)) & mask) != 0;
}

int columns(char32_t code_point) {
  if (code_point < 0x300) {
    return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || code_point == 0xAD ? 0
                                                                                                : 1;
  }
  constexpr std::uint32_t invisible =
      U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
  const bool joining_jamo = code_point >= 0x1160 && code_point <= 0x11FF;
  if (joining_jamo || (U_GET_GC_MASK(icu(code_point)) & invisible) != 0) {
    return 0;
  }
  const int width = u_getIntPropertyValue(icu(code_point), UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// Applies ICU's case mapping to the well-formed stretches of `text`.
template <class Map>
std::string map_case(std::string_view text, Map map) {
  constexpr std::size_t longest = std::size_t{1} << 28U;  // ICU counts in 32 bits
  std::string out;
  while (!text.empty()) {
    const std::size_t bad = invalid_utf8(text).value_or(text.size());
    if (bad == 0) {
      out.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    std::size_t size = std::min(bad, longest);
    while (size < bad && continues_code_point(text[size])) {
      --size;
    }
    auto stretch = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(size)));
    map(stretch).toUTF8String(out);
    text.remove_prefix(size);
  }
  return out;
}

bool is_ascii_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

std::optional<std::size_t> invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const auto c = decode(text, at);
    if (!c) {
      return at;
    }
    at += c->bytes;
  }
  return std::nullopt;
}

CodePoint code_point_at(std::string_view text, std::size_t offset) {
  return decode(text, offset).value_or(CodePoint{0xFFFD, 1});
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto push = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto continuation = [&](unsigned shift) { push(0x80U | (code_point >> shift & 0x3FU)); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0U | code_point >> 6U);
    continuation(0);
  } else if (code_point < 0x10000) {
    push(0xE0U | code_point >> 12U);
    continuation(6);
    continuation(0);
  } else {
    push(0xF0U | code_point >> 18U);
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char byte) { return !continues_code_point(byte); }));
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    width += static_cast<std::size_t>(columns(c.value));
    at += c.bytes;
  }
  return width;
}

bool is_bidi_control(char32_t code_point) {
  return code_point == 0x61C || code_point == 0x200E || code_point == 0x200F ||
         (code_point >= 0x202A && code_point <= 0x202E) ||
         (code_point >= 0x2066 && code_point <= 0x2069);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode(text, at);
    if (!c) {
      out += fmt::format("\\x{{{:02X}}}", static_cast<unsigned char>(text[at]));
      ++at;
      continue;
    }
    if (must_be_escaped(c->value)) {
      out += fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(c->value));
    } else {
      out += text.substr(at, c->bytes);
    }
    at += c->bytes;
  }
  return out;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_ascii_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_ascii_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::string_view trim_unicode(std::string_view text) {
  // Nearly every text begins and ends in ASCII that is no white space.
  text = trim(text);
  if (text.empty() || (is_ascii(text.substr(0, 1)) && is_ascii(text.substr(text.size() - 1)))) {
    return text;
  }
  std::size_t begin = text.size();
  std::size_t end = begin;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode(text, at);
    const std::size_t next = at + (c ? c->bytes : 1);
    if (!c || u_isUWhiteSpace(icu(c->value)) == 0) {
      begin = std::min(begin, at);
      end = next;
    }
    at = next;
  }
  return text.substr(begin, end - begin);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string unicode_lower(std::string_view text) {
  if (is_ascii(text)) {
    return ascii_lower(text);
  }
  return map_case(text, [](icu::UnicodeString& s) -> icu::UnicodeString& {
    return s.toLower(icu::Locale::getRoot());
  });
}

std::string unicode_upper(std::string_view text) {
  return map_case(text, [](icu::UnicodeString& s) -> icu::UnicodeString& {
    return s.toUpper(icu::Locale::getRoot());
  });
}

std::string in_backticks(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::size_t end = std::min(text.size(), longest);
  while (end > 0 && end < text.size() && continues_code_point(text[end])) {
    --end;
  }
  return fmt::format("`{}{}`", text.substr(0, end), end < text.size() ? "…" : "");
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (c.value == U'\n') {
      out += "\\n";
    } else if (c.value == U'\t') {
      out += "\\t";
    } else if (c.value == U'"' || c.value == U'\\' || c.value == U'{' || c.value == U'}') {
      out.push_back('\\');
      out.push_back(static_cast<char>(c.value));
    } else if (must_be_escaped(c.value)) {
      out += fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(c.value));
    } else {
      append_utf8(out, c.value);
    }
    at += c.bytes;
  }
  return out + '"';
}

}  // namespace writ
