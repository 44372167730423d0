// The way to a directory's host: TCP to an address that may be asked. We resolve the name and
// connect ourselves, and hand libldap the open socket: what was checked is what is spoken to, and
// the name cannot lead elsewhere between the two. The name stays that of the certificate check.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

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
  int file = -1;        // blocking; the caller closes it
  std::string address;  // "192.0.2.1"
};
// Tries the host's addresses in turn, never one that special_address() names, unless
// `allow_private`. `timeout` is of each; how long a name takes to resolve is the machine's matter.
Result<LdapSocket> connect_ldap(const LdapUrl& url, bool allow_private,
                                std::chrono::milliseconds timeout);

// From now on no read or write waits above a second. libldap waits for an answer to begin with a
// time limit, and then reads: that an answer stops in the middle must not hold it for ever. A read
// that gives up sends it back to its waiting.
bool limit_waits(int file);

// Ends a connection that is not done `within` a time, so that whoever reads from it sees its end:
// libldap's own limit of a TLS handshake neither ends it nor sleeps meanwhile (2.5 with GnuTLS).
class CutOff {
 public:
  CutOff(int file, std::chrono::milliseconds within);
  ~CutOff();  // before the file is closed
  CutOff(const CutOff&) = delete;
  CutOff& operator=(const CutOff&) = delete;

  bool happened() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  bool happened_ = false;
  std::thread thread_;
};

}  // namespace writ
