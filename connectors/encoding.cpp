#include "connectors/encoding.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace writ {

namespace {

// 0x80 to 0x9F of windows-1252; the five that it leaves open are C1 controls, as in the WHATWG
// table.
constexpr std::array<char16_t, 32> windows_1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// A byte that no UTF-8 text holds: marks the place of what could not be decoded.
constexpr char malformed = '\xFF';

std::string from_latin1(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      append_utf8(out, byte < 0xA0 ? windows_1252[byte - 0x80U] : byte);
    }
  }
  return out;
}

std::string from_utf16(std::string_view bytes, bool big) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big ? first * 256 + second : second * 256 + first);
  };
  std::string out;
  out.reserve(bytes.size());
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    const char32_t high = unit(i);
    if (high < 0xD800 || high > 0xDFFF) {
      append_utf8(out, high);
      continue;
    }
    const char32_t low = high <= 0xDBFF && i + 3 < bytes.size() ? unit(i + 2) : 0;
    if (low >= 0xDC00 && low <= 0xDFFF) {
      append_utf8(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
      i += 2;
    } else {
      out += malformed;
    }
  }
  if (i < bytes.size()) {
    out += malformed;
  }
  return out;
}

}  // namespace

std::string to_utf8(std::string bytes, Encoding declared) {
  const std::string_view view = bytes;
  if (view.starts_with("\xEF\xBB\xBF")) {
    return bytes.substr(3);
  }
  if (view.starts_with("\xFF\xFE") || view.starts_with("\xFE\xFF")) {
    return from_utf16(view.substr(2), view[0] == '\xFE');
  }
  switch (declared) {
    case Encoding::utf8:
      break;
    case Encoding::utf16le:
      return from_utf16(view, false);
    case Encoding::utf16be:
      return from_utf16(view, true);
    case Encoding::latin1:
      return from_latin1(view);
  }
  return bytes;
}

std::string foreign_encoding(std::string_view bytes) {
  if (bytes.size() >= 4) {
    const bool even = bytes[0] == '\0' && bytes[2] == '\0';
    const bool odd = bytes[1] == '\0' && bytes[3] == '\0';
    if (even != odd) {
      return std::string("this looks like UTF-16 without a byte order mark (say `encoding: ") +
             (even ? "utf-16be" : "utf-16le") + "`)";
    }
  }
  if (bytes.starts_with("PK\x03\x04")) {
    return "this is a ZIP archive or a spreadsheet (XLSX), not text (export it as CSV)";
  }
  if (bytes.starts_with("\x1F\x8B")) {
    return "this is a gzip archive, not text (unpack it first)";
  }
  return {};
}

}  // namespace writ
