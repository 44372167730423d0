// What the project says of a directory, as its connector takes it.
#include "cli/files.h"
#include "cli/source_kinds.h"
#include "connectors/ldap/fetch_ldap.h"

namespace writ {
namespace {

Result<LdapSettings> ldap_settings(const SourceOrder& order) {
  const Values& from = order.settings;
  LdapSettings out;
  const Result<bool> start_tls = flag_setting(from, "start_tls", false);
  const Result<bool> priv = flag_setting(from, "allow_private", false);
  const Result<bool> plain = flag_setting(from, "allow_plain", false);
  for (const Result<bool>* flag : {&start_tls, &priv, &plain}) {
    if (!*flag) {
      return flag->error();
    }
  }
  const auto connect = duration_setting(from, "connect_timeout", out.connect_timeout);
  const auto request = duration_setting(from, "timeout", out.timeout);
  const auto limit = duration_setting(from, "time_limit", std::chrono::hours(1));
  for (const auto* time : {&connect, &request, &limit}) {
    if (!*time) {
      return time->error();
    }
  }
  const Result<unsigned> page = number_setting(from, "page_size", 500, 100'000);
  const Result<unsigned> days = number_setting(from, "logon_sync_days", 14, 1'000);
  if (!page || !days) {
    return !page ? page.error() : days.error();
  }
  out.flavour = order.connector == "active_directory" ? LdapSettings::Flavour::active_directory
                                                      : LdapSettings::Flavour::directory;
  out.url = setting_or(from, "url", "");
  out.start_tls = *start_tls;
  out.bind_dn = setting_or(from, "bind_dn", "");
  out.password = setting_or(from, "password", "");
  out.base_dn = setting_or(from, "base_dn", "");
  out.user_filter = setting_or(from, "user_filter", "");
  out.group_filter = setting_or(from, "group_filter", "");
  out.inactive_filter = setting_or(from, "inactive_filter", "");
  out.page_size = *page;
  out.logon_sync_days = static_cast<int>(*days);
  const std::string authorities = setting_or(from, "ca_file", "");
  out.ca_file = authorities.empty() ? "" : joined(order.folder, authorities);
  out.allow_private = *priv;
  out.allow_plain = *plain;
  out.connect_timeout = *connect;
  out.timeout = *request;
  out.deadline = std::chrono::steady_clock::now() + *limit;
  return out;
}

}  // namespace

Result<std::map<std::string, TablePages>> ask_ldap(const SourceOrder& order) {
  const Result<LdapSettings> settings = ldap_settings(order);
  if (!settings) {
    return settings.error();
  }
  return fetch_ldap(order.source, order.tables, *settings, order.spool, order.progress);
}

Result<KindCheck> check_ldap_source(const SourceOrder& order) {
  const Result<LdapSettings> settings = ldap_settings(order);
  if (!settings) {
    return settings.error();
  }
  const LdapCheck check = check_ldap(*settings);
  return KindCheck{check.fault, check.principal, ""};
}

}  // namespace writ
