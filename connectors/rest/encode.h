// Base64 (RFC 4648), and JSON Web Tokens (RFC 7519) signed with RS256.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace writ {

std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);  // without `=`
// Nothing where the text is no base64; white space is passed over.
std::optional<std::string> from_base64(std::string_view text);

// `claims` is a JSON object; `key` a private RSA key in PEM. The error has nothing of the key.
Result<std::string> signed_jwt(const std::string& claims, const std::string& key);

}  // namespace writ
