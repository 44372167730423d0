#include "connectors/sql/postgresql_options.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <memory>

namespace writ {
namespace {

// libpq fills in what is not said from the environment and from files of the home folder; an empty
// text counts as not said. A path below a file can never be there.
constexpr const char* no_file = "/dev/null/none";
// libpq of Debian 12 has no word yet for the machine's certificates.
constexpr const char* machine_certificates = "/etc/ssl/certs/ca-certificates.crt";

using Options = std::map<std::string, std::string>;

std::string authorities(const PostgresqlSettings& settings) {
  const bool checks_server =
      settings.ssl_mode == SslMode::verify_full || settings.ssl_mode == SslMode::verify_ca;
  return !settings.ca_file.empty() ? settings.ca_file
         : checks_server           ? machine_certificates
                                   : no_file;
}

// Those that libpq of some version knows. PGDATESTYLE, PGTZ and PGGEQO are no options: the
// transaction sets the first two itself, the third changes no answer.
Options all_options(const PostgresqlSettings& settings, const std::string& address) {
  const auto or_none = [](const std::string& file) { return file.empty() ? no_file : file; };
  return {
      {"host", settings.host},
      {"hostaddr", address},
      {"port", std::to_string(settings.port)},
      {"dbname", settings.database},
      {"user", settings.user},
      {"password", settings.password},
      {"passfile", no_file},
      {"application_name", "writ"},
      {"client_encoding", "UTF8"},
      {"connect_timeout", "0"},  // whoever connects looks at the clock
      {"tcp_user_timeout", "30000"},
      {"target_session_attrs", "any"},
      {"load_balance_hosts", "disable"},
      {"channel_binding", "prefer"},
      {"gssencmode", "disable"},
      {"krbsrvname", "postgres"},
      {"gsslib", "gssapi"},
      {"gssdelegation", "0"},
      {"require_auth", "!gss,!sspi"},
      {"sslmode", std::string(ssl_mode_names[static_cast<std::size_t>(settings.ssl_mode)])},
      {"sslnegotiation", "postgres"},
      {"sslrootcert", authorities(settings)},
      {"sslcert", or_none(settings.client_certificate)},
      {"sslkey", or_none(settings.client_key)},
      {"sslcertmode", "allow"},
      {"sslcrl", no_file},
      {"sslcrldir", no_file},
      {"sslcompression", "0"},
      {"sslsni", "1"},
      {"ssl_min_protocol_version", "TLSv1.2"},
      {"ssl_max_protocol_version", "TLSv1.3"},
  };
}

}  // namespace

Result<Options> libpq_options(const PostgresqlSettings& settings, const std::string& address) {
  if (settings.user.empty() || settings.database.empty()) {
    return Error{settings.user.empty() ? "say as which `user` to ask" : "say which `database`"};
  }
  const Options all = all_options(settings, address);
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> known(
      PQconninfoParse("", nullptr), PQconninfoFree);
  Options out;
  for (const PQconninfoOption* at = known.get(); at != nullptr && at->keyword != nullptr; ++at) {
    const auto said = all.find(at->keyword);
    if (said != all.end() && !said->second.empty()) {
      out.insert(*said);
      continue;
    }
    const char* variable = at->envvar == nullptr ? nullptr : std::getenv(at->envvar);
    if (variable != nullptr && *variable != '\0') {
      return Error{
          fmt::format("{} is set in the environment and would have a say: unset it", at->envvar)};
    }
  }
  return out;
}

}  // namespace writ
