// What is asked of each flavour of directory, and what its numbers mean.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "connectors/ldap/entry.h"
#include "connectors/ldap/ldap_settings.h"

namespace writ {

// Where the settings have no filter. Of Active Directory all that are persons, trusts between
// domains among them; managed service accounts are computers there.
std::string user_filter_of(const LdapSettings& settings);
std::string group_filter_of(const LdapSettings& settings);

// Never a password or a hash of one.
std::vector<std::string> user_attributes(LdapSettings::Flavour flavour);
std::vector<std::string> group_attributes(LdapSettings::Flavour flavour);

// Those of user_attributes() that are a set of the user: without a value it is empty. But where no
// user at all has one, we may lack the permission to see them, and nobody knows.
std::vector<std::string> set_attributes(LdapSettings::Flavour flavour);

// "(&filter inactive)", each in brackets, of which the settings may have none.
std::string both(const std::string& filter, const std::string& other);

// What a line of `users` has beside the entry's attributes:
//
//   dn.normal, manager.normal    dn.h
//   mail.only, uid.only          the value; where there are several, which have no order, a list,
//                                which is no value of a column
//   mail.all, serviceprincipalname.all   the values, or none, as far as `shown` has the attribute
//   proxyaddresses.smtp          the same of those that begin with "smtp:", without it
//   account.active               a plain directory: whether the account can sign in, as far as
//                                nsAccountLock or a permanent pwdAccountLockedTime say. The filter
//                                of the settings is for the caller
//   uac.*                        Active Directory: the bits of userAccountControl (MS-ADTS 2.2.16);
//                                uac.locked_out and uac.password_expired are of
//                                msDS-User-Account-Control-Computed
//   pwdlastset.must_change       pwdLastSet is 0
//   lastlogontimestamp.latest    the same FILETIME and `logon_sync_days`: the last sign-in is
//                                between the two
//
// `shown`: those of set_attributes(), in lower case, that some user has.
WorkedOut user_facts(const LdapEntry& entry, const LdapSettings& settings,
                     const std::set<std::string>& shown);

// And of `groups`: dn.normal, managedby.normal, owner.normal, members.count; Active Directory:
// group.security, group.scope ("global", "domain_local", "universal") of groupType (MS-ADTS
// 2.2.12).
WorkedOut group_facts(const LdapEntry& entry, const LdapSettings& settings);

// Of objectClass, in lower case.
bool is_group_class(const std::string& object_class);
bool has_class(const LdapEntry& entry, const std::string& object_class);

}  // namespace writ
