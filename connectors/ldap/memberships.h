// Memberships: who is in which group, from the users and groups of one directory. Direct ones as
// the groups list them, with each user's primary group; effective ones through groups in groups, to
// any depth, worked out here: not every server can, and one that cannot answers with nothing
// instead of an error.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "connectors/ldap/entry.h"

namespace writ {

struct MembershipRow {
  // `other`: neither in the table of users nor in that of groups: a computer, a contact, somebody
  // of another domain, somebody who is gone, or who the filters leave out.
  enum class Kind { user, group, other };
  std::string group;   // normal_dn()
  std::string member;  // normal_dn(); what is no DN as it is written
  Kind kind = Kind::other;
  std::string written;   // the member as the group lists it; effective: empty
  bool primary = false;  // the user's primary group, which does not list its members
  unsigned depth = 1;    // how many groups lead to the member, 1: directly
};
std::string membership_line(const MembershipRow& row);

class Memberships {
 public:
  // Each entry once, in any order. `line` is what user_facts() and group_facts() say of it.
  void add_user(const LdapEntry& entry, const std::string& dn);
  void add_group(const LdapEntry& entry, const std::string& dn);

  // Ties members to the entries; once, after the last entry. What could not be is in `gaps`.
  void settle();

  using Take = std::function<void(const MembershipRow&)>;
  void direct(const Take& take) const;
  // A group that leads back to itself is no member of itself; it is named in `cycles`.
  void effective(const Take& take);

  // The DNs of members of kind `other`, as they are written. A group among them would have members
  // that nobody asked for.
  std::vector<std::string> others() const;

  std::vector<std::string> gaps;    // why memberships are missing: for people
  std::vector<std::string> cycles;  // DNs of groups

 private:
  using Kind = MembershipRow::Kind;
  using Id = std::uint32_t;
  struct Edge {
    Id group = 0;
    Id member = 0;
    bool primary = false;
    std::string written;
  };
  struct Posix {  // by name, not by DN
    Id group = 0;
    std::string name;
  };

  Id id_of(const std::string& name);
  void expand(Id group, const std::vector<std::size_t>& first, const Take& take);
  void tie_names();
  void tie_primary_groups();

  std::vector<std::string> names_;
  std::vector<Kind> kinds_;
  std::unordered_map<std::string, Id> ids_;
  std::vector<Edge> edges_;
  std::vector<Posix> posix_;
  std::map<std::string, std::vector<Id>> users_by_name_;  // uid
  std::map<std::string, std::vector<Id>> primary_;        // of a group's key: its users
  std::map<std::string, std::vector<Id>> groups_by_key_;  // SID, or "gid " and the number
  std::vector<std::string> dynamic_;                      // groups that list nobody themselves
  std::vector<unsigned> depths_;                          // of the group that is expanded
};

}  // namespace writ
