// MemberPages: the tables that are worked out of users and groups, to pages with their records.
#pragma once

#include "connectors/collection.h"
#include "connectors/ldap/ldap_client.h"
#include "connectors/ldap/memberships.h"
#include "connectors/spool.h"

namespace writ {

class MemberPages {
 public:
  // All outlive this. `memberships` has every entry; this settles it. `users` and `groups` are the
  // records of how these came: what they lack, the memberships lack.
  MemberPages(Memberships& memberships, const Collection& users, const Collection& groups,
              Spool& spool, const CollectProgress& progress);

  void direct(TablePages& table);
  // Asks `client` what the members are that are neither users nor groups.
  void effective(TablePages& table, LdapClient& client);

 private:
  void begin(Collection& record) const;
  void take_others(Collection& record, LdapClient& client) const;

  Memberships& memberships_;
  const Collection& users_;
  const Collection& groups_;
  Spool& spool_;
  const CollectProgress& progress_;
};

}  // namespace writ
