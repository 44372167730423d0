// The tables of one directory: users, groups, memberships, effective_memberships. Entries into the
// spool as NDJSON (entry.h, attributes.h, memberships.h say what a line holds), and the record of
// how they came.
//
// - Searches are paged (RFC 2696) to the end. What a limit of the server, a time limit, a lost
//   connection or a referral cuts off makes the table incomplete, with the reason; what came is
//   kept. Nothing is tried again: a cookie is of its connection.
// - Of an attribute that Active Directory shows in parts (`member;range=0-1499`), all parts are
//   asked for.
// - Memberships are worked out of all users and groups, so both are searched where they are wanted,
//   and what one of them lacks makes the memberships incomplete.
// - A member that is neither is looked up, where effective_memberships are wanted: a group that was
//   not searched has members that nobody knows of.
// - There is no operation that writes.
#pragma once

#include <map>
#include <set>
#include <string>

#include "connectors/collection.h"
#include "connectors/ldap/ldap_settings.h"
#include "connectors/spool.h"

namespace writ {

// `source`: its name in the project, which begins the names of tables and pages. `tables`: those
// that are wanted, without it; each is in the result. What goes wrong is in their records: each is
// whole, or says why it is not. Blocks; several sources may be fetched at once.
std::map<std::string, TablePages> fetch_ldap(const std::string& source,
                                             const std::set<std::string>& tables,
                                             const LdapSettings& settings, Spool& spool,
                                             const CollectProgress& progress);

// Whether the directory answers, and to whom.
struct LdapCheck {
  std::string fault;  // empty: it does
  std::string principal;
  std::string address;
};
LdapCheck check_ldap(const LdapSettings& settings);

}  // namespace writ
