// Scalars of JSON (RFC 8259) as they are spelt.
#pragma once

#include <string>
#include <string_view>

namespace writ {

// The size of a number without exponent at the front of `text`; 0 where there is none, or a long one.
std::size_t json_number_size(std::string_view text);

// What lies between the quotes of a string, without its escapes. False where an escape is none, is
// NUL, or half of a surrogate pair.
bool json_unescape(std::string_view text, std::string& out);

}  // namespace writ
