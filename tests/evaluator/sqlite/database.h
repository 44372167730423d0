// A SQLite database in memory, and its statements.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace writ::testing {

// What SQLite says went wrong.
struct SqliteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Statement {
 public:
  // One row's columns as text; nothing: NULL.
  using Row = std::vector<std::optional<std::string>>;

  Statement(sqlite3* database, const std::string& sql);
  // Parameters are bound in order, from the first, until the next run.
  void bind(std::int64_t value);
  void bind(const std::string& value);
  void bind_null();
  std::vector<Row> run();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
};

// Its queries may call checked(n), which fails where n has left the integers, but for infinity;
// instant(n), which also fails outside the years 1 to 9999; in_winter(n), which fails but for
// instants of the winter of 2025 in Paris.
class Database {
 public:
  Database();
  void execute(const std::string& sql);
  Statement prepare(const std::string& sql) { return Statement(database_.get(), sql); }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace writ::testing
