// SqliteReader: a database file in a transaction that can only read, and queries on it. Knows
// nothing of tables and pages. SQLite does the work.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "connectors/sql/fetch_sqlite.h"
#include "connectors/sql/sqlite_check.h"

struct sqlite3;
struct sqlite3_stmt;

namespace writ {

class SqliteReader {
 public:
  static Result<std::unique_ptr<SqliteReader>> open(const SqliteSettings& settings);
  ~SqliteReader();
  SqliteReader(const SqliteReader&) = delete;
  SqliteReader& operator=(const SqliteReader&) = delete;

  // `begin` once, with the columns; `take` for each row. The error: of the query, of the file, or
  // what one of them says.
  using Take = std::function<Result<bool>(sqlite3_stmt* row)>;
  Result<bool> ask(const std::string& query, const Take& begin, const Take& take);

  std::string journal_mode() const { return journal_mode_; }
  // Why no table of the file is surely whole, or nothing.
  std::string damage() const;
  // Why nobody knows whether the file is damaged, or nothing.
  const std::string& unchecked() const { return unchecked_; }

 private:
  explicit SqliteReader(const SqliteSettings& settings);
  Result<bool> guard();
  Result<bool> begin();
  Result<bool> check();
  Result<bool> run(const char* statement, std::string* value = nullptr);
  Result<sqlite3_stmt*> prepared(const std::string& query);
  Error failed(int code) const;

  sqlite3* database_ = nullptr;
  std::chrono::milliseconds time_limit_;
  std::chrono::milliseconds busy_timeout_;
  std::chrono::steady_clock::time_point deadline_;
  std::string journal_mode_;
  std::string file_;
  bool immutable_;
  FileState state_;  // since we read
  bool checking_ = false;
  std::string damage_;
  std::string unchecked_;
};

}  // namespace writ
