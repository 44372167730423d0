// PostgreSQL as a source, against a real server.
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/sha256.h"
#include "connectors/sql/fetch_postgresql.h"
#include "connectors/sql/postgresql_array.h"
#include "connectors/sql/row_pages.h"
#include "fetched.h"
#include "postgresql_faults.h"
#include "postgresql_server.h"
#include "read_support.h"
#include "support/golden.h"

namespace writ {

namespace {

constexpr const char* secret = "p4ss/word+and=more";

// One server for all; nullptr where it is not installed.
PostgresqlServer* server() {
  static const std::unique_ptr<PostgresqlServer> one = []() -> std::unique_ptr<PostgresqlServer> {
    if (PostgresqlServer::programs().empty()) {
      std::cerr << "\n*** NO POSTGRESQL SERVER HERE: its connector is NOT tested. Install the "
                   "package `postgresql`. ***\n\n";
      return nullptr;
    }
    auto out = std::make_unique<PostgresqlServer>();
    out->sql(R"(
      create role auditor login password ')" +
             std::string(secret) + R"(';
      create role certified login;
      create role keeper;
      create type mood as enum ('ok', 'so so');
      create table people (id int primary key, name text);
      insert into people values (1, 'Kim'), (2, 'Lee');
      create table logins (person int, at timestamptz);
      create table nobody (id int);
      create table hidden (id int, owner text);
      insert into hidden values (1, 'auditor'), (2, 'keeper');
      alter table hidden enable row level security;
      create policy own on hidden using (owner = current_user);
      create table closed (id int);
      create sequence numbers;
      create function write_one() returns int language sql as 'insert into people values (9, null) returning id';
      grant select on people, logins, nobody, hidden to auditor;
      grant insert on people to auditor;
      grant usage, update on sequence numbers to auditor;
    )");
    return out;
  }();
  return one.get();
}

PostgresqlSettings good_settings() {
  PostgresqlSettings out;
  out.host = "localhost";
  out.port = server()->port();
  out.database = "postgres";
  out.user = "auditor";
  out.password = secret;
  out.ca_file = server()->file("ca.pem");
  out.allow_private = true;
  return out;
}

Fetched fetch(const std::map<std::string, std::string>& queries, const PostgresqlSettings& settings,
              const CollectProgress& progress = {}) {
  Fetched out;
  out.tables = fetch_postgresql({"db", "postgresql", "", queries}, settings, *out.spool, progress);
  REQUIRE(out.tables.size() == queries.size());
  for (const auto& [name, table] : out.tables) {
    CHECK(to_json(table.record).find(secret) == std::string::npos);
    CHECK(table.files.size() == table.record.pages.size());
  }
  return out;
}

Fetched fetch(const std::map<std::string, std::string>& queries) {
  return fetch(queries, good_settings());
}

Reading read_pages(const Fetched& fetched, const std::string& table, const TableSchema& schema,
                   const TableMap& map = {}) {
  Reading out;
  auto read = read_files(*fetched.spool, fetched.tables.at("db." + table).files, schema, map,
                         nullptr, out.findings);
  REQUIRE(read);
  out.table = std::move(*read);
  return out;
}

// Whether what was refused left a trace.
std::string state_of_people() {
  return server()->sql("select string_agg(id || coalesce(name, ''), ',' order by id) from people");
}

}  // namespace

TEST_CASE("PostgreSQL's values become cells", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  const Fetched fetched = fetch({{"people", R"(
    select 'a' as id, true as yes, 42 as n, timestamptz '2026-03-01 10:30:00.25+01' as at,
           date '2026-03-01' as day, array['b,c', E'"q"\\', 'NULL']::text[] as tags,
           array[true, false] as flags, '[0:1]={7,8}'::int[] as bounds, 'so so'::mood as mood
    union all
    select 'b', false, -1, '1999-12-31 23:59:59+00', '1999-12-31', '{}', '{}', '{}', 'ok'
    union all
    select E'c\n"\\\t\u00fc', null, null, null, null, null, null, null, null
    union all
    select 'd', true, 1, 'infinity', 'infinity', '{{a,b},{c,d}}', '{t,NULL}', '{1,NULL}', 'ok'
    order by id)"}});
  CHECK(fetched.why("people").empty());
  const Type texts = Type::set_of(Type::of(Kind::text));
  const auto maybe = [](Kind kind) { return Type::of(kind).as_optional(); };
  const TableSchema schema{
      "db.people",
      {"id"},
      {column("id", Kind::text), column("yes", maybe(Kind::boolean)),
       column("n", maybe(Kind::integer)), column("at", maybe(Kind::timestamp)),
       column("day", maybe(Kind::date)), column("tags", texts),
       column("flags", Type::set_of(Type::of(Kind::boolean))),
       column("bounds", Type::set_of(Type::of(Kind::integer))), column("mood", maybe(Kind::text))}};
  const Reading reading =
      read_pages(fetched, "people", schema, map_from("columns: {at: {nulls: [infinity]}}"));
  CHECK(reading.table.complete());
  CHECK(reading.rows() ==
        "a true 42 2026-03-01T09:30:00.25Z 2026-03-01 [\"q\"\\, NULL, b,c] [false, true] [7, 8] "
        "so so; "
        "b false -1 1999-12-31T23:59:59Z 1999-12-31 [] [] [] ok; "
        "c\n\"\\\t\u00fc absent absent absent absent unknown(the value is empty) "
        "unknown(the value is empty) unknown(the value is empty) absent; "
        "d true 1 absent unknown(expected a date such as 2026-03-01, found `infinity`) "
        "unknown(a member of the set is no single value) unknown(a member of the set has no value) "
        "unknown(a member of the set has no value) ok");
}

TEST_CASE("what PostgreSQL prints is what is kept", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  const Fetched fetched = fetch({{"t", R"(
    select 12345678901234567890123.10::numeric as n, 0.1::float8 as f, '\x00ff'::bytea as b,
           '{"a": 1}'::json as j, interval '1 day 2 hours' as i, '1 2'::int2vector as v,
           timestamp '2026-03-01 10:00' as local, '{(1,1),(0,0);(3,3),(2,2)}'::box[] as boxes,
           null::int as nothing, '' as empty)"}});
  CHECK(fetched.why("t").empty());
  CHECK(fetched.bytes("t") ==
        "[\n{\"n\":\"12345678901234567890123.10\",\"f\":\"0.1\",\"b\":\"\\\\x00ff\","
        "\"j\":\"{\\\"a\\\": 1}\",\"i\":\"P1DT2H\",\"v\":\"1 2\",\"local\":\"2026-03-01 10:00:00\","
        "\"boxes\":[\"(1,1),(0,0)\",\"(3,3),(2,2)\"],\"nothing\":null,\"empty\":\"\"}\n]\n");
}

TEST_CASE("PostgreSQL's record says who was asked, and what", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  const std::string query = "select * from people order by id;  -- all";
  const Fetched fetched = fetch({{"people", query}, {"nobody", "table nobody"}});
  const Collection& record = fetched.record("people");
  CHECK(record.table == "db.people");
  CHECK(record.connector == "postgresql");
  CHECK(record.system.rfind("PostgreSQL 1", 0) == 0);
  CHECK(record.definition == "writ " WRIT_VERSION);
  CHECK(record.address == "localhost:" + std::to_string(server()->port()) + "/postgres");
  CHECK(record.principal == "auditor");
  CHECK(record.scopes ==
        "superuser: no; bypasses row-level security: no; default_transaction_read_only: off");
  CHECK(record.requests == std::vector<std::string>{query});
  CHECK(record.filter == "as the query says");
  CHECK(record.started <= record.ended);
  REQUIRE(record.notes.size() == 2);
  CHECK(record.notes.at(0).find("repeatable read and read only") != std::string::npos);
  CHECK(record.notes.at(0) == fetched.record("nobody").notes.at(0));
  CHECK(record.notes.at(1) == "connected to 127.0.0.1, TLSv1.3");
  REQUIRE(record.pages.size() == 1);
  const CollectedPage& page = record.pages.at(0);
  CHECK(page.name == "db.people/page-000001.json");
  CHECK(page.request == "rows 1-2 of the query");
  CHECK(page.records == 2);
  CHECK(page.bytes == fetched.bytes("people").size());
  CHECK(page.sha256 == sha256_hex(fetched.bytes("people")));

  // None is not nobody asked.
  CHECK(fetched.bytes("nobody") == "[]\n");
  const Reading nobody =
      read_pages(fetched, "nobody", {"db.nobody", {"id"}, {column("id", Kind::text)}});
  CHECK(nobody.table.complete());
  CHECK(nobody.table.rows.empty());
}

TEST_CASE("all tables show one state", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  bool written = false;
  const auto write_between = [&](const std::string& table, std::uint64_t, std::uint64_t) {
    if (!written && table == "db.a") {
      written = true;
      server()->sql("insert into people values (3, 'Max'); insert into logins values (3, now())");
    }
  };
  const Fetched fetched =
      fetch({{"a", "select * from people"}, {"b", "select * from logins"}, {"c", "table people"}},
            good_settings(), write_between);
  CHECK(written);
  CHECK(state_of_people() == "1Kim,2Lee,3Max");
  CHECK(fetched.rows("a") == 2);
  CHECK(fetched.rows("b") == 0);
  CHECK(fetched.rows("c") == 2);
  CHECK((fetched.why("a") + fetched.why("b") + fetched.why("c")).empty());
  server()->sql("delete from people where id = 3; delete from logins");
}

TEST_CASE("PostgreSQL only reads", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  struct Case {
    std::string query;
    std::string why;
  };
  const Case row = GENERATE(values<Case>({
      {"insert into people values (8, 'x') returning id", "syntax error"},
      {"with x as (insert into people values (8, 'x') returning id) select * from x",
       "must not contain data-modifying"},
      {"copy people to program 'id'", "syntax error"},
      {"do $$ begin insert into people values (8, 'x'); end $$", "syntax error"},
      {"select write_one()", "cannot execute INSERT in a read-only transaction"},
      {"select nextval('numbers')", "cannot execute nextval() in a read-only transaction"},
      {"select setval('numbers', 7)", "cannot execute setval() in a read-only transaction"},
      {"select * into copy_of_people from people", "INTO is not allowed here"},
      {"select * from people for update", "cannot execute SELECT FOR UPDATE in a read-only"},
      {"select 1; insert into people values (8, 'x')", "cannot insert multiple commands"},
      {"select 1; commit; insert into people values (8, 'x')", "cannot insert multiple commands"},
      {"commit", "syntax error"},
      {"set transaction read write", "syntax error"},
      {"select set_config('transaction_read_only', 'off', false)",
       "cannot set transaction read-write mode inside a read-only transaction"},
      {"select set_config('row_security', 'on', false) from hidden", "row-level security"},
      {"select * from hidden", "row-level security"},
      {"select * from closed", "permission denied"},
      {"select id, id from people", "two columns `id`"},
      {"select from people", "no columns"},
      {"", "syntax error"},
      {"select 1/(id-2) from people order by id", "division by zero"},
  }));
  CAPTURE(row.query);
  const Fetched fetched = fetch({{"a", "table people"}, {"b", row.query}, {"c", "table people"}});
  CAPTURE(fetched.why("b"));
  CHECK(fetched.why("b").find(row.why) != std::string::npos);
  CHECK(fetched.record("b").incomplete.size() == 1);
  // The others do not suffer.
  CHECK(fetched.why("a").empty());
  CHECK(fetched.why("c").empty());
  CHECK(fetched.rows("c") == 2);
  CHECK(state_of_people() == "1Kim,2Lee");
}

TEST_CASE("a query cannot change how the next one is read", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  const Fetched fetched = fetch({{"a",
                                  "select set_config('TimeZone', 'Asia/Tokyo', false), "
                                  "set_config('statement_timeout', '0', false)"},
                                 {"b",
                                  "select timestamptz '2026-03-01 00:00:00+00' as at, "
                                  "current_setting('statement_timeout') as timeout"}});
  CHECK(fetched.bytes("b") == "[\n{\"at\":\"2026-03-01 00:00:00+00\",\"timeout\":\"10min\"}\n]\n");
}

TEST_CASE("a slow query ends at its timeout", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  PostgresqlSettings settings = good_settings();
  settings.statement_timeout = std::chrono::milliseconds(300);
  const Fetched fetched = fetch(
      {{"a",
        "select n, case when n = 6000 then pg_sleep(30)::text end from generate_series(1, 7000) n"},
       {"b", "table people"}},
      settings);
  CHECK(fetched.why("a") == "canceling statement due to statement timeout (SQLSTATE 57014)");
  CHECK(fetched.rows("a") >= 5000);  // what came is kept
  CHECK(fetched.why("b").empty());
}

TEST_CASE("the time limit ends all of it", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  PostgresqlSettings settings = good_settings();
  settings.time_limit = std::chrono::milliseconds(2000);
  const auto begin = std::chrono::steady_clock::now();
  const std::string query =
      GENERATE("select pg_sleep(30)",  // the server is at work; then the wire falls silent
               "select repeat('x', 100) as x from generate_series(1, 100000)");
  CAPTURE(query);
  const BreakingWire wire(server()->port(), 100'000, BreakingWire::Then::silence);
  settings.port = wire.port();
  const Fetched fetched = fetch({{"a", query}, {"b", "table people"}}, settings);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  CHECK(fetched.why("a") == "the time limit of 2 s is over");
  CHECK(fetched.why("b") ==
        "not asked: the connection ended with `db.a`: the time limit of 2 s is over");
}

TEST_CASE("a connection that breaks", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  PostgresqlSettings settings = good_settings();
  const std::string endless = "select n, repeat('x', 100) as x from generate_series(1, 3000000) n";

  SECTION("is reset by the network") {
    const BreakingWire wire(server()->port(), 3'000'000, BreakingWire::Then::reset);
    settings.port = wire.port();
    const Fetched fetched = fetch({{"a", endless}, {"b", "table people"}}, settings);
    CAPTURE(fetched.why("a"));
    CHECK(!fetched.why("a").empty());
    CHECK(fetched.rows("a") >= 5000);
    CHECK(fetched.why("b") == "not asked: the connection ended with `db.a`: " + fetched.why("a"));
  }
  SECTION("is ended by an administrator") {
    const auto end_it = [](const std::string&, std::uint64_t, std::uint64_t) {
      server()->sql(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'writ'");
    };
    const Fetched fetched = fetch({{"a", endless}, {"b", "table people"}}, settings, end_it);
    // A server that waits for us to read cannot say so any more.
    const std::string why = fetched.why("a");
    CAPTURE(why);
    CHECK((why == "terminating connection due to administrator command (SQLSTATE 57P01)" ||
           why.find("the connection broke: ") == 0));
    CHECK(fetched.rows("a") >= 5000);
    CHECK(fetched.why("b") == "not asked: the connection ended with `db.a`: " + fetched.why("a"));
  }
  SECTION("ends with the server") {
    bool stopped = false;
    const auto stop_it = [&](const std::string&, std::uint64_t, std::uint64_t) {
      if (!std::exchange(stopped, true)) {
        server()->stop();
      }
    };
    const Fetched fetched = fetch({{"a", endless}, {"b", "table people"}}, settings, stop_it);
    server()->start();
    CAPTURE(fetched.why("a"));
    CHECK(!fetched.why("a").empty());
    CHECK(fetched.rows("a") >= 5000);
    CHECK(fetched.why("b").rfind("not asked: ", 0) == 0);
  }
  SECTION("never comes to be") {
    server()->stop();
    const Fetched fetched = fetch({{"a", "table people"}, {"b", "table people"}}, settings);
    server()->start();
    CHECK(fetched.why("a").find("Connection refused") != std::string::npos);
    CHECK(fetched.why("a") == fetched.why("b"));
  }
}

TEST_CASE("what PostgreSQL sent and what came must agree", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  using What = testing::WireFault::What;
  struct Case {
    testing::WireFault fault;
    std::string why;
  };
  testing::WireFault ended = postgresql_error("57P01", "going down", true).wire;
  ended.at = 3000;
  // Of more than a page; message 3000 is a row.
  const Case row = GENERATE_COPY(values<Case>({
      {{What::dropped, 3000}, "4999 rows came, and the server says that it sent 5000"},
      {{What::doubled, 3000}, "5001 rows came, and the server says that it sent 5000"},
      {{What::reply_doubled, 3000}, "the server answers something else than it was asked"},
      {ended, "going down (SQLSTATE 57P01)"},
  }));
  const testing::FaultProxy proxy(server()->port(), testing::Protocol::postgresql, {row.fault});
  PostgresqlSettings settings = good_settings();
  settings.port = proxy.port();
  settings.ssl_mode = SslMode::disable;
  const Fetched fetched =
      fetch({{"a", "select n from generate_series(1, 7000) n"}, {"b", "table people"}}, settings);
  CAPTURE(fetched.why("a"));
  // Of an answer that comes twice, libpq may have passed over a part.
  const bool torn = row.fault.what == What::reply_doubled &&
                    fetched.why("a").find("without prior row description") != std::string::npos;
  CHECK((torn || fetched.why("a").find(row.why) != std::string::npos));
  CHECK(fetched.why("b") == "not asked: the connection ended with `db.a`: " + fetched.why("a"));
}

TEST_CASE("who PostgreSQL is, certificates say", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  PostgresqlSettings settings = good_settings();
  const auto why = [&settings] { return fetch({{"a", "table people"}}, settings).why("a"); };

  SECTION("another host than the certificate's") {
    settings.host = "127.0.0.1";
    CHECK(why().find("does not match host name \"127.0.0.1\"") != std::string::npos);
    settings.ssl_mode = SslMode::verify_ca;
    CHECK(why().empty());
  }
  SECTION("another certificate authority") {
    settings.ca_file = server()->file("other_ca.pem");
    CHECK(why().find("certificate verify failed; set `ca_file`") != std::string::npos);
    settings.ssl_mode = SslMode::verify_ca;
    CHECK(why().find("certificate verify failed") != std::string::npos);
  }
  SECTION("the machine's certificate authorities") {
    settings.ca_file.clear();
    CHECK(why().find("certificate verify failed") != std::string::npos);
    settings.ssl_mode = SslMode::require;
    CHECK(why().empty());
  }
  SECTION("a file that is missing") {
    settings.ca_file = server()->file("none.pem");
    CHECK(why().find("none.pem\" does not exist") != std::string::npos);
  }
  SECTION("a client certificate") {
    settings.user = "certified";
    settings.password.clear();
    settings.client_certificate = server()->file("client.pem");
    settings.client_key = server()->file("client.key");
    CHECK(why().find("permission denied for table people") != std::string::npos);
    settings.client_certificate.clear();
    CHECK(why().find("connection requires a valid client certificate") != std::string::npos);
  }
  SECTION("a server without TLS is asked only if that was said") {
    const BreakingWire wire(server()->port(), 0, BreakingWire::Then::no_tls);
    settings.port = wire.port();
    for (const SslMode mode : {SslMode::verify_full, SslMode::verify_ca, SslMode::require}) {
      settings.ssl_mode = mode;
      CHECK(why().find("server does not support SSL, but SSL was required") != std::string::npos);
    }
    settings.port = server()->port();
    settings.ssl_mode = SslMode::disable;
    const Fetched fetched = fetch({{"a", "table people"}}, settings);
    CHECK(fetched.why("a").empty());
    CHECK(fetched.record("a").notes.at(1) == "connected to 127.0.0.1, not encrypted");
  }
}

TEST_CASE("where PostgreSQL may be", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  PostgresqlSettings settings = good_settings();
  const auto why = [&settings] { return fetch({{"a", "select 1 as x"}}, settings).why("a"); };

  SECTION("not on this machine, unless said") {
    settings.allow_private = false;
    for (const std::string host : {"localhost", "127.0.0.1", "::1", "169.254.169.254", "10.0.0.1",
                                   "::ffff:10.0.0.1", "2130706433", "0x7f.1"}) {
      settings.host = host;
      CAPTURE(host);
      CHECK(why().find("allow_private: true") != std::string::npos);
    }
    settings.host = server()->folder();
    CHECK(why() == "a socket of this machine is asked only with `allow_private: true`");
  }
  SECTION("a socket's folder") {
    settings.host = server()->folder();
    const Fetched fetched = fetch({{"a", "table people"}}, settings);
    CHECK(fetched.why("a").empty());
    CHECK(fetched.record("a").notes.at(1).rfind("connected to ", 0) == 0);
  }
  SECTION("one host only") {
    settings.host = "localhost,db.example.com";
    CHECK(why() == "`host` is the name of one server, found `localhost,db.example.com`");
    settings.host = "";
    CHECK(why().find("`host` is the name of one server") == 0);
    settings.host = "no-such-host.invalid";
    CHECK(why().find("the host's name is not known") == 0);
  }
  SECTION("a database's name is only a name") {
    settings.database = "host=10.1.1.1 dbname=postgres";
    CHECK(why().find("database \"host=10.1.1.1 dbname=postgres\" does not exist") !=
          std::string::npos);
    settings.database = "postgresql://10.1.1.1/postgres";
    CHECK(why().find("does not exist") != std::string::npos);
    settings.database = "";
    CHECK(why() == "say which `database`");
  }
  SECTION("a wrong password is not told") {
    settings.password = "wr0ng-secret";
    CHECK(why().find("password authentication failed for user \"auditor\"") != std::string::npos);
    CHECK(why().find("wr0ng-secret") == std::string::npos);
    settings.password = "";
    CHECK(why().find("no password supplied; set `password`") != std::string::npos);
  }
}

TEST_CASE("a server that never answers", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  const BreakingWire wire(server()->port(), 0, BreakingWire::Then::silence);
  PostgresqlSettings settings = good_settings();
  settings.port = wire.port();
  settings.connect_timeout = std::chrono::milliseconds(500);
  CHECK(fetch({{"a", "select 1 as x"}}, settings).why("a") ==
        "nobody answers at that address in time");
}

TEST_CASE("the environment has no say", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  struct Variable {
    Variable(const char* n, const std::string& value) : name(n) { setenv(n, value.c_str(), 1); }
    ~Variable() { unsetenv(name); }
    const char* name;
  };
  PostgresqlSettings settings = good_settings();
  const auto why = [&settings] { return fetch({{"a", "select 1 as x"}}, settings).why("a"); };

  SECTION("where there is a setting") {
    const Variable host("PGHOST", "db.invalid");
    const Variable address("PGHOSTADDR", "10.1.1.1");
    const Variable port("PGPORT", "1");
    const Variable database("PGDATABASE", "none");
    const Variable user("PGUSER", "postgres");
    const Variable password("PGPASSWORD", "wrong");
    const Variable mode("PGSSLMODE", "disable");
    const Variable root("PGSSLROOTCERT", server()->file("other_ca.pem"));
    const Variable certificate("PGSSLCERT", server()->file("client.pem"));
    const Variable zone("PGTZ", "Asia/Tokyo");
    const Variable style("PGDATESTYLE", "German");
    const Variable name("PGAPPNAME", "other");
    const Fetched fetched =
        fetch({{"a",
                "select current_setting('TimeZone') as z, current_setting('DateStyle') as d, "
                "current_setting('application_name') as n"}},
              settings);
    CHECK(fetched.why("a").empty());
    CHECK(fetched.bytes("a") == "[\n{\"z\":\"UTC\",\"d\":\"ISO, MDY\",\"n\":\"writ\"}\n]\n");
    CHECK(fetched.record("a").notes.at(1) == "connected to 127.0.0.1, TLSv1.3");
  }
  SECTION("nor where there is none") {
    const Variable service("PGSERVICE", "other");
    CHECK(why() == "PGSERVICE is set in the environment and would have a say: unset it");
  }
  SECTION("of options") {
    const Variable options("PGOPTIONS", "-c search_path=elsewhere");
    CHECK(why() == "PGOPTIONS is set in the environment and would have a say: unset it");
  }
  SECTION("of a password that was not said") {
    const Variable password("PGPASSWORD", secret);
    CHECK(why().empty());
    settings.password.clear();
    CHECK(why() == "PGPASSWORD is set in the environment and would have a say: unset it");
  }
  SECTION("of a file of passwords") {
    const std::string file = server()->file("passwords");
    FILE* out = fopen(file.c_str(), "w");
    fprintf(out, "*:*:*:*:%s\n", secret);
    fclose(out);
    REQUIRE(chmod(file.c_str(), 0600) == 0);
    const Variable passwords("PGPASSFILE", file);
    settings.password.clear();
    CHECK(why().find("no password supplied") != std::string::npos);
  }
}

TEST_CASE("rows come in pages", "[connectors][postgresql]") {
  if (server() == nullptr) {
    return;
  }
  std::vector<std::uint64_t> progress;
  const Fetched fetched =
      fetch({{"many", "select n from generate_series(1, 12001) n"},
             {"exact", "select n from generate_series(1, 5000) n"},
             {"wide", "select n, repeat('w', 400000) as w from generate_series(1, 7) n"}},
            good_settings(), [&](const std::string& table, std::uint64_t, std::uint64_t rows) {
              if (table == "db.many") {
                progress.push_back(rows);
              }
            });
  CHECK(progress == std::vector<std::uint64_t>{5000, 5000, 2001});
  CHECK(fetched.record("many").pages.at(1).request == "rows 5001-10000 of the query");
  CHECK(fetched.record("wide").pages.size() == 3);
  CHECK(fetched.record("exact").pages.size() == 1);
  CHECK(fetched.why("exact").empty());
  for (const std::string table : {"many", "wide"}) {
    const TablePages& pages = fetched.tables.at("db." + table);
    for (std::size_t i = 0; i < pages.files.size(); ++i) {
      const Result<std::string> page = fetched.spool->read(pages.files[i], max_data_bytes);
      REQUIRE(page);
      CHECK(sha256_hex(*page) == pages.record.pages[i].sha256);
      CHECK(page->size() < max_page_bytes + 500'000);
    }
  }
  const Reading reading =
      read_pages(fetched, "many", {"db.many", {"id"}, {column("id", Kind::text)}},
                 map_from("columns: {id: n}"));
  CHECK(reading.table.complete());
  CHECK(reading.table.rows.size() == 12001);
}

TEST_CASE("PostgreSQL's own roles", "[connectors][postgresql]") {
  Sources sources;
  Diagnostics diagnostics;
  const std::string path = "connectors/postgresql_roles/queries.yaml";
  const auto node =
      load_yaml(sources, sources.add(path, read_file(repository_path(path))), diagnostics);
  REQUIRE(node);
  const QueriedTables tables = read_queries(*node, diagnostics);
  const auto maps = parse_table_maps(tables.maps, diagnostics);
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    FAIL_CHECK(diagnostic.code.id << " " << diagnostic.message);
  }
  if (server() == nullptr) {
    return;
  }
  server()->sql(R"(
    create role "Boss ""B""" superuser login valid until 'infinity' password 'x';
    create role helpers;
    grant pg_write_server_files to helpers;
    create role kim login noinherit valid until '2026-03-01 12:00+02' connection limit 3;
    grant helpers to kim with admin option;
    create role lee login;
    grant keeper to lee;
  )");
  const Fetched fetched = fetch(tables.queries);
  CHECK((fetched.why("roles") + fetched.why("memberships")).empty());
  const auto flag = [](const char* name) { return column(name, Kind::boolean); };
  const TableSchema schema{
      "db.roles",
      {"name"},
      {column("name", Kind::text), flag("predefined"), flag("can_login"), flag("superuser"),
       flag("create_role"), flag("create_db"), flag("replication"), flag("bypass_rls"),
       flag("inherits"), column("connection_limit", Kind::integer),
       column("valid_until", Type::of(Kind::timestamp).as_optional()),
       column("acts_as", Type::set_of(Type::of(Kind::text))), flag("privileged_by_membership")}};
  const Reading roles = read_pages(fetched, "roles", schema, maps.at("roles"));
  CHECK(roles.table.complete());
  CHECK(roles.noted().empty());
  const std::string rows = "; " + roles.rows() + ";";
  for (const std::string row :
       {"Boss \"B\" false true true false false false false true -1 absent [] false",
        "kim false true false false false false false false 3 2026-03-01T10:00:00Z "
        "[helpers, pg_write_server_files] true",
        "helpers false false false false false false false true -1 absent "
        "[pg_write_server_files] true",
        "lee false true false false false false false true -1 absent [keeper] false",
        "pg_monitor true false false false false false false true -1 absent "
        "[pg_read_all_settings, pg_read_all_stats, pg_stat_scan_tables] false"}) {
    CAPTURE(row);
    CAPTURE(rows);
    CHECK(rows.find("; " + row + ";") != std::string::npos);
  }
  const Reading members =
      read_pages(fetched, "memberships",
                 {"db.memberships",
                  {"role", "member"},
                  {column("role", Kind::text), column("member", Kind::text), flag("admin_option")}},
                 maps.at("memberships"));
  CHECK(members.rows().find("helpers kim true") != std::string::npos);
  CHECK(members.rows().find("keeper lee false") != std::string::npos);
}

TEST_CASE("arrays as PostgreSQL prints them", "[connectors][postgresql]") {
  struct Case {
    std::string text;
    std::string json;  // empty: it is none
  };
  const Case row = GENERATE(values<Case>({
      {"{}", "[]"},
      {"{a}", R"(["a"])"},
      {R"({"a,b","c\"d","e\\f","",NULL,"NULL",nulls})",
       R"(["a,b","c\"d","e\\f","",null,"NULL","nulls"])"},
      {"{a\\,b}", R"(["a,b"])"},
      {"[2:3]={1,2}", R"(["1","2"])"},
      {"{{1,2},{3,4}}", R"([["1","2"],["3","4"]])"},
      {"[1:1][0:1]={{1,2}}", R"([["1","2"]])"},
      {"", ""},
      {"a", ""},
      {"{", ""},
      {"{a", ""},
      {"{a,", ""},
      {"{a,}", ""},
      {"{,a}", ""},
      {"{a}b", ""},
      {"{\"a}", ""},
      {"{a\\", ""},
      {"[1:2]", ""},
      {"{{{{{{{1}}}}}}}", ""},
      {"{\xff}", ""},
  }));
  CAPTURE(row.text);
  CHECK(json_of_array(row.text, {}).value_or("") == row.json);
}

}  // namespace writ
