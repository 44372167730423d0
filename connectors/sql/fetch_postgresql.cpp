#include "connectors/sql/fetch_postgresql.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>

#include "base/text.h"
#include "connectors/rest/server_time.h"
#include "connectors/sql/postgresql_array.h"
#include "connectors/sql/postgresql_link.h"
#include "connectors/sql/row_pages.h"

namespace writ {
namespace {

using std::chrono::milliseconds;

// pg_type.oid of what is printed as `t` and `f`; fixed since ever
// (src/include/catalog/pg_type.dat).
constexpr Oid bool_oid = 16;

// For the transaction alone. row_security off: a policy that would leave rows out is an error.
constexpr const char* settle =
    "select pg_catalog.set_config(s.name, s.value, true) from (values ('TimeZone', 'UTC'),"
    " ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'iso_8601'), ('bytea_output', 'hex'),"
    " ('extra_float_digits', '1'), ('row_security', 'off'), ('cursor_tuple_fraction', '1'),"
    " ('lock_timeout', $1), ('statement_timeout', $2)) as s(name, value)";

constexpr const char* who_and_when =
    "select current_user, session_user, pg_catalog.current_setting('server_version'),"
    " (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user),"
    " (select r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = current_user),"
    " pg_catalog.current_setting('default_transaction_read_only'),"
    " pg_catalog.current_setting('transaction_read_only'),"
    " pg_catalog.current_setting('transaction_isolation'), pg_catalog.now(),"
    " pg_catalog.clock_timestamp(), pg_catalog.txid_current_snapshot()";

// Arrays by their output function: what else has elements is printed in other ways.
constexpr const char* array_types =
    "select t.oid, t.typelem, t.typdelim from pg_catalog.pg_type t"
    " where t.oid = any ($1::pg_catalog.oid[])"
    " and t.typoutput = 'pg_catalog.array_out'::pg_catalog.regproc";

std::string value(const PGresult& row, int column) {
  return {PQgetvalue(&row, 0, column), static_cast<std::size_t>(PQgetlength(&row, 0, column))};
}

struct RowColumn {
  std::string name;
  Oid type = 0;
  bool is_array = false;
  ArrayType array;
};

class PostgresqlFetch {
 public:
  PostgresqlFetch(const SqlOrder& order, const PostgresqlSettings& settings, Spool& spool,
                  const CollectProgress& progress)
      : order_(order), settings_(settings), spool_(spool), progress_(progress) {}

  std::map<std::string, TablePages> run();

 private:
  std::optional<LinkFault> open();
  std::optional<LinkFault> take_facts();
  std::optional<LinkFault> table(const std::string& query, RowPages& pages);
  std::optional<LinkFault> rows(RowPages& pages);
  std::optional<LinkFault> read_columns();
  std::optional<LinkFault> find_arrays();
  Result<bool> take_row(const PGresult& row, RowPages& pages) const;
  std::string timeout() const;
  std::string address() const;

