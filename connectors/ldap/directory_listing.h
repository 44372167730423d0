// DirectoryListing: all entries that a filter finds, in pages, each whole.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connectors/ldap/ldap_client.h"

namespace writ {

struct DirectoryListing {
  std::uint64_t entries = 0;            // each once
  bool overlaps = false;                // some came twice
  std::vector<std::string> incomplete;  // why not all are here
  std::vector<std::string> notes;
};

// `search` without page and cookie. Hands over each entry once it is whole: where the server shows
// a part of an attribute's values, the rest is asked for first.
DirectoryListing list_directory(LdapClient& client, LdapSearch search, const LdapSettings& settings,
                                const LdapClient::Take& take);

// "search dc=example,dc=com and below for (objectClass=group): cn, member; pages of 500"
std::string request_text(const LdapSearch& search, const LdapSettings& settings);

}  // namespace writ
