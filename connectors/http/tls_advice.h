// What libcurl knows of a TLS connection, for people: why a handshake failed and what to do about
// it, and who the server was.
#pragma once

#include <curl/curl.h>

#include <string>

namespace writ {

// Empty where `code` has nothing to do with TLS.
std::string tls_advice(CURL* easy, CURLcode code);

// SHA-256 of the public key (SubjectPublicKeyInfo) of the server's own certificate, in hexadecimal;
// empty where this request made no TLS connection, but used one that was there.
std::string server_key(CURL* easy);

}  // namespace writ
