// What a failed TLS handshake means, and what a person can do about it.
#pragma once

#include <curl/curl.h>

#include <string>

namespace writ {

// Empty where `code` has nothing to do with TLS.
std::string tls_advice(CURL* easy, CURLcode code);

}  // namespace writ
