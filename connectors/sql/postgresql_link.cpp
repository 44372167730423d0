#include "connectors/sql/postgresql_link.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>

#include "base/text.h"

namespace writ {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds grace{10'000};  // a server has its timeout, and then the way to us

using Answer = std::unique_ptr<PGresult, void (*)(PGresult*)>;

LinkFault gone(std::string why) {
  return {std::move(why), true};
}

std::string field(const PGresult& result, int code) {
  const char* text = PQresultErrorField(&result, code);
  return text == nullptr ? "" : text;
}

// What is wrong with the end of an answer in which `came` rows came, or nothing.
std::string wrong_end(PGresult& result, const std::string& command, std::size_t came) {
  const std::string done = PQcmdStatus(&result);  // "FETCH 5000"
  if (ascii_lower(done.substr(0, done.find(' '))) != command) {
    return fmt::format("the server answers something else than it was asked: {} instead of {}",
                       in_backticks(done), in_backticks(command));
  }
  const std::string rows = PQcmdTuples(&result);
  if (rows.empty() ? came > 0 : rows != std::to_string(came)) {
    return fmt::format("{} rows came, and the server says that it sent {}", came,
                       rows.empty() ? "none" : printable(rows));
  }
  return {};
}

}  // namespace

PostgresqlLink::PostgresqlLink(pg_conn* connection, const PostgresqlSettings& settings)
    : connection_(connection),
      time_limit_(settings.time_limit),
      patience_(settings.statement_timeout.count() == 0 ? milliseconds(0)
                                                        : settings.statement_timeout + grace) {}

PostgresqlLink::~PostgresqlLink() {
  PQfinish(connection_);
}

Result<std::unique_ptr<PostgresqlLink>> PostgresqlLink::open(const PostgresqlSettings& settings) {
  const Clock::time_point deadline = Clock::now() + settings.time_limit;
  Redactor redactor;
  redactor.add(settings.password);
  const Result<pg_conn*> connection = connect_postgresql(settings, deadline, redactor);
  if (!connection) {
    return connection.error();
  }
  std::unique_ptr<PostgresqlLink> out(new PostgresqlLink(*connection, settings));
  out->redactor_.add(settings.password);
  out->deadline_ = deadline;
  return out;
}

milliseconds PostgresqlLink::time_left() const {
  return std::max(milliseconds(0),
                  std::chrono::duration_cast<milliseconds>(deadline_ - Clock::now()));
}

std::string PostgresqlLink::peer() const {
  const char* address = PQhostaddr(connection_);
  const char* protocol =
      PQsslInUse(connection_) == 1 ? PQsslAttribute(connection_, "protocol") : "not encrypted";
  return fmt::format("{}, {}", address == nullptr || *address == '\0' ? "a socket" : address,
                     protocol == nullptr ? "TLS" : protocol);
}

std::string PostgresqlLink::broken(const char* message) const {
  return "the connection broke: " + one_line(message, redactor_);
}

LinkFault PostgresqlLink::said(const PGresult& result) const {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  if (state.empty()) {  // libpq's own
    return {broken(PQresultErrorMessage(&result)), PQstatus(connection_) != CONNECTION_OK};
  }
  return {
      fmt::format("{} (SQLSTATE {})", one_line(field(result, PG_DIAG_MESSAGE_PRIMARY), redactor_),
                  printable(state)),
      PQstatus(connection_) != CONNECTION_OK};
}

std::string PostgresqlLink::wait() {
  const Clock::time_point silent_since = Clock::now();
  while (PQisBusy(connection_) == 1) {
    // OpenSSL may hold a record of 16 KiB that libpq takes in two steps, and poll() knows of
    // neither.
    for (int step = 0; step < 3; ++step) {
      if (PQconsumeInput(connection_) == 0 || PQisBusy(connection_) == 0) {
        return {};  // or PQgetResult() says what is wrong
      }
    }
    if (time_left().count() == 0) {
      return fmt::format("the time limit of {} s is over", time_limit_.count() / 1000);
    }
    milliseconds longest = std::min(time_left(), milliseconds(1000));
    if (patience_.count() != 0) {
      const auto silent = std::chrono::duration_cast<milliseconds>(Clock::now() - silent_since);
      if (silent >= patience_) {
        return fmt::format("the server said nothing for {} s", patience_.count() / 1000);
      }
      longest = std::min(longest, patience_ - silent);
    }
    pollfd socket{PQsocket(connection_), POLLIN, 0};
    poll(&socket, 1, static_cast<int>(longest.count()) + 1);
  }
  return {};
}

// `command`: what the server says that it has done (CommandComplete) begins with it; nothing, of
// describe(). An answer that lacks rows, or is of another question, ends the link.
std::optional<LinkFault> PostgresqlLink::answer(const std::string& command, const TakeRow& take) {
  std::optional<LinkFault> fault;
  std::size_t came = 0;
  bool ended = false;
  for (;;) {
    if (std::string late = wait(); !late.empty()) {
      return gone(std::move(late));
    }
    const Answer result(PQgetResult(connection_), PQclear);
    if (!result) {
      break;
    }
    switch (PQresultStatus(result.get())) {
      case PGRES_SINGLE_TUPLE:
        ++came;
        if (const Result<bool> taken = take ? take(*result) : Result<bool>(true); !taken) {
          return gone(taken.error().message);
        }
        break;
      case PGRES_TUPLES_OK:  // the end of the rows
      case PGRES_COMMAND_OK:
        if (std::string wrong = wrong_end(*result, command, came); !wrong.empty()) {
          return gone(std::move(wrong));
        }
        ended = true;
        if (command.empty()) {  // of describe()
          if (const Result<bool> taken = take(*result); !taken) {
            return gone(taken.error().message);
          }
        }
        break;
      case PGRES_FATAL_ERROR:  // the first says more than that the connection is over
        fault = fault ? fault : said(*result);
        break;
      default:
        return gone("the server answers with something other than rows");
    }
  }
  if (PQstatus(connection_) != CONNECTION_OK) {
    fault = fault ? fault : gone(broken(PQerrorMessage(connection_)));
    fault->lost = true;
  }
  return fault || ended ? fault : gone("the server's answer has no end");
}

std::optional<LinkFault> PostgresqlLink::ask(const std::string& statement,
                                             const std::vector<std::string>& parameters,
                                             const TakeRow& take) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const std::string& parameter : parameters) {
    values.push_back(parameter.c_str());
  }
  if (PQsendQueryParams(connection_, statement.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), nullptr, nullptr, 0) == 0 ||
      PQsetSingleRowMode(connection_) == 0) {
    return gone(broken(PQerrorMessage(connection_)));
  }
  return answer(statement.substr(0, statement.find(' ')), take);
}

std::optional<LinkFault> PostgresqlLink::describe(const std::string& cursor, const TakeRow& take) {
  if (PQsendDescribePortal(connection_, cursor.c_str()) == 0) {
    return gone(broken(PQerrorMessage(connection_)));
  }
  return answer("", take);
}

}  // namespace writ