  const SqlOrder& order_;
  const PostgresqlSettings& settings_;
  Spool& spool_;
  const CollectProgress& progress_;
  std::unique_ptr<PostgresqlLink> link_;
  std::map<std::string, TablePages> out_;
  std::vector<RowColumn> columns_;  // of the query that is read
};

std::string PostgresqlFetch::address() const {
  const bool v6 = settings_.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + settings_.host + "]" : settings_.host;
  return printable(fmt::format("{}:{}/{}", host, settings_.port, settings_.database));
}

// Of the server, in milliseconds. Where the time limit comes first, we say so ourselves, and the
// server stops soon after.
std::string PostgresqlFetch::timeout() const {
  const milliseconds left = link_->time_left() + milliseconds(2'000);
  const milliseconds asked = settings_.statement_timeout;
  return std::to_string((asked.count() == 0 ? left : std::min(left, asked)).count());
}

std::optional<LinkFault> PostgresqlFetch::open() {
  Result<std::unique_ptr<PostgresqlLink>> link = PostgresqlLink::open(settings_);
  if (!link) {
    return LinkFault{link.error().message, true};
  }
  link_ = std::move(*link);
  constexpr milliseconds lock_timeout{10'000};  // readers wait for little but ALTER TABLE
  const std::string wait =
      std::to_string(settings_.statement_timeout.count() == 0
                         ? lock_timeout.count()
                         : std::min(settings_.statement_timeout, lock_timeout).count());
  std::optional<LinkFault> fault = link_->ask("begin isolation level repeatable read, read only");
  fault = fault ? fault : link_->ask(settle, {wait, timeout()});
  fault = fault ? fault : take_facts();
  return fault ? fault : link_->ask("savepoint writ");
}

std::optional<LinkFault> PostgresqlFetch::take_facts() {
  const Instant asked = machine_now();
  return link_->ask(who_and_when, {}, [&](const PGresult& row) -> Result<bool> {
    const Instant answered = machine_now();
    if (value(row, 6) != "on" || value(row, 7) != "repeatable read") {
      return Error{"the server gave no read-only transaction of one state"};
    }
    const std::string user = value(row, 0);
    const std::string session = value(row, 1);
    const auto yes_no = [&row](int column) { return value(row, column) == "t" ? "yes" : "no"; };
    const std::string scopes = fmt::format(
        "superuser: {}; bypasses row-level security: {}; default_transaction_read_only: {}",
        yes_no(3), yes_no(4), printable(value(row, 5)));
    std::string note = fmt::format(
        "all tables of the source in one transaction, repeatable read and read only, with now() {} "
        "and snapshot {}",
        printable(value(row, 8)), printable(value(row, 10)));
    if (const auto clock = parse_timestamp(value(row, 9), true)) {
      const std::int64_t middle = asked.micros / 2 + answered.micros / 2;
      note += fmt::format("; the server's clock differs by {} ms", (clock->micros - middle) / 1000);
    }
    for (auto& [name, table] : out_) {
      Collection& record = table.record;
      record.system = "PostgreSQL " + printable(value(row, 2));
      record.principal =
          printable(user == session ? user : fmt::format("{} (signed in as {})", user, session));
      record.scopes = scopes;
      record.notes = {note, "connected to " + link_->peer()};
    }
    return true;
  });
}

std::optional<LinkFault> PostgresqlFetch::read_columns() {
  columns_.clear();
  const std::optional<LinkFault> fault =
      link_->describe("writ_rows", [&](const PGresult& row) -> Result<bool> {
        for (int i = 0; i < PQnfields(&row); ++i) {
          columns_.push_back({PQfname(&row, i), PQftype(&row, i), false, {}});
        }
        return true;
      });
  return fault ? fault : find_arrays();
}

std::optional<LinkFault> PostgresqlFetch::find_arrays() {
  std::string types = "{";
  for (const RowColumn& column : columns_) {
    types += fmt::format("{}{}", types.size() == 1 ? "" : ",", column.type);
  }
  return link_->ask(array_types, {types + "}"}, [&](const PGresult& row) -> Result<bool> {
    const std::string delimiter = value(row, 2);
    for (RowColumn& column : columns_) {
      if (std::to_string(column.type) == value(row, 0) && delimiter.size() == 1) {
        column.is_array = true;
        column.array = {delimiter.front(), value(row, 1) == std::to_string(bool_oid)};
      }
    }
    return true;
  });
}

Result<bool> PostgresqlFetch::take_row(const PGresult& row, RowPages& pages) const {
  if (static_cast<std::size_t>(PQnfields(&row)) != columns_.size()) {
    return Error{"the server sends a row of other columns than it said"};
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const int at = static_cast<int>(i);
    const std::string_view text(PQgetvalue(&row, 0, at),
                                static_cast<std::size_t>(PQgetlength(&row, 0, at)));
    if (PQgetisnull(&row, 0, at) == 1) {
      pages.null();
    } else if (columns_[i].is_array) {
      const std::optional<std::string> list = json_of_array(text, columns_[i].array);
      list ? pages.raw(*list) : pages.misfit("array", text.size());
    } else if (columns_[i].type == bool_oid) {
      pages.raw(text == "t" ? "true" : "false");
    } else {
      pages.text(text);
    }
  }
  return pages.end_row();
}

// A server keeps what one FETCH brings until it has all of it, so that it is asked for a page's
// rows at a time.
std::optional<LinkFault> PostgresqlFetch::rows(RowPages& pages) {
  const std::string statement = fmt::format("fetch forward {} from writ_rows", max_page_rows);
  for (;;) {
    std::size_t came = 0;
    std::optional<LinkFault> fault = link_->ask(statement, {}, [&](const PGresult& row) {
      ++came;
      return take_row(row, pages);
    });
    if (fault || came < max_page_rows) {
      return fault;
    }
  }
}

// One query. Going back to the savepoint closes its cursor, and undoes what it may have set.
std::optional<LinkFault> PostgresqlFetch::table(const std::string& query, RowPages& pages) {
  std::optional<LinkFault> fault =
      link_->ask("select pg_catalog.set_config('statement_timeout', $1, true)", {timeout()});
  fault = fault ? fault : link_->ask("declare writ_rows no scroll cursor for " + query);
  fault = fault ? fault : read_columns();
  if (!fault) {
    std::vector<std::string> names;
    for (const RowColumn& column : columns_) {
      names.push_back(column.name);
    }
    const Result<bool> good = pages.columns(names);
    fault = good ? rows(pages) : std::optional(LinkFault{good.error().message, false});
  }
  if (fault && fault->lost) {
    return fault;
  }
  std::optional<LinkFault> back = link_->ask("rollback to savepoint writ");
  if (back) {
    back->lost = true;
    return fault ? LinkFault{fault->why + "; " + back->why, true} : *back;
  }
  return fault;
}

std::map<std::string, TablePages> PostgresqlFetch::run() {
  out_ = begin_tables(order_, "PostgreSQL", address());
  std::string lost;
  if (const std::optional<LinkFault> fault = open()) {
    lost = fault->why;
  }
  for (const auto& [table_name, query] : order_.queries) {
    TablePages& out = out_.at(order_.source + "." + table_name);
    Collection& record = out.record;
    if (!lost.empty()) {
      record.incomplete.push_back(lost);
      continue;
    }
    record.started = machine_now();
    RowPages pages(out, spool_, progress_);
    std::optional<LinkFault> fault = table(query, pages);
    if (const Result<bool> kept = pages.finish(!fault); !kept) {
      fault = LinkFault{kept.error().message, true};
    }
    record.ended = machine_now();
    if (fault) {
      record.incomplete.push_back(fault->why);
      lost = fault->lost ? fmt::format("not asked: the connection ended with {}: {}",
                                       in_backticks(record.table), fault->why)
                         : "";
    }
  }
  return std::move(out_);
}

}  // namespace

std::map<std::string, TablePages> fetch_postgresql(const SqlOrder& order,
                                                   const PostgresqlSettings& settings, Spool& spool,
                                                   const CollectProgress& progress) {
  return PostgresqlFetch(order, settings, spool, progress).run();
}

}  // namespace writ
