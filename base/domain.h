// Domain names, compared as their IDNA A-labels (UTS 46, non-transitional).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace writ {

// Lower-case A-labels, without a trailing dot. Nothing where IDNA refuses the text, where an ASCII
// label has another character than letters, digits, `-` and `_`, or where it only looks like a
// plain ASCII name (a full-width letter, an invisible character). REQUIRES: well-formed UTF-8.
std::optional<std::string> canonical_domain(std::string_view text);

// A canonical domain with its A-labels decoded, as a person sees it.
std::string unicode_domain(std::string_view canonical);

}  // namespace writ
