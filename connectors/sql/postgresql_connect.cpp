#include <fmt/format.h>
#include <libpq-fe.h>
#include <netdb.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>

#include "base/text.h"
#include "connectors/http/address.h"
#include "connectors/sql/postgresql_link.h"

namespace writ {
namespace {

// libpq fills in what is not said from the environment and from files of the home folder; an empty
// text counts as not said. A path below a file can never be there.
constexpr const char* no_file = "/dev/null/none";
// libpq of Debian 12 has no word yet for the machine's certificates.
constexpr const char* machine_certificates = "/etc/ssl/certs/ca-certificates.crt";

using Parameters = std::map<std::string, std::string>;

struct Option {
  std::string name;
  std::string variable;  // of the environment; empty: none
};

// What this libpq knows.
std::vector<Option> known_options() {
  std::vector<Option> out;
  PQconninfoOption* options = PQconninfoParse("", nullptr);
  for (const PQconninfoOption* at = options; at != nullptr && at->keyword != nullptr; ++at) {
    out.push_back({at->keyword, at->envvar == nullptr ? "" : at->envvar});
  }
  PQconninfoFree(options);
  return out;
}

bool is_folder(const std::string& host) {
  return host.starts_with('/') || host.starts_with('@');
}

// The addresses that may be asked, as texts.
Result<std::vector<std::string>> checked_addresses(const PostgresqlSettings& settings) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = getaddrinfo(settings.host.c_str(), nullptr, &hints, &found); code != 0) {
    return Error{"the host's name is not known: " + std::string(gai_strerror(code))};
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  std::vector<std::string> out;
  std::string refused;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const std::string special =
        settings.allow_private ? std::string() : special_address(*at->ai_addr);
    if (special.empty()) {
      out.push_back(address_text(*at->ai_addr));
    } else {
      refused = fmt::format(
          "it leads to {}, a {} address; if the source is meant to be there, set "
          "`allow_private: true`",
          address_text(*at->ai_addr), special);
    }
  }
  return out.empty() ? Result<std::vector<std::string>>(Error{refused}) : std::move(out);
}

// libpq takes lists of hosts and addresses, divided by commas, of one length.
Result<bool> put_place(const PostgresqlSettings& settings, Parameters& parameters) {
  if (settings.host.empty() || settings.host.find(',') != std::string::npos) {
    return Error{"`host` is the name of one server, found " + in_backticks(settings.host)};
  }
  parameters["port"] = std::to_string(settings.port);
  if (is_folder(settings.host)) {
    parameters["host"] = settings.host;
    return settings.allow_private
               ? Result<bool>(true)
               : Error{"a socket of this machine is asked only with `allow_private: true`"};
  }
  const Result<std::vector<std::string>> addresses = checked_addresses(settings);
  if (!addresses) {
    return addresses.error();
  }
  for (const std::string& address : *addresses) {
    const char* comma = parameters["host"].empty() ? "" : ",";
    parameters["host"] += comma + settings.host;
    parameters["hostaddr"] += comma + address;
  }
  return true;
}

Result<Parameters> parameters_of(const PostgresqlSettings& settings) {
  if (settings.user.empty() || settings.database.empty()) {
    return Error{settings.user.empty() ? "say as which `user` to ask" : "say which `database`"};
  }
  const auto or_none = [](const std::string& file) { return file.empty() ? no_file : file; };
  const bool checks_server =
      settings.ssl_mode == SslMode::verify_full || settings.ssl_mode == SslMode::verify_ca;
  const auto timeout = std::min(settings.connect_timeout, settings.time_limit);
  Parameters out = {
      {"dbname", settings.database},
      {"user", settings.user},
      {"password", settings.password},
      {"passfile", no_file},
      {"application_name", "writ"},
      {"client_encoding", "UTF8"},
      {"connect_timeout", std::to_string(std::max<long>(2, (timeout.count() + 999) / 1000))},
      {"tcp_user_timeout", "30000"},
      {"target_session_attrs", "any"},
      {"load_balance_hosts", "disable"},
      {"channel_binding", "prefer"},
      {"gssencmode", "disable"},
      {"krbsrvname", "postgres"},
      {"gsslib", "gssapi"},
      {"require_auth", "!gss,!sspi"},  // known from version 16 on
      {"sslmode", std::string(ssl_mode_names[static_cast<std::size_t>(settings.ssl_mode)])},
      {"sslrootcert", settings.ca_file.empty() && checks_server ? machine_certificates
                                                                : or_none(settings.ca_file)},
      {"sslcert", or_none(settings.client_certificate)},
      {"sslkey", or_none(settings.client_key)},
      {"sslcrl", no_file},
      {"sslcrldir", no_file},
      {"sslcertmode", "allow"},
      {"sslcompression", "0"},
      {"sslsni", "1"},
      {"sslnegotiation", "postgres"},
      {"ssl_min_protocol_version", "TLSv1.2"},
      {"ssl_max_protocol_version", "TLSv1.3"},
  };
  if (const Result<bool> place = put_place(settings, out); !place) {
    return place.error();
  }
  return out;
}

// What an error of libpq's leaves to be said.
std::string advice(const std::string& message) {
  struct Advice {
    std::string_view on;
    std::string_view text;
  };
  static constexpr std::array<Advice, 3> table = {{
      {"certificate verify failed", "set `ca_file` to the certificate of whoever signed it"},
      {"does not support SSL",
       "`ssl_mode: disable` asks without encryption, for a network that nobody else reads"},
      {"no password supplied", "set `password`"},
  }};
  for (const Advice& row : table) {
    if (message.find(row.on) != std::string::npos) {
      return "; " + std::string(row.text);
    }
  }
  return {};
}

}  // namespace

std::string one_line(const std::string& message, const Redactor& redactor) {
  constexpr std::size_t longest = 500;
  std::string out;
  for (std::size_t begin = 0; begin < message.size();) {
    const std::size_t end = std::min(message.find('\n', begin), message.size());
    const std::string_view line = trim(std::string_view(message).substr(begin, end - begin));
    begin = end + 1;
    if (!line.empty()) {
      out += out.empty() ? "" : "; ";
      out += line;
    }
  }
  out = printable(redactor.clean(out));
  return out.size() > longest ? out.substr(0, longest) + "…" : out;
}

Result<pg_conn*> connect_postgresql(const PostgresqlSettings& settings, const Redactor& redactor) {
  const Result<Parameters> parameters = parameters_of(settings);
  if (!parameters) {
    return parameters.error();
  }
  std::vector<const char*> names;
  std::vector<const char*> values;
  const std::vector<Option> options = known_options();
  for (const Option& option : options) {
    const auto said = parameters->find(option.name);
    if (said != parameters->end() && !said->second.empty()) {
      names.push_back(said->first.c_str());
      values.push_back(said->second.c_str());
      continue;
    }
    const char* found = option.variable.empty() ? nullptr : std::getenv(option.variable.c_str());
    if (found != nullptr && *found != '\0') {
      return Error{fmt::format("{} is set in the environment and would have a say: unset it",
                               option.variable)};
    }
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  pg_conn* connection = PQconnectdbParams(names.data(), values.data(), 0);
  if (PQstatus(connection) != CONNECTION_OK) {
    const std::string message = PQerrorMessage(connection);
    PQfinish(connection);
    return Error{one_line(message, redactor) + advice(message)};
  }
  // What a server remarks would go to the terminal otherwise.
  PQsetNoticeReceiver(
      connection, [](void*, const PGresult*) {}, nullptr);
  return connection;
}

}  // namespace writ
