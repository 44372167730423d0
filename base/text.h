// Text as bytes in UTF-8: validity, length, width on a terminal, and making foreign text safe to show.
// Locale never matters here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace writ {

// The offset of the first byte that is not well-formed UTF-8 (overlong forms, surrogates and values
// past U+10FFFF are not), or nothing.
std::optional<std::size_t> invalid_utf8(std::string_view text);

// The code point that begins at `offset` and how many bytes it takes; U+FFFD and one byte where
// the text is malformed. REQUIRES: offset < text.size().
struct CodePoint {
  char32_t value;
  std::size_t bytes;
};
CodePoint code_point_at(std::string_view text, std::size_t offset);
void append_utf8(std::string& out, char32_t code_point);

std::size_t code_points(std::string_view text);    // of well-formed UTF-8
std::size_t display_width(std::string_view text);  // terminal columns; East Asian wide counts two

// Bidirectional controls (U+061C, U+200E, U+200F, U+202A–202E, U+2066–2069): they reorder what a
// reviewer sees (CVE-2021-42574).
bool is_bidi_control(char32_t code_point);

// Text from outside, made safe for a terminal or a log line: control characters (C0, C1, DEL, LF too),
// format characters (general category Cf), line and paragraph separators and malformed bytes become
// visible, as \u{1B} or \x{FF}. Everything else, spaces and combining marks included, is untouched.
std::string printable(std::string_view text);

std::string ascii_lower(std::string_view text);
std::string_view trim(std::string_view text);  // ASCII white space at both ends
std::string_view trim_unicode(std::string_view text);  // White_Space of Unicode at both ends
bool is_ascii(std::string_view text);

// Full Unicode lower and upper case, without locale. Malformed bytes are kept.
std::string unicode_lower(std::string_view text);
std::string unicode_upper(std::string_view text);

// A value from outside, for a message: in backticks, cut with an ellipsis past 60 bytes.
std::string in_backticks(std::string_view text);

// `text` in double quotes with the language's escapes, as the formatter and proofs print it.
std::string quoted(std::string_view text);

}  // namespace writ
