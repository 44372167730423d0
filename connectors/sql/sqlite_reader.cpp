#include "connectors/sql/sqlite_reader.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.h"
#include "connectors/limits.h"

namespace writ {
namespace {

using Clock = std::chrono::steady_clock;

struct Limit {
  int what;
  int most;
};
constexpr std::array<Limit, 8> limits = {{
    {SQLITE_LIMIT_LENGTH, static_cast<int>(max_record_bytes)},
    {SQLITE_LIMIT_SQL_LENGTH, 1 << 20},
    {SQLITE_LIMIT_COLUMN, 2000},
    {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 100},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
}};

struct Switch {
  int what;
  int on;
};
constexpr std::array<Switch, 7> switches = {{
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
    {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
}};

// The file's name as a URI, in which no character means anything: "./" before a relative one keeps
// `:memory:` a file.
std::string uri_of(const SqliteSettings& settings) {
  std::string out = settings.file.starts_with('/') ? "file:" : "file:./";
  for (const char c : settings.file) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z') || byte == '/' || byte == '.' || byte == '_' ||
                       byte == '-';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out + "?mode=ro" + (settings.immutable ? "&immutable=1" : "");
}

// What a query may do. Tables and views are read, functions called; everything else is refused,
// but for the check while `checking`.
int authorize(void* checking, int action, const char* what, const char* name, const char*,
              const char*) {
  switch (action) {
    case SQLITE_PRAGMA:
      return *static_cast<const bool*>(checking) && std::string_view(what) == "integrity_check"
                 ? SQLITE_OK
                 : SQLITE_DENY;
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return std::string_view(name) == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    default:
      return SQLITE_DENY;
  }
}

int is_late(void* deadline) {
  return Clock::now() >= *static_cast<const Clock::time_point*>(deadline) ? 1 : 0;
}

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

// SQLite makes no file that is opened to be read; but a pipe would block, and its own message for a
// file that is missing says little.
Result<bool> is_there(const std::string& file) {
  struct stat facts {};
  if (file.empty() || file.find('\0') != std::string::npos) {
    return Error{"say which `file`"};
  }
  if (stat(file.c_str(), &facts) != 0) {
    return Error{fmt::format("cannot open {}: {}", printable(file), std::strerror(errno))};
  }
  return S_ISREG(facts.st_mode)
             ? Result<bool>(true)
             : Error{fmt::format("cannot open {}: it is no regular file", printable(file))};
}

}  // namespace

SqliteReader::SqliteReader(const SqliteSettings& settings)
    : time_limit_(settings.time_limit),
      busy_timeout_(std::min(settings.busy_timeout, settings.time_limit)),
      deadline_(Clock::now() + settings.time_limit),
      file_(settings.file),
      immutable_(settings.immutable) {}

SqliteReader::~SqliteReader() {
  sqlite3_close(database_);
}

Error SqliteReader::failed(int code) const {
  const std::string said = printable(sqlite3_errmsg(database_));
  switch (code & 0xFF) {
    case SQLITE_INTERRUPT:
      return Error{fmt::format("the time limit of {} s is over", time_limit_.count() / 1000)};
    case SQLITE_NOTADB:
      return Error{"the file is no SQLite database, or an encrypted one"};
    case SQLITE_CORRUPT:
      return Error{"the file is damaged: " + said};
    case SQLITE_BUSY:
      return Error{fmt::format("the database is locked by whoever writes it, for more than {} ms",
                               busy_timeout_.count())};
    case SQLITE_AUTH:
      return Error{"a query may only read: " + said};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return Error{
          said +
          ": a database in WAL mode, or one whose last writer crashed, needs a folder that "
          "can be written; ask a copy, with `immutable: true` if nobody writes it"};
    default:
      return Error{said};
  }
}

Result<bool> SqliteReader::run(const char* statement, std::string* value) {
  const auto take = [](void* to, int columns, char** values, char**) {
    if (to != nullptr && columns > 0 && values[0] != nullptr) {
      *static_cast<std::string*>(to) = values[0];
    }
    return 0;
  };
  const int code = sqlite3_exec(database_, statement, take, value, nullptr);
  return code == SQLITE_OK ? Result<bool>(true) : failed(code);
}

Result<bool> SqliteReader::guard() {
  for (const Limit& limit : limits) {
    sqlite3_limit(database_, limit.what, limit.most);
  }
  for (const Switch& one : switches) {
    if (sqlite3_db_config(database_, one.what, one.on, nullptr) != SQLITE_OK) {
      return Error{"this SQLite is too old to be opened safely"};
    }
  }
  sqlite3_busy_timeout(database_, static_cast<int>(busy_timeout_.count()));
  sqlite3_progress_handler(database_, 1000, is_late, &deadline_);
  return run(
      "pragma query_only = on; pragma cell_size_check = on; pragma mmap_size = 0;"
      "pragma temp_store = memory");
}

// A deferred transaction sees what is there at its first read. Virtual tables, whose code reads
// what a file says, cannot be opened once queries are looked at; those of JSON, which read no file,
// are open by then.
Result<bool> SqliteReader::begin() {
  Result<bool> begun =
      run("begin; select count(*) from sqlite_schema, json_each('[]'), json_tree('[]')");
  state_ = file_state(file_);
  begun = begun ? run("pragma journal_mode", &journal_mode_) : begun;
  sqlite3_set_authorizer(database_, authorize, &checking_);
  return begun ? check() : begun;
}

Result<bool> SqliteReader::check() {
  checking_ = true;
  const SqliteHealth health = check_health(database_);
  checking_ = false;
  damage_ = health.damage.empty() ? "" : "the file is damaged: " + health.damage;
  if (health.code == SQLITE_OK) {
    return true;
  }
  if (const int code = health.code & 0xFF; code != SQLITE_ERROR && code != SQLITE_AUTH) {
    return failed(code);
  }
  unchecked_ = health.unchecked;  // for a collation or a function that is not ours, say
  return true;
}

// While we read, whoever writes by SQLite's rules leaves the file alone, or uses a -wal file, from
// which the file may be brought up to date meanwhile.
std::string SqliteReader::damage() const {
  const bool rests = immutable_ || journal_mode_ != "wal";
  return damage_.empty() && rests && was_written(state_, file_state(file_))
             ? "the file was changed while it was read, by somebody who does not heed its locks"
             : damage_;
}

Result<std::unique_ptr<SqliteReader>> SqliteReader::open(const SqliteSettings& settings) {
  if (const Result<bool> there = is_there(settings.file); !there) {
    return there.error();
  }
  std::unique_ptr<SqliteReader> out(new SqliteReader(settings));
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX;
  const int code = sqlite3_open_v2(uri_of(settings).c_str(), &out->database_, flags, nullptr);
  if (code != SQLITE_OK) {
    return out->failed(code);
  }
  Result<bool> ready = out->guard();
  ready = ready ? out->begin() : ready;
  return ready ? Result<std::unique_ptr<SqliteReader>>(std::move(out)) : ready.error();
}

// The one statement of `query`. After it there may be white space, comments and semicolons.
Result<sqlite3_stmt*> SqliteReader::prepared(const std::string& query) {
  if (query.size() > (1 << 20) || query.find('\0') != std::string::npos) {
    return Error{"a query is one statement of at most 1 MiB"};
  }
  sqlite3_stmt* first = nullptr;
  const char* tail = query.c_str();
  while (first == nullptr && *tail != '\0') {
    if (const int code = sqlite3_prepare_v2(database_, tail, -1, &first, &tail);
        code != SQLITE_OK) {
      return failed(code);
    }
  }
  Statement owner(first);
  while (*tail != '\0') {
    sqlite3_stmt* more = nullptr;
    const int code = sqlite3_prepare_v2(database_, tail, -1, &more, &tail);
    const Statement more_owner(more);
    if (code != SQLITE_OK || more != nullptr) {
      return Error{"a query is one statement, and more follows"};
    }
  }
  if (first == nullptr) {
    return Error{"the query is empty"};
  }
  if (sqlite3_stmt_readonly(first) == 0 || sqlite3_column_count(first) == 0) {
    return Error{"a query may only read, and must return rows"};
  }
  return owner.release();
}

Result<bool> SqliteReader::ask(const std::string& query, const Take& begin, const Take& take) {
  if (is_late(&deadline_) != 0) {
    return failed(SQLITE_INTERRUPT);
  }
  const Result<sqlite3_stmt*> prepared_query = prepared(query);
  if (!prepared_query) {
    return prepared_query.error();
  }
  const Statement statement(*prepared_query);
  if (Result<bool> begun = begin(statement.get()); !begun) {
    return begun;
  }
  for (;;) {
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_DONE) {
      return true;
    }
    if (code != SQLITE_ROW) {
      return failed(code);
    }
    if (Result<bool> taken = take(statement.get()); !taken) {
      return taken;
    }
  }
}

}  // namespace writ
