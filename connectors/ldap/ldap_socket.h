// The way to a directory's host: TCP to an address that may be asked. We resolve the name and
// connect ourselves, and hand libldap the open socket: what was checked is what is spoken to, and
// the name cannot lead elsewhere between the two. The name stays that of the certificate check.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"

namespace writ {

// "ldap://host:389" in parts. IPv6 addresses are in brackets in the URL, here without.
struct LdapUrl {
  bool tls = false;  // ldaps
  std::string host;
  std::string port;
};
// The error says what is wrong. A path, a query and user information are: they would go unheeded.
Result<LdapUrl> parse_ldap_url(const std::string& text);

struct LdapSocket {
  int file = -1;        // the caller closes it; blocking, but no read or write waits above a second
  std::string address;  // "192.0.2.1"
};
// Tries the host's addresses in turn, never one that special_address() names, unless
// `allow_private`. `timeout` is of each; how long a name takes to resolve is the machine's matter.
Result<LdapSocket> connect_ldap(const LdapUrl& url, bool allow_private,
                                std::chrono::milliseconds timeout);

}  // namespace writ
