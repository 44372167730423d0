#include "connectors/ldap/other_members.h"

#include <algorithm>

#include "base/text.h"
#include "connectors/ldap/attributes.h"

namespace writ {
namespace {

constexpr std::size_t most_looked_up = 5000;
constexpr std::size_t most_named = 5;

}  // namespace

OtherMembers look_up_members(LdapClient& client, const std::vector<std::string>& dns) {
  OtherMembers out;
  const std::size_t count = std::min(dns.size(), most_looked_up);
  out.left = dns.size() - count;
  for (std::size_t i = 0; i < count; ++i) {
    bool group = false;
    LdapSearch search{dns[i], false};
    search.attributes = {"objectClass"};
    const LdapAnswer answer = client.search(search, [&](const LdapEntry& entry) {
      const std::vector<std::string>& classes = entry.all("objectclass");
      group = std::any_of(classes.begin(), classes.end(), is_group_class);
      out.foreign += has_class(entry, "foreignsecurityprincipal") ? 1 : 0;
    });
    std::string fault = answer.not_there ? "" : answer.fault;
    if (fault.empty() && !answer.references.empty()) {
      fault = "a referral was not followed";
    }
    out.fault = out.fault.empty() ? fault : out.fault;
    if (group || !fault.empty()) {
      out.groups.push_back(dns[i]);
    }
  }
  return out;
}

std::string first_few(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), most_named); ++i) {
    out += (i == 0 ? "" : ", ") + in_backticks(names[i]);
  }
  return names.size() > most_named ? out + ", …" : out;
}

}  // namespace writ
