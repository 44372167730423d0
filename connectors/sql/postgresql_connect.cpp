#include <fmt/format.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <poll.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "connectors/http/address.h"
#include "connectors/sql/postgresql_link.h"
#include "connectors/sql/postgresql_options.h"

namespace writ {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// The addresses that may be asked, as texts; of a socket's folder one empty text.
Result<std::vector<std::string>> checked_addresses(const PostgresqlSettings& settings) {
  // libpq takes lists of hosts, divided by commas.
  if (settings.host.empty() || settings.host.find(',') != std::string::npos) {
    return Error{"`host` is the name of one server, found " + in_backticks(settings.host)};
  }
  if (settings.host.starts_with('/') || settings.host.starts_with('@')) {
    return settings.allow_private
               ? Result<std::vector<std::string>>(std::vector<std::string>(1))
               : Error{"a socket of this machine is asked only with `allow_private: true`"};
  }
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

struct Attempt {
  pg_conn* connection = nullptr;
  std::string why;       // where there is none
  bool reached = false;  // somebody answered: another address of the host would say the same
};

// Until it is there, or failed, or late. The state of `connection` says which.
void wait_for(pg_conn* connection, Clock::time_point until, Attempt& attempt) {
  for (PostgresPollingStatusType state = PGRES_POLLING_WRITING;
       state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED;) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
    if (left.count() <= 0) {
      attempt.why = "nobody answers at that address in time";
      return;
    }
    const short event = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    pollfd socket{PQsocket(connection), event, 0};
    if (poll(&socket, 1, static_cast<int>(std::min(left, milliseconds(1000)).count())) > 0) {
      state = PQconnectPoll(connection);
    }
    attempt.reached = attempt.reached || PQstatus(connection) >= CONNECTION_AWAITING_RESPONSE;
  }
}

Attempt attempt_at(const std::map<std::string, std::string>& options, Clock::time_point until,
                   const Redactor& redactor) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : options) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  Attempt out;
  pg_conn* connection = PQconnectStartParams(names.data(), values.data(), 0);
  if (PQstatus(connection) != CONNECTION_BAD) {
    // What a server remarks would go to the terminal otherwise.
    PQsetNoticeReceiver(
        connection, [](void*, const PGresult*) {}, nullptr);
    wait_for(connection, until, out);
  }
  if (PQstatus(connection) == CONNECTION_OK) {
    out.connection = connection;
    return out;
  }
  if (out.why.empty()) {
    const std::string message = PQerrorMessage(connection);
    out.why = one_line(message, redactor) + advice(message);
  }
  PQfinish(connection);
  return out;
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
  out = redactor.clean(out);
  return printable(out.size() > longest ? out.substr(0, longest) + "…" : out);
}

Result<pg_conn*> connect_postgresql(const PostgresqlSettings& settings, Clock::time_point deadline,
                                    const Redactor& redactor) {
  const Result<std::vector<std::string>> addresses = checked_addresses(settings);
  if (!addresses) {
    return addresses.error();
  }
  std::string why;
  for (const std::string& address : *addresses) {
    const auto options = libpq_options(settings, address);
    if (!options) {
      return options.error();
    }
    const Clock::time_point until = std::min(deadline, Clock::now() + settings.connect_timeout);
    Attempt attempt = attempt_at(*options, until, redactor);
    if (attempt.connection != nullptr) {
      return attempt.connection;
    }
    why += (why.empty() ? "" : "; ") + attempt.why;
    if (attempt.reached) {
      break;
    }
  }
  return Error{why};
}

}  // namespace writ
