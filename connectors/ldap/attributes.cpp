#include "connectors/ldap/attributes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "base/text.h"
#include "connectors/ldap/dn.h"

namespace writ {
namespace {

using Flavour = LdapSettings::Flavour;

struct Bit {
  std::uint32_t bit;
  std::string_view key;
};
constexpr std::array<Bit, 11> account_bits{{{0x2, "uac.disabled"},
                                            {0x20, "uac.password_not_required"},
                                            {0x80, "uac.reversible_password"},
                                            {0x200, "uac.normal_account"},
                                            {0x800, "uac.interdomain_trust"},
                                            {0x10000, "uac.password_never_expires"},
                                            {0x40000, "uac.smartcard_required"},
                                            {0x80000, "uac.trusted_for_delegation"},
                                            {0x100000, "uac.not_delegated"},
                                            {0x400000, "uac.preauth_not_required"},
                                            {0x1000000, "uac.trusted_to_authenticate"}}};
// userAccountControl has these two as well, and does not keep them up to date.
constexpr std::array<Bit, 2> computed_bits{
    {{0x10, "uac.locked_out"}, {0x800000, "uac.password_expired"}}};

constexpr std::array<std::string_view, 9> group_classes{
    "group",      "groupofnames", "groupofuniquenames", "groupofmembers", "groupofurls",
    "posixgroup", "ipausergroup", "nestedgroup",        "dynamicgroup"};

// A 32-bit number, which is written with a sign or without.
void put_bits(const LdapEntry& entry, const std::string& name, const Bit* begin, const Bit* end,
              WorkedOut& out) {
  if (const auto value = number_in(entry, name)) {
    for (const Bit* bit = begin; bit != end; ++bit) {
      out.flags[std::string(bit->key)] = (static_cast<std::uint32_t>(*value) & bit->bit) != 0;
    }
  }
}

void put_only(std::vector<std::string> values, const std::string& key, WorkedOut& out) {
  if (values.size() == 1) {
    out.texts[key] = std::move(values.front());
  } else if (!values.empty()) {
    out.lists[key] = std::move(values);
  }
}

void put_normal(const LdapEntry& entry, const std::string& name, WorkedOut& out) {
  std::vector<std::string> dns = entry.all(name);
  std::transform(dns.begin(), dns.end(), dns.begin(), normal_dn);
  put_only(std::move(dns), name + ".normal", out);
}

void put_sets(const LdapEntry& entry, const std::set<std::string>& shown, WorkedOut& out) {
  for (const std::string& name : shown) {
    if (name != "proxyaddresses") {
      out.lists[name + ".all"] = entry.all(name);
      continue;
    }
    std::vector<std::string>& addresses = out.lists["proxyaddresses.smtp"];
    for (const std::string& address : entry.all(name)) {
      if (ascii_lower(address).starts_with("smtp:")) {
        addresses.push_back(address.substr(5));
      }
    }
  }
}

bool is(const LdapEntry& entry, const std::string& name, std::string_view value) {
  const std::string* found = entry.first(name);
  return found != nullptr && ascii_lower(*found) == value;
}

// pwdAccountLockedTime is also set by wrong passwords, for a while that the entry does not tell;
// this value alone means until somebody unlocks it (draft-behera-ldap-password-policy, 5.3.3).
constexpr std::string_view locked_for_good = "000001010000z";

void put_status(const LdapEntry& entry, WorkedOut& out) {
  if (is(entry, "nsaccountlock", "true") || is(entry, "pwdaccountlockedtime", locked_for_good)) {
    out.flags["account.active"] = false;
  } else if (is(entry, "nsaccountlock", "false")) {
    out.flags["account.active"] = true;
  }
}

void put_logon(const LdapEntry& entry, int days, WorkedOut& out) {
  constexpr std::int64_t ticks_a_day = std::int64_t{86'400} * 10'000'000;
  const auto logon = number_in(entry, "lastlogontimestamp");
  if (logon && *logon > 0 && *logon < INT64_MAX - days * ticks_a_day) {
    out.texts["lastlogontimestamp.latest"] = fmt::format("{}", *logon + days * ticks_a_day);
  }
}

}  // namespace

std::string user_filter_of(const LdapSettings& settings) {
  return !settings.user_filter.empty() ? settings.user_filter
         : settings.flavour == Flavour::active_directory
             ? "(&(objectCategory=person)(objectClass=user))"
             : "(|(objectClass=inetOrgPerson)(objectClass=posixAccount)(objectClass=account))";
}

std::string group_filter_of(const LdapSettings& settings) {
  return !settings.group_filter.empty() ? settings.group_filter
         : settings.flavour == Flavour::active_directory
             ? "(objectClass=group)"
             : "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)"
               "(objectClass=groupOfMembers)(objectClass=groupOfURLs)(objectClass=posixGroup))";
}

std::vector<std::string> user_attributes(Flavour flavour) {
  std::vector<std::string> out{"objectClass", "cn",      "displayName",    "givenName",
                               "sn",          "mail",    "employeeNumber", "employeeType",
                               "title",       "manager", "description"};
  const std::vector<std::string> more =
      flavour == Flavour::active_directory
          ? std::vector<std::string>{"objectGUID",
                                     "objectSid",
                                     "sAMAccountName",
                                     "userPrincipalName",
                                     "proxyAddresses",
                                     "servicePrincipalName",
                                     "employeeID",
                                     "department",
                                     "company",
                                     "userAccountControl",
                                     "msDS-User-Account-Control-Computed",
                                     "accountExpires",
                                     "lastLogonTimestamp",
                                     "pwdLastSet",
                                     "lockoutTime",
                                     "whenCreated",
                                     "whenChanged",
                                     "primaryGroupID",
                                     "adminCount"}
          : std::vector<std::string>{"entryUUID",
                                     "nsUniqueId",
                                     "ipaUniqueID",
                                     "uid",
                                     "departmentNumber",
                                     "uidNumber",
                                     "gidNumber",
                                     "nsAccountLock",
                                     "pwdAccountLockedTime",
                                     "pwdChangedTime",
                                     "krbLastPwdChange",
                                     "pwdLastSuccess",
                                     "authTimestamp",
                                     "krbLastSuccessfulAuth",
                                     "createTimestamp",
                                     "modifyTimestamp"};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

std::vector<std::string> group_attributes(Flavour flavour) {
  return flavour == Flavour::active_directory
             ? std::vector<std::string>{"objectClass", "objectGUID",     "objectSid",
                                        "cn",          "sAMAccountName", "displayName",
                                        "description", "mail",           "managedBy",
                                        "groupType",   "adminCount",     "whenCreated",
                                        "whenChanged", "member"}
             : std::vector<std::string>{"objectClass",     "entryUUID", "nsUniqueId",
                                        "ipaUniqueID",     "cn",        "description",
                                        "owner",           "gidNumber", "createTimestamp",
                                        "modifyTimestamp", "member",    "uniqueMember",
                                        "memberUid",       "memberURL"};
}

std::vector<std::string> set_attributes(Flavour flavour) {
  return flavour == Flavour::active_directory
             ? std::vector<std::string>{"proxyAddresses", "servicePrincipalName"}
             : std::vector<std::string>{"mail"};
}

std::string both(const std::string& filter, const std::string& other) {
  const auto bracketed = [](const std::string& text) {
    return text.starts_with('(') ? text : "(" + text + ")";
  };
  return "(&" + bracketed(filter) + bracketed(other) + ")";
}

WorkedOut user_facts(const LdapEntry& entry, const LdapSettings& settings,
                     const std::set<std::string>& shown) {
  WorkedOut out;
  out.texts["dn.normal"] = normal_dn(entry.dn);
  put_normal(entry, "manager", out);
  put_only(entry.all("mail"), "mail.only", out);
  put_sets(entry, shown, out);
  if (settings.flavour == Flavour::directory) {
    put_only(entry.all("uid"), "uid.only", out);
    put_status(entry, out);
    return out;
  }
  put_bits(entry, "useraccountcontrol", account_bits.begin(), account_bits.end(), out);
  put_bits(entry, "msds-user-account-control-computed", computed_bits.begin(), computed_bits.end(),
           out);
  put_logon(entry, settings.logon_sync_days, out);
  if (const auto set = number_in(entry, "pwdlastset")) {
    out.flags["pwdlastset.must_change"] = *set == 0;
  }
  return out;
}

WorkedOut group_facts(const LdapEntry& entry, const LdapSettings& settings) {
  WorkedOut out;
  out.texts["dn.normal"] = normal_dn(entry.dn);
  put_normal(entry, "managedby", out);
  put_normal(entry, "owner", out);
  out.texts["members.count"] =
      fmt::format("{}", entry.all("member").size() + entry.all("uniquemember").size() +
                            entry.all("memberuid").size());
  const auto type = number_in(entry, "grouptype");
  if (settings.flavour == Flavour::active_directory && type) {
    const auto bits = static_cast<std::uint32_t>(*type);
    out.flags["group.security"] = (bits & 0x80000000U) != 0;
    if ((bits & 0xE) != 0) {
      out.texts["group.scope"] = (bits & 0x2) != 0   ? "global"
                                 : (bits & 0x4) != 0 ? "domain_local"
                                                     : "universal";
    }
  }
  return out;
}

bool is_group_class(const std::string& object_class) {
  return std::find(group_classes.begin(), group_classes.end(), ascii_lower(object_class)) !=
         group_classes.end();
}

bool has_class(const LdapEntry& entry, const std::string& object_class) {
  const std::vector<std::string>& classes = entry.all("objectclass");
  return std::any_of(classes.begin(), classes.end(),
                     [&](const std::string& name) { return ascii_lower(name) == object_class; });
}

}  // namespace writ
