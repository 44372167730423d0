// Email addresses, compared canonically (docs/language.md, Types).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace writ {

// The canonical form: trimmed of white space, ASCII letters lower-cased (never full Unicode case
// mapping), the local part NFC, the domain as its IDNA A-label (UTS 46, non-transitional) without a
// trailing dot. Nothing where the text is no address: not exactly one `@` outside quotes, an empty
// part, white space or a control character inside, a domain that base/domain.h refuses, or over 320
// bytes (RFC 5321: 64 + 1 + 255).
std::optional<std::string> canonical_email(std::string_view text);

// The quick way for nearly every address: of letters, digits and the usual signs of ASCII, without
// quotes, its domain plain too. `folded` must have room for the text.
enum class PlainEmail {
  no,         // ask canonical_email()
  canonical,  // the text is its own canonical form
  folded,     // the canonical form is `folded`, as long as the text
};
PlainEmail fold_plain_email(std::string_view text, char* folded);

// The parts of a canonical address. REQUIRES: `canonical` came from canonical_email.
std::string_view email_local(std::string_view canonical);
std::string_view email_domain(std::string_view canonical);

// The UTS 39 skeleton: two addresses with the same skeleton look alike to a person. The domain's
// A-labels are decoded first, so that a homoglyph domain is seen.
std::string confusable_skeleton(std::string_view canonical);
// A hash of the skeleton: the same for addresses that look alike. Fast for plain ASCII.
std::uint64_t confusable_hash(std::string_view canonical);

}  // namespace writ
