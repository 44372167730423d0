// Members of groups that are in neither table: what they are, as far as it matters to whoever asks
// for memberships through groups.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "connectors/ldap/ldap_client.h"

namespace writ {

struct OtherMembers {
  std::vector<std::string> groups;  // or what may be one, as the server does not show it
  std::size_t foreign = 0;          // Active Directory: placeholders for whoever is elsewhere
  std::size_t left = 0;             // not looked up, as there are too many
  std::string fault;                // of the first search that failed
};
// One search each. An entry that is gone, or that we may not see at all, is no group.
OtherMembers look_up_members(LdapClient& client, const std::vector<std::string>& dns);

// "`a`, `b`, …" of names from outside.
std::string first_few(const std::vector<std::string>& names);

}  // namespace writ
