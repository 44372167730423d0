// How a directory is reached, as whom, and what of it is asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace writ {

struct LdapSettings {
  enum class Flavour {
    directory,         // inetOrgPerson and its groups: OpenLDAP, 389 Directory Server, FreeIPA
    active_directory,  // also Samba's
  };
  Flavour flavour = Flavour::directory;

  std::string url;           // "ldaps://host[:636]" or "ldap://host[:389]", nothing behind it
  bool start_tls = false;    // of ldap://: encrypted from the first request on, or not at all
  std::string bind_dn;       // a DN; Active Directory takes "user@domain" too. Empty: anonymous
  std::string password;      // a secret; not empty where there is a bind_dn
  std::string base_dn;       // all below it is searched
  std::string user_filter;   // RFC 4515; empty: the flavour's (attributes.h)
  std::string group_filter;  // the same
  // Which users cannot sign in, as a filter. A plain directory has no attribute for it that all
  // servers share, so nobody but its owner knows. Empty: only what the server itself says counts.
  std::string inactive_filter;
  std::size_t page_size = 500;  // 0: all at once, as far as the server's limit goes
  // Active Directory: how far behind the last sign-in lastLogonTimestamp may be
  // (msDS-LogonTimeSyncInterval of the domain).
  int logon_sync_days = 14;

  std::string ca_file;         // PEM, instead of the machine's authorities
  bool allow_private = false;  // addresses that special_address() names
  bool allow_plain = false;    // a connection that is not encrypted: all can be read on the way,
                               // the password too, and changed
  std::chrono::milliseconds connect_timeout{10'000};  // of TCP, and again of TLS
  std::chrono::milliseconds timeout{120'000};         // of one request: a page
  std::chrono::steady_clock::time_point deadline =    // of all of it
      std::chrono::steady_clock::time_point::max();
};

}  // namespace writ
