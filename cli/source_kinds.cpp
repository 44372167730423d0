#include "cli/source_kinds.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/time.h"

namespace writ {
namespace {

// clang-format off
constexpr std::array<KindSetting, 13> postgresql_settings = {{
    {"host", "name of the server", false, true},
    {"port", "5432"},
    {"database", "its name", false, true},
    {"user", "a role that may read those tables, and no more", false, true},
    {"password", "of that role", true},
    {"ssl_mode", "verify-full, verify-ca, require or disable"},
    {"ca_file", "certificates (PEM) to trust instead of the machine's"},
    {"client_certificate", "PEM file"},
    {"client_key_file", "PEM file that nobody else may read"},
    {"allow_private", "true: the server may be at a loopback, private or link-local address"},
    {"connect_timeout", "10s"},
    {"timeout", "of each 5,000 rows; 10m"},
    {"time_limit", "of the whole source; 1h"},
}};
constexpr std::array<KindSetting, 4> sqlite_settings = {{
    {"file", "the database file", false, true},
    {"immutable", "true: a copy that nobody writes"},
    {"timeout", "for whoever writes to let us begin; 5s"},
    {"time_limit", "of the whole source; 1h"},
}};
constexpr std::array<KindSetting, 10> aws_settings = {{
    {"key_id", "of an access key that may only get the report", false, true},
    {"secret_key", "of that key", true, true},
    {"session_token", "of temporary credentials", true},
    {"endpoint", "https://iam.amazonaws.com/"},
    {"region", "us-east-1"},
    {"ca_file", "certificates (PEM) to trust instead of the machine's"},
    {"proxy", "http://host:port"},
    {"allow_private", "true: the endpoint may be at a loopback, private or link-local address"},
    {"allow_plain", "true: http:// beside https://"},
    {"time_limit", "of the whole source; 15m"},
}};
constexpr std::array<KindSetting, 16> ldap_settings = {{
    {"url", "ldaps://host, or ldap://host with start_tls", false, true},
    {"start_tls", "true: encrypted from the first request on, or not at all"},
    {"bind_dn", "who asks: an account that may read, and no more; none: anonymous"},
    {"password", "of that account", true},
    {"base_dn", "all below it is searched; the server's own, where it has one"},
    {"user_filter", "which entries are users (RFC 4515)"},
    {"group_filter", "which entries are groups (RFC 4515)"},
    {"inactive_filter", "which users cannot sign in, where the server has a sign of your own for it"},
    {"page_size", "500"},
    {"logon_sync_days", "Active Directory: msDS-LogonTimeSyncInterval of the domain; 14"},
    {"ca_file", "certificates (PEM) to trust instead of the machine's"},
    {"allow_private", "true: the server may be at a loopback, private or link-local address"},
    {"allow_plain", "true: a connection that is not encrypted"},
    {"connect_timeout", "10s"},
    {"timeout", "of one page; 2m"},
    {"time_limit", "of the whole source; 1h"},
}};
constexpr std::array<SourceKind, 6> kinds = {{
    {"postgresql", true, true, postgresql_settings, ask_postgresql, check_postgresql},
    {"postgresql_roles", false, true, postgresql_settings, ask_postgresql, check_postgresql},
    {"sqlite", true, true, sqlite_settings, ask_sqlite, check_sqlite},
    {"aws_iam", false, false, aws_settings, ask_aws_iam},
    {"ldap_directory", false, false, ldap_settings, ask_ldap, check_ldap_source},
    {"active_directory", false, false, ldap_settings, ask_ldap, check_ldap_source},
}};
// clang-format on

}  // namespace

const SourceKind* find_kind(std::string_view connector) {
  const auto* place = std::find_if(kinds.begin(), kinds.end(), [&](const SourceKind& kind) {
    return kind.connector == connector;
  });
  return place == kinds.end() ? nullptr : place;
}

std::span<const SourceKind> source_kinds() {
  return kinds;
}

std::string setting_or(const Values& settings, const std::string& name, std::string preset) {
  const auto place = settings.find(name);
  return place == settings.end() ? std::move(preset) : place->second;
}

Result<bool> flag_setting(const Values& settings, const std::string& name, bool preset) {
  const std::string text = setting_or(settings, name, preset ? "true" : "false");
  if (text == "true" || text == "false") {
    return text == "true";
  }
  return Error{fmt::format("`{}` must be true or false", name)};
}

Result<std::chrono::milliseconds> duration_setting(const Values& settings, const std::string& name,
                                                   std::chrono::milliseconds preset) {
  const auto place = settings.find(name);
  if (place == settings.end()) {
    return preset;
  }
  std::string text = place->second;
  const bool milli = text.ends_with("ms");
  if (milli) {
    text.resize(text.size() - 2);
    text += "s";
  }
  const std::optional<Duration> parsed = parse_duration(text);
  if (!parsed || parsed->micros <= 0) {
    return Error{fmt::format("`{}` must be a duration, such as 500ms, 30s or 2h", name)};
  }
  return std::chrono::milliseconds(
      std::max<std::int64_t>(parsed->micros / (milli ? 1'000'000 : 1'000), 1));
}

Result<unsigned> number_setting(const Values& settings, const std::string& name, unsigned preset,
                                unsigned most) {
  const std::string text = setting_or(settings, name, std::to_string(preset));
  unsigned number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  if (fault != std::errc() || stop != end || number == 0 || number > most) {
    return Error{fmt::format("`{}` must be a number from 1 to {}", name, most)};
  }
  return number;
}

}  // namespace writ
