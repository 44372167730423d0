#include "connectors/ldap/member_pages.h"

#include <fmt/format.h>

#include "connectors/ldap/line_pages.h"
#include "connectors/ldap/other_members.h"
#include "connectors/rest/server_time.h"

namespace writ {

MemberPages::MemberPages(Memberships& memberships, const Collection& users,
                         const Collection& groups, Spool& spool, const CollectProgress& progress)
    : memberships_(memberships),
      users_(users),
      groups_(groups),
      spool_(spool),
      progress_(progress) {
  memberships_.settle();
}

void MemberPages::begin(Collection& record) const {
  record.filter = users_.filter + " and " + groups_.filter;
  record.started = users_.started;
  for (const Collection* part : {&users_, &groups_}) {
    const char* name = part == &users_ ? "users" : "groups";
    record.requests.insert(record.requests.end(), part->requests.begin(), part->requests.end());
    for (const std::string& why : part->incomplete) {
      record.incomplete.push_back(fmt::format("of the {} that it is made of: {}", name, why));
    }
  }
  record.incomplete.insert(record.incomplete.end(), memberships_.gaps.begin(),
                           memberships_.gaps.end());
}

void MemberPages::direct(TablePages& table) {
  begin(table.record);
  LinePages lines(table, "worked out of the users and groups", spool_, progress_, {});
  memberships_.direct([&](const MembershipRow& row) { lines.add(membership_line(row)); });
  lines.finish();
  table.record.ended = machine_now();
}

void MemberPages::take_others(Collection& record, LdapClient& client) const {
  const std::vector<std::string> others = memberships_.others();
  const OtherMembers found = look_up_members(client, others);
  if (!others.empty()) {
    record.requests.push_back(fmt::format(
        "search the {} members that are neither, each alone, for (objectClass=*): objectClass",
        others.size() - found.left));
  }
  if (found.left > 0) {
    record.incomplete.push_back(
        fmt::format("of {} members that are neither users nor groups here, {} were not looked up; "
                    "the groups among them have members that nobody asked for",
                    others.size(), found.left));
  }
  if (!found.groups.empty()) {
    record.incomplete.push_back(fmt::format(
        "{} members are groups that were not searched, or may be such: {}{}", found.groups.size(),
        first_few(found.groups), found.fault.empty() ? "" : "; " + found.fault));
  }
  if (found.foreign > 0) {
    record.notes.push_back(
        fmt::format("{} members are of other domains, or stand for many "
                    "(foreignSecurityPrincipal): this directory does not say who they are",
                    found.foreign));
  }
}

void MemberPages::effective(TablePages& table, LdapClient& client) {
  begin(table.record);
  take_others(table.record, client);
  LinePages lines(table, "worked out of the users and groups, through groups in groups", spool_,
                  progress_, {});
  memberships_.effective([&](const MembershipRow& row) { lines.add(membership_line(row)); });
  lines.finish();
  table.record.ended = machine_now();
  if (!memberships_.cycles.empty()) {
    table.record.notes.push_back(
        fmt::format("{} groups are members of themselves, through others: {}",
                    memberships_.cycles.size(), first_few(memberships_.cycles)));
  }
}

}  // namespace writ
