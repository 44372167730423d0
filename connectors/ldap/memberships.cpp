#include "connectors/ldap/memberships.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/text.h"
#include "connectors/ldap/attributes.h"
#include "connectors/ldap/dn.h"
#include "connectors/ldap/other_members.h"

namespace writ {
namespace {

// "S-1-5-21-1-2-3-1105" of the account to "S-1-5-21-1-2-3-513" of its primary group: the RID is
// the last part, the rest is the domain.
std::string sid_beside(const std::string& sid, const std::string& rid) {
  return sid.substr(0, sid.rfind('-') + 1) + rid;
}

std::string gid_key(const std::string& number) {
  return "gid " + number;
}

std::string sid_of(const LdapEntry& entry) {
  const std::string* sid = entry.first("objectsid");
  return sid == nullptr ? "" : sid_text(*sid).value_or(*sid);
}

}  // namespace

std::string membership_line(const MembershipRow& row) {
  nlohmann::json line;
  line["group"] = row.group;
  line["member"] = row.member;
  const bool user = row.kind == MembershipRow::Kind::user;
  const bool group = row.kind == MembershipRow::Kind::group;
  line["kind"] = user ? "user" : group ? "group" : "other";
  line["user"] = user ? nlohmann::json(row.member) : nlohmann::json();
  line["subgroup"] = group ? nlohmann::json(row.member) : nlohmann::json();
  line["depth"] = row.depth;
  if (!row.written.empty()) {
    line["written"] = row.written;
    line["primary"] = row.primary;
  }
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Memberships::Id Memberships::id_of(const std::string& name) {
  const auto [at, is_new] = ids_.try_emplace(name, static_cast<Id>(names_.size()));
  if (is_new) {
    names_.push_back(name);
    kinds_.push_back(Kind::other);
  }
  return at->second;
}

void Memberships::add_user(const LdapEntry& entry, const std::string& dn) {
  const Id id = id_of(dn);
  // An entry that both filters find is a group: it may have members.
  kinds_[id] = kinds_[id] == Kind::group ? Kind::group : Kind::user;
  if (const std::string* uid = entry.first("uid")) {
    users_by_name_[ascii_lower(*uid)].push_back(id);
  }
  const std::string* rid = entry.first("primarygroupid");
  const std::string* gid = entry.first("gidnumber");
  if (rid != nullptr) {
    primary_[sid_beside(sid_of(entry), *rid)].push_back(id);
  } else if (gid != nullptr) {
    primary_[gid_key(*gid)].push_back(id);
  }
}

void Memberships::add_group(const LdapEntry& entry, const std::string& dn) {
  const Id id = id_of(dn);
  kinds_[id] = Kind::group;
  for (const char* attribute : {"member", "uniquemember"}) {
    for (const std::string& value : entry.all(attribute)) {
      const std::string member = without_unique_id(value);
      edges_.push_back({id, id_of(normal_dn(member)), false, member});
    }
  }
  for (const std::string& name : entry.all("memberuid")) {
    posix_.push_back({id, name});
  }
  if (!sid_of(entry).empty()) {
    groups_by_key_[sid_of(entry)].push_back(id);
  }
  if (const std::string* gid = entry.first("gidnumber")) {
    groups_by_key_[gid_key(*gid)].push_back(id);
  }
  const bool lists_nobody = entry.all("member").empty() && entry.all("uniquemember").empty();
  if (!entry.all("memberurl").empty() && lists_nobody) {
    dynamic_.push_back(entry.dn);
  }
}

// memberUid names a login, which only one user should have.
void Memberships::tie_names() {
  for (const Posix& member : posix_) {
    const auto found = users_by_name_.find(ascii_lower(member.name));
    const bool one = found != users_by_name_.end() && found->second.size() == 1;
    if (found != users_by_name_.end() && !one) {
      gaps.push_back(fmt::format("{} users have the name {}, which {} lists as a member",
                                 found->second.size(), in_backticks(member.name),
                                 in_backticks(names_[member.group])));
    }
    const Id id = one ? found->second.front() : id_of("uid " + member.name);
    edges_.push_back({member.group, id, false, member.name});
  }
}

void Memberships::tie_primary_groups() {
  for (const auto& [key, users] : primary_) {
    const auto found = groups_by_key_.find(key);
    // A gidNumber without a group is usual, as each user may have one alone.
    if (found == groups_by_key_.end()) {
      if (!key.starts_with("gid ")) {
        gaps.push_back(fmt::format("the primary group of {} users, {}, is not among the groups",
                                   users.size(), in_backticks(key)));
      }
      continue;
    }
    for (const Id group : found->second) {
      for (const Id user : users) {
        edges_.push_back({group, user, true, names_[user]});
      }
    }
  }
}

void Memberships::settle() {
  tie_names();
  tie_primary_groups();
  if (!dynamic_.empty()) {
    gaps.push_back(
        fmt::format("{} groups have as members whoever a search finds (memberURL), and "
                    "the server does not say who that is: {}",
                    dynamic_.size(), first_few(dynamic_)));
  }
  const auto order = [&](const Edge& edge) {
    return std::tie(names_[edge.group], names_[edge.member], edge.primary, edge.written);
  };
  std::sort(edges_.begin(), edges_.end(),
            [&](const Edge& a, const Edge& b) { return order(a) < order(b); });
  // Listed and primary: one membership, as it is listed.
  std::vector<Edge> distinct;
  for (Edge& edge : edges_) {
    const bool again = !distinct.empty() && distinct.back().group == edge.group &&
                       distinct.back().member == edge.member;
    if (again) {
      distinct.back().primary = distinct.back().primary || edge.primary;
    } else {
      distinct.push_back(std::move(edge));
    }
  }
  edges_ = std::move(distinct);
}

void Memberships::direct(const Take& take) const {
  for (const Edge& edge : edges_) {
    take({names_[edge.group], names_[edge.member], kinds_[edge.member], edge.written, edge.primary,
          1});
  }
}

// Level by level, so that each member has its least depth. depths_ is all 0 before and after.
void Memberships::expand(Id group, const std::vector<std::size_t>& first, const Take& take) {
  std::vector<Id> reached{group};
  bool cycle = false;
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Id from = reached[i];
    for (std::size_t at = first[from]; at < edges_.size() && edges_[at].group == from; ++at) {
      const Id member = edges_[at].member;
      cycle = cycle || member == group;
      if (member == group || depths_[member] != 0) {
        continue;
      }
      depths_[member] = depths_[from] + 1;
      reached.push_back(member);
      take({names_[group], names_[member], kinds_[member], {}, false, depths_[member]});
    }
  }
  for (const Id id : reached) {
    depths_[id] = 0;
  }
  if (cycle) {
    cycles.push_back(names_[group]);
  }
}

void Memberships::effective(const Take& take) {
  std::vector<std::size_t> first(names_.size(), edges_.size());  // where a group's edges begin
  std::vector<Id> groups;
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    if (i == 0 || edges_[i - 1].group != edges_[i].group) {
      first[edges_[i].group] = i;
      groups.push_back(edges_[i].group);
    }
  }
  depths_.assign(names_.size(), 0);
  for (const Id group : groups) {
    expand(group, first, take);
  }
}

std::vector<std::string> Memberships::others() const {
  std::map<Id, std::string> out;
  for (const Edge& edge : edges_) {
    if (kinds_[edge.member] == Kind::other && !names_[edge.member].starts_with("uid ")) {
      out.try_emplace(edge.member, edge.written);
    }
  }
  std::vector<std::string> dns;
  dns.reserve(out.size());
  for (auto& [id, dn] : out) {
    dns.push_back(std::move(dn));
  }
  return dns;
}

}  // namespace writ
