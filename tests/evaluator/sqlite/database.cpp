#include "evaluator/sqlite/database.h"

#include <sqlite3.h>

#include <cmath>

#include "base/time.h"

namespace writ::testing {

namespace {

void expect_ok(sqlite3* database, int code) {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
    throw SqliteError{sqlite3_errmsg(database)};
  }
}

struct Limits {
  std::int64_t low;
  std::int64_t high;
  const char* complaint;
};

constexpr Limits integers{INT64_MIN, INT64_MAX, "overflow"};
constexpr Limits instants{earliest_instant.micros, latest_instant.micros, "overflow of instants"};
// 2025-10-26T01:00:00Z to 2026-03-29T01:00:00Z.
constexpr Limits winter{1'761'440'400 * micros_per_second, 1'774'746'000 * micros_per_second - 1,
                        "a day of another season in Paris"};

// The argument itself, an infinity and NULL included.
void limited(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* limits = static_cast<const Limits*>(sqlite3_user_data(context));
  sqlite3_value* value = arguments[0];
  const int type = sqlite3_value_type(value);
  const bool infinite = type == SQLITE_FLOAT && std::isinf(sqlite3_value_double(value));
  const std::int64_t number = sqlite3_value_int64(value);
  const bool fits = type == SQLITE_INTEGER && number >= limits->low && number <= limits->high;
  if (type == SQLITE_NULL || infinite || fits) {
    sqlite3_result_value(context, value);
  } else {
    sqlite3_result_error(context, limits->complaint, -1);
  }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

Statement::Statement(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
  expect_ok(database, code);
}

void Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), next_++, value);
}

void Statement::bind(const std::string& value) {
  sqlite3_bind_text(statement_.get(), next_++, value.c_str(), static_cast<int>(value.size()),
                    SQLITE_TRANSIENT);
}

void Statement::bind_null() {
  sqlite3_bind_null(statement_.get(), next_++);
}

std::vector<Statement::Row> Statement::run() {
  std::vector<Row> rows;
  int code = sqlite3_step(statement_.get());
  for (; code == SQLITE_ROW; code = sqlite3_step(statement_.get())) {
    Row row;
    for (int i = 0; i < sqlite3_column_count(statement_.get()); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), i));
      row.push_back(text != nullptr ? std::optional<std::string>(text) : std::nullopt);
    }
    rows.push_back(std::move(row));
  }
  sqlite3* database = sqlite3_db_handle(statement_.get());
  const std::string message = code == SQLITE_DONE ? std::string() : sqlite3_errmsg(database);
  sqlite3_reset(statement_.get());
  next_ = 1;
  if (!message.empty()) {
    throw SqliteError{message};
  }
  return rows;
}

Database::Database() {
  sqlite3* database = nullptr;
  const int code = sqlite3_open(":memory:", &database);
  database_.reset(database);
  expect_ok(database, code);
  struct Function {
    const char* name;
    const Limits* limits;
  };
  for (const Function& function : {Function{"checked", &integers}, Function{"instant", &instants},
                                   Function{"in_winter", &winter}}) {
    expect_ok(database, sqlite3_create_function(database, function.name, 1, SQLITE_UTF8,
                                                const_cast<Limits*>(function.limits), limited,
                                                nullptr, nullptr));
  }
}

void Database::execute(const std::string& sql) {
  expect_ok(database_.get(), sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

}  // namespace writ::testing
