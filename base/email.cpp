// The local part is NFC. Its canonical singletons with an ASCII image (U+212A KELVIN SIGN to `K`,
// U+037E to `;`, U+1FEF to a grave accent) would make an address equal to a plain ASCII one that it
// only looks like; they are kept as they are.
#include "base/email.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/domain.h"
#include "base/ensure.h"
#include "base/text.h"

namespace writ {
namespace {

constexpr std::size_t longest_address = 320;

const icu::Normalizer2& nfc() {
  static const icu::Normalizer2* instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* opened = icu::Normalizer2::getNFCInstance(status);
    ENSURE(U_SUCCESS(status));
    return opened;
  }();
  return *instance;
}

std::string nfc_stretch(std::string_view text) {
  if (is_ascii(text)) {
    return std::string(text);
  }
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  nfc().normalize(icu::UnicodeString::fromUTF8(piece), status).toUTF8String(out);
  ENSURE(U_SUCCESS(status));
  return out;
}

// NFC, but for the characters that it would turn into ASCII.
std::string nfc_keeping_look_alikes(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    if (c.value == 0x212A || c.value == 0x37E || c.value == 0x1FEF) {
      out += nfc_stretch(text.substr(begin, at - begin));
      out += text.substr(at, c.bytes);
      begin = at + c.bytes;
    }
    at += c.bytes;
  }
  return out + nfc_stretch(text.substr(begin));
}

// NFC comes first, so that E + U+0301 and U+00C9 are one; and again last, as a small letter may
// compose where its capital did not (H + U+0331).
std::string canonical_local(std::string_view local) {
  if (is_ascii(local)) {
    return ascii_lower(local);
  }
  return nfc_keeping_look_alikes(ascii_lower(nfc_keeping_look_alikes(local)));
}

// Where the `@` is, if it is the only one outside quotes and nothing is in the way of an address.
std::optional<std::size_t> find_at(std::string_view text) {
  std::optional<std::size_t> found;
  bool in_quotes = false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    const auto value = static_cast<UChar32>(c.value);
    if (u_isUWhiteSpace(value) != 0 || u_charType(value) == U_CONTROL_CHAR) {
      return std::nullopt;
    }
    if (c.value == U'"') {
      in_quotes = !in_quotes;
    } else if (c.value == U'\\' && in_quotes && at + 1 < text.size()) {
      const CodePoint next = code_point_at(text, at + 1);
      at += next.value == U'"' || next.value == U'\\' ? 1 : 0;
    } else if (c.value == U'@' && !in_quotes) {
      if (found) {
        return std::nullopt;
      }
      found = at;
    }
    at += c.bytes;
  }
  return in_quotes ? std::nullopt : found;
}

bool in_domain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool in_local(char c) {
  return in_domain(c) || c == '.' || c == '+' || std::strchr("!#$%&'*/=?^`{|}~", c) != nullptr;
}

struct Characters {
  std::array<bool, 256> domain{};
  std::array<bool, 256> local{};
};
const Characters plain_characters = [] {
  Characters out;
  for (int c = 1; c < 128; ++c) {
    out.domain[static_cast<std::size_t>(c)] = in_domain(static_cast<char>(c));
    out.local[static_cast<std::size_t>(c)] = in_local(static_cast<char>(c));
  }
  return out;
}();

// As base/domain.cpp has it, but for `--`, which may mark an A-label.
bool plain_lower_domain(const char* at, const char* end) {
  constexpr std::ptrdiff_t longest_domain = 253;
  constexpr std::ptrdiff_t longest_label = 63;
  if (end - at > longest_domain) {
    return false;
  }
  const char* label = at;
  char before = '.';
  for (; at != end; ++at) {
    const char c = *at;
    const bool edge = before == '.' || before == '-';
    if (c == '.' ? edge || at - label > longest_label
                 : !plain_characters.domain[static_cast<unsigned char>(c)] || (c == '-' && edge)) {
      return false;
    }
    label = c == '.' ? at + 1 : label;
    before = c;
  }
  return before != '.' && before != '-' && end - label <= longest_label;
}

}  // namespace

PlainEmail fold_plain_email(std::string_view text, char* folded) {
  if (text.size() > longest_address) {
    return PlainEmail::no;
  }
  char* out = folded;
  unsigned changed = 0;
  for (const char c : text) {
    const unsigned upper = c >= 'A' && c <= 'Z' ? 0x20U : 0U;
    changed |= upper;
    *out++ = static_cast<char>(static_cast<unsigned char>(c) | upper);
  }
  const char* at = folded;
  while (at != out && plain_characters.local[static_cast<unsigned char>(*at)]) {
    ++at;
  }
  if (at == folded || at == out || *at != '@' || !plain_lower_domain(at + 1, out)) {
    return PlainEmail::no;
  }
  return changed == 0 ? PlainEmail::canonical : PlainEmail::folded;
}

std::optional<std::string> canonical_email(std::string_view text) {
  // The canonical form can be shorter than the text, but never by this much.
  constexpr std::size_t longest_text = 16 * longest_address;
  if (text.size() > longest_text || invalid_utf8(text)) {
    return std::nullopt;
  }
  text = trim_unicode(text);
  const auto at = find_at(text);
  if (!at || *at == 0) {
    return std::nullopt;
  }
  const auto domain = canonical_domain(text.substr(*at + 1));
  if (!domain) {
    return std::nullopt;
  }
  std::string out = canonical_local(text.substr(0, *at)) + "@" + *domain;
  if (out.size() > longest_address) {
    return std::nullopt;
  }
  return out;
}

std::string_view email_local(std::string_view canonical) {
  return canonical.substr(0, canonical.rfind('@'));
}

std::string_view email_domain(std::string_view canonical) {
  return canonical.substr(canonical.rfind('@') + 1);
}

}  // namespace writ
