// The domain goes through UTS 46, which folds compatibility characters: U+212A KELVIN SIGN to `k`,
// full-width letters to ASCII, U+3002 to a dot, a soft hyphen to nothing. An address so written
// would be equal to a plain ASCII one that it only looks like, so such a domain is refused: every
// label of the result that is ASCII must stand in the text as it is, but for the case of ASCII
// letters. A label that stays non-ASCII is unequal to every ASCII one and needs no such rule.
//
// The local part is NFC. Its canonical singletons with an ASCII image (U+212A to `K`, U+037E to
// `;`, U+1FEF to a grave accent) would do the same there; they are kept as they are.
#include "base/email.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uidna.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <array>
#include <vector>

#include "base/ensure.h"
#include "base/text.h"

namespace writ {
namespace {

constexpr std::size_t longest_address = 320;
constexpr std::size_t longest_domain = 253;
constexpr std::size_t longest_label = 63;

const UIDNA* idna() {
  static const UIDNA* instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const UIDNA* opened =
        uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE |
                            UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
                        &status);
    ENSURE(U_SUCCESS(status));
    return opened;
  }();
  return instance;
}

const icu::Normalizer2& nfc() {
  static const icu::Normalizer2* instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* opened = icu::Normalizer2::getNFCInstance(status);
    ENSURE(U_SUCCESS(status));
    return opened;
  }();
  return *instance;
}

const USpoofChecker* spoof_checker() {
  static const USpoofChecker* instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const USpoofChecker* opened = uspoof_open(&status);
    ENSURE(U_SUCCESS(status));
    return opened;
  }();
  return instance;
}

std::int32_t icu_size(std::size_t size) {
  return static_cast<std::int32_t>(size);
}

std::string nfc_stretch(std::string_view text) {
  if (is_ascii(text)) {
    return std::string(text);
  }
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  nfc()
      .normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), icu_size(text.size()))),
                 status)
      .toUTF8String(out);
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
  return nfc_keeping_look_alikes(ascii_lower(nfc_keeping_look_alikes(local)));
}

std::vector<std::string_view> labels_of(std::string_view domain) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t dot = domain.find('.');
    out.push_back(domain.substr(0, dot));
    if (dot == std::string_view::npos) {
      return out;
    }
    domain.remove_prefix(dot + 1);
  }
}

// The rules for ASCII labels, UTS 46's among them, with `_` allowed: real domains have it.
bool plain_label(std::string_view label) {
  if (label.empty() || label.size() > longest_label || label.front() == '-' ||
      label.back() == '-') {
    return false;
  }
  if (label.size() >= 4 && label[2] == '-' && label[3] == '-') {
    return label.substr(0, 4) == "xn--";
  }
  for (const char c : label) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!allowed) {
      return false;
    }
  }
  return true;
}

bool plain_domain(std::string_view domain) {
  if (domain.size() > longest_domain) {
    return false;
  }
  for (const std::string_view label : labels_of(domain)) {
    if (!plain_label(label)) {
      return false;
    }
  }
  return true;
}

bool has_a_label(std::string_view domain) {
  for (const std::string_view label : labels_of(domain)) {
    if (label.substr(0, 4) == "xn--") {
      return true;
    }
  }
  return false;
}

using IdnaCall = std::int32_t (*)(const UIDNA*, const char*, std::int32_t, char*, std::int32_t,
                                  UIDNAInfo*, UErrorCode*);

std::optional<std::string> convert(IdnaCall call, std::string_view domain) {
  std::string out(4 * domain.size() + 64, '\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size = call(idna(), domain.data(), icu_size(domain.size()), out.data(),
                                   icu_size(out.size()), &info, &status);
    if (status == U_BUFFER_OVERFLOW_ERROR && size > 0) {
      out.resize(static_cast<std::size_t>(size));
      continue;
    }
    if (U_FAILURE(status) || info.errors != 0 || size <= 0) {
      return std::nullopt;
    }
    out.resize(static_cast<std::size_t>(size));
    return out;
  }
  return std::nullopt;
}

// See the top of this file. `typed` is lower-case ASCII where it is ASCII.
bool folds_look_alikes(std::string_view typed, std::string_view converted) {
  const auto before = labels_of(typed);
  const auto after = labels_of(converted);
  if (before.size() != after.size()) {
    return true;
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (after[i].substr(0, 4) != "xn--") {
      if (after[i] != before[i]) {
        return true;
      }
    } else if (is_ascii(convert(uidna_nameToUnicodeUTF8, after[i]).value_or(""))) {
      return true;  // an A-label that says nothing but ASCII
    }
  }
  return false;
}

std::optional<std::string> canonical_domain(std::string_view text) {
  std::string domain = ascii_lower(text);
  if (!domain.empty() && domain.back() == '.') {
    domain.pop_back();
  }
  if (domain.empty()) {
    return std::nullopt;
  }
  const bool ascii = is_ascii(domain);
  if (ascii && !plain_domain(domain)) {
    return std::nullopt;
  }
  if (ascii && !has_a_label(domain)) {
    return domain;
  }
  const auto converted = convert(uidna_nameToASCII_UTF8, domain);
  if (!converted || !plain_domain(*converted) || folds_look_alikes(domain, *converted)) {
    return std::nullopt;
  }
  return converted;
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

// Newer editions of UTS 39 leave these out of a skeleton; ICU 72 does not.
std::string without_invisible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    const auto value = static_cast<UChar32>(c.value);
    if (u_hasBinaryProperty(value, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0) {
      out += text.substr(at, c.bytes);
    }
    at += c.bytes;
  }
  return out;
}

}  // namespace

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

std::string confusable_skeleton(std::string_view canonical) {
  const std::string domain(email_domain(canonical));
  std::string seen = without_invisible(email_local(canonical));
  seen += "@" + (has_a_label(domain) ? convert(uidna_nameToUnicodeUTF8, domain).value_or(domain)
                                     : domain);
  UErrorCode status = U_ZERO_ERROR;
  std::string out(8 * seen.size() + 64, '\0');
  std::int32_t size = uspoof_getSkeletonUTF8(spoof_checker(), 0, seen.data(), icu_size(seen.size()),
                                             out.data(), icu_size(out.size()), &status);
  if (status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    out.resize(static_cast<std::size_t>(size));
    size = uspoof_getSkeletonUTF8(spoof_checker(), 0, seen.data(), icu_size(seen.size()),
                                  out.data(), icu_size(out.size()), &status);
  }
  ENSURE(U_SUCCESS(status));
  out.resize(static_cast<std::size_t>(size));
  // Addresses are shown in either case, so a look-alike of a capital counts too (Cyrillic A, the
  // Kelvin sign).
  return ascii_lower(out);
}

}  // namespace writ
