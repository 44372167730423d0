// URLs, by libcurl's own reading of them: what is compared is what would be asked.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/http/http.h"

namespace writ {

// "https://host:443": scheme, host in lower case and port; nothing where the text is no URL with a
// host, or carries a user or password.
std::optional<std::string> origin_of(const std::string& url);
// `to` as a browser would resolve it from `from`; nothing where that is no URL.
std::optional<std::string> resolved(const std::string& from, const std::string& to);
// With the parameter set to an encoded value: a parameter of that name is replaced.
std::string with_parameter(std::string url, const std::string& name, const std::string& encoded);
// For people and records: without user, and without the values of parameters that look like
// credentials.
std::string without_credentials(const std::string& url);

// The URL behind rel="next" in the Link headers (RFC 8288) of an answer.
std::optional<std::string> next_link(const HttpResponse& response);

}  // namespace writ
