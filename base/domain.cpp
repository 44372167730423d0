// UTS 46 folds compatibility characters: U+212A KELVIN SIGN to `k`, full-width letters to ASCII,
// U+3002 to a dot, a soft hyphen to nothing. A domain so written would be equal to a plain ASCII
// one that it only looks like, so it is refused: every label of the result that is ASCII must stand
// in the text as it is, but for the case of ASCII letters. A label that stays non-ASCII is unequal
// to every ASCII one and needs no such rule.
#include "base/domain.h"

#include <unicode/uidna.h>

#include <vector>

#include "base/ensure.h"
#include "base/text.h"

namespace writ {
namespace {

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

std::int32_t icu_size(std::size_t size) {
  return static_cast<std::int32_t>(size);
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

}  // namespace

std::optional<std::string> canonical_domain(std::string_view text) {
  std::string domain = ascii_lower(text);
  if (!domain.empty() && domain.back() == '.') {
    domain.pop_back();
  }
  if (domain.empty() || domain.size() > 16 * longest_domain) {
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

std::string unicode_domain(std::string_view canonical) {
  const std::string domain(canonical);
  return has_a_label(domain) ? convert(uidna_nameToUnicodeUTF8, domain).value_or(domain) : domain;
}

}  // namespace writ
