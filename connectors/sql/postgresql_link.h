// PostgresqlLink: one connection to a PostgreSQL server, and statements one after the other, each
// with an answer that comes row by row. Knows what may go wrong between two machines; nothing of
// tables and pages. libpq does the work.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/rest/redactor.h"
#include "connectors/sql/fetch_postgresql.h"

struct pg_conn;    // libpq's PGconn
struct pg_result;  // libpq's PGresult

namespace writ {

struct LinkFault {
  std::string why;    // for people, without secrets
  bool lost = false;  // the connection is of no further use
};

// The connection alone, checked as the settings say: postgresql_connect.cpp. Of a host with several
// addresses, the first that answers.
Result<pg_conn*> connect_postgresql(const PostgresqlSettings& settings,
                                    std::chrono::steady_clock::time_point deadline,
                                    const Redactor& redactor);
// What libpq or a server says, on one line.
std::string one_line(const std::string& message, const Redactor& redactor);

class PostgresqlLink {
 public:
  static Result<std::unique_ptr<PostgresqlLink>> open(const PostgresqlSettings& settings);
  ~PostgresqlLink();
  PostgresqlLink(const PostgresqlLink&) = delete;
  PostgresqlLink& operator=(const PostgresqlLink&) = delete;

  // Called for each row, which is row 0 of the result. What it says is wrong ends the link.
  using TakeRow = std::function<Result<bool>(const pg_result& row)>;

  // One statement, by the extended protocol, which takes no second one.
  std::optional<LinkFault> ask(const std::string& statement,
                               const std::vector<std::string>& parameters = {},
                               const TakeRow& take = {});
  // The columns of an open cursor, as the columns of a row without values.
  std::optional<LinkFault> describe(const std::string& cursor, const TakeRow& take);

  std::chrono::milliseconds time_left() const;
  std::string peer() const;  // "203.0.113.5, TLSv1.3"

 private:
  PostgresqlLink(pg_conn* connection, const PostgresqlSettings& settings);
  std::optional<LinkFault> answer(const std::string& command, const TakeRow& take);
  std::string wait();  // empty: a result is there
  LinkFault said(const pg_result& result) const;
  std::string broken(const char* message) const;

  pg_conn* connection_;
  Redactor redactor_;
  std::chrono::milliseconds time_limit_;
  std::chrono::milliseconds patience_;  // with a silent server; 0: until the time limit
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace writ
