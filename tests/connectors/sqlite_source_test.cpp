// SQLite as a source: files as they are written, broken, and meant ill.
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "connectors/sql/fetch_sqlite.h"
#include "fetched.h"
#include "read_support.h"
#include "sqlite_files.h"
#include "support/random.h"

namespace writ {

namespace {

constexpr const char* people =
    "create table people (id integer primary key, name text);"
    "insert into people values (1, 'Kim'), (2, 'Lee');";

SqliteSettings settings_for(const std::string& file) {
  SqliteSettings out;
  out.file = file;
  out.busy_timeout = std::chrono::milliseconds(100);
  return out;
}

Fetched fetch(const std::map<std::string, std::string>& queries, const SqliteSettings& settings,
              const CollectProgress& progress = {}) {
  Fetched out;
  out.tables = fetch_sqlite({"db", "sqlite", "", queries}, settings, *out.spool, progress);
  REQUIRE(out.tables.size() == queries.size());
  return out;
}

}  // namespace

TEST_CASE("SQLite's values become cells", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(R"(
    create table t (id text, active, n, at integer, day text, note);
    insert into t values ('a', 1, 9007199254740993, 1772357400, '2026-03-01', 'ü "q" \'),
                         ('b', 0, -0.5, null, null, x'00ff'),
                         ('c', 'yes', 1e300, 0, '', cast(x'ff41' as text)),
                         ('d', null, null, null, null, 'line' || char(10) || char(9) || char(1));
  )");
  const Fetched fetched = fetch({{"t", "select * from t order by id"}}, settings_for(file));
  CHECK(fetched.why("t").empty());
  CHECK(
      fetched.bytes("t") ==
      "[\n"
      R"({"id":"a","active":"1","n":"9007199254740993","at":"1772357400","day":"2026-03-01","note":"ü \"q\" \\"},)"
      "\n"
      R"({"id":"b","active":"0","n":"-0.5","at":null,"day":null,"note":{"blob":"2 bytes"}},)"
      "\n"
      R"({"id":"c","active":"yes","n":"1.0e+300","at":"0","day":"","note":{"not_utf8":"2 bytes"}},)"
      "\n"
      R"({"id":"d","active":null,"n":null,"at":null,"day":null,"note":"line\u000a\u0009\u0001"})"
      "\n]\n");
  const auto maybe = [](Kind kind) { return Type::of(kind).as_optional(); };
  const TableSchema schema{"db.t",
                           {"id"},
                           {column("id", Kind::text), column("active", maybe(Kind::boolean)),
                            column("n", maybe(Kind::integer)), column("at", maybe(Kind::timestamp)),
                            column("day", maybe(Kind::date)), column("note", Kind::text)}};
  std::vector<DataFinding> findings;
  const TableMap map = map_from(
      "columns: {active: {from: active, values: {1: \"true\", 0: \"false\"}}, at: {from: at, "
      "format: unix_s}}");
  auto table =
      read_files(*fetched.spool, fetched.tables.at("db.t").files, schema, map, nullptr, findings);
  REQUIRE(table);
  Reading reading{std::move(*table), findings};
  CHECK(reading.table.complete());
  CHECK(reading.rows() ==
        "a true 9007199254740993 2026-03-01T09:30:00Z 2026-03-01 ü \"q\" \\; "
        "b false unknown(expected a whole number, found `-0.5`) absent absent "
        "unknown(expected a value, found an object); "
        "c unknown(expected `true` or `false`, found `yes`) "
        "unknown(expected a whole number, found `1.0e+300`) 1970-01-01T00:00:00Z absent "
        "unknown(expected a value, found an object); "
        "d absent absent absent absent line\n\t\x01");
}

TEST_CASE("SQLite's record says what was asked", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(people);
  const std::string before = file_bytes(file);
  const Fetched fetched = fetch({{"people", "select * from people; -- all\n;"},
                                 {"nobody", "/* none */ select * from people where id > 2"}},
                                settings_for(file));
  const Collection& record = fetched.record("people");
  CHECK(record.table == "db.people");
  CHECK(record.connector == "sqlite");
  CHECK(record.system == std::string("SQLite ") + sqlite3_libversion());
  CHECK(record.address == file);
  CHECK(record.requests == std::vector<std::string>{"select * from people; -- all\n;"});
  CHECK(record.notes ==
        std::vector<std::string>{
            "all tables of the source in one read transaction; journal mode delete"});
  REQUIRE(record.pages.size() == 1);
  CHECK(record.pages.at(0).name == "db.people/page-000001.json");
  CHECK(record.pages.at(0).records == 2);
  CHECK(record.pages.at(0).sha256 == sha256_hex(fetched.bytes("people")));
  CHECK((fetched.why("people") + fetched.why("nobody")).empty());
  CHECK(fetched.bytes("nobody") == "[]\n");
  // Nothing was written, and nothing is left beside it.
  CHECK(file_bytes(file) == before);
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
}

TEST_CASE("SQLite's tables show one state while somebody writes", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer writer(file);
  writer.sql("pragma journal_mode = wal;" + std::string(people));
  bool written = false;
  const auto write_between = [&](const std::string& table, std::uint64_t, std::uint64_t) {
    if (!std::exchange(written, true)) {
      CHECK(table == "db.a");
      writer.sql("insert into people values (3, 'Max')");
    }
  };
  const std::map<std::string, std::string> queries = {{"a", "select id from people"},
                                                      {"b", "select id from people"}};
  const Fetched fetched = fetch(queries, settings_for(file), write_between);
  CHECK(written);
  CHECK(fetched.bytes("a") == "[\n{\"id\":\"1\"},\n{\"id\":\"2\"}\n]\n");
  CHECK(fetched.bytes("b") == fetched.bytes("a"));
  CHECK(fetched.record("a").notes.at(0).find("journal mode wal") != std::string::npos);
  CHECK(fetch(queries, settings_for(file)).bytes("b").find("\"3\"") != std::string::npos);

  // `immutable` does not look into the -wal file; nothing is guessed, so it must be said.
  SqliteSettings immutable = settings_for(file);
  immutable.immutable = true;
  const Fetched stale = fetch(queries, immutable);
  CHECK(stale.bytes("a").find("\"3\"") == std::string::npos);
}

TEST_CASE("a copy in WAL mode leaves no files with immutable", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql("pragma journal_mode = wal;" + std::string(people));
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
  SqliteSettings settings = settings_for(file);
  settings.immutable = true;
  const Fetched fetched = fetch({{"a", "select * from people"}}, settings);
  CHECK(fetched.why("a").empty());
  CHECK(fetched.record("a").pages.at(0).records == 2);
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
  CHECK(fetched.record("a").notes.back().find("immutable") != std::string::npos);
  settings.immutable = false;
  CHECK(fetch({{"a", "select * from people"}}, settings).why("a").empty());
}

TEST_CASE("SQLite only reads", "[connectors][sqlite]") {
  struct Case {
    std::string query;
    std::string why;
  };
  const Case row = GENERATE(values<Case>({
      {"insert into people values (8, 'x') returning id", "may only read"},
      {"delete from people", "may only read"},
      {"update people set name = 'x' returning id", "may only read"},
      {"create table x (y)", "may only read"},
      {"attach database 'other.db' as other", "may only read"},
      {"attach ':memory:' as other", "may only read"},
      {"vacuum into 'copy.db'", "may only read"},
      {"pragma journal_mode = wal", "may only read"},
      {"pragma writable_schema = on", "may only read"},
      {"pragma query_only = off", "may only read"},
      {"pragma user_version", "may only read"},
      {"select * from pragma_table_info('people')", "not authorized"},
      {"begin immediate", "may only read"},
      {"commit", "may only read"},
      {"rollback", "may only read"},
      {"savepoint x", "may only read"},
      {"reindex", "may only read"},
      {"analyze", "may only read"},
      {"create temp table x as select 1", "may only read"},
      {"create virtual table temp.x using fts5(y)", "may only read"},
      {"select load_extension('evil.so')", "not authorized to use function: load_extension"},
      {"select fts3_tokenizer('simple', x'00')", "fts3tokenize disabled"},
      {"select 1; select 2", "one statement, and more follows"},
      {"select 1; delete from people", "one statement, and more follows"},
      {"select 1; nonsense", "one statement, and more follows"},
      {"-- nothing", "the query is empty"},
      {"", "the query is empty"},
      {" ; ", "the query is empty"},
      {"select id, id from people", "two columns `id`"},
      {"select * from nowhere", "no such table: nowhere"},
      {"select * from people where \"nmae\" = 'Kim'", "no such column: nmae"},
      {"select abs(-9223372036854775808)", "integer overflow"},
      {"select randomblob(100000000)", "too big"},
      {"with recursive n(x) as (select 1 union all select x+1 from n) select max(x) from n",
       "the time limit of 1 s is over"},
  }));
  CAPTURE(row.query);
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(people);
  const std::string before = file_bytes(file);
  SqliteSettings settings = settings_for(file);
  settings.time_limit = std::chrono::milliseconds(1500);
  const Fetched fetched = fetch({{"a", "select * from people"}, {"b", row.query}}, settings);
  CAPTURE(fetched.why("b"));
  CHECK(fetched.why("a").empty());
  CHECK(fetched.why("b").find(row.why) != std::string::npos);
  CHECK(fetched.record("b").incomplete.size() == 1);
  CHECK(file_bytes(file) == before);
  CHECK(folder.names() == std::vector<std::string>{"a.db"});
}

TEST_CASE("what came before an error is kept", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(people);
  const Fetched fetched =
      fetch({{"a",
              "select id, abs(case id when 2 then -9223372036854775807 - 1 else 1 end) as x "
              "from people order by id"},
             {"b", "select * from people"}},
            settings_for(file));
  CHECK(fetched.why("a") == "integer overflow");
  CHECK(fetched.bytes("a") == "[\n{\"id\":\"1\",\"x\":\"1\"}\n]\n");
  CHECK(fetched.why("b").empty());
}

TEST_CASE("files that are no SQLite database", "[connectors][sqlite]") {
  const Folder folder;
  const auto why = [](const std::string& file) {
    return fetch({{"a", "select * from people"}}, settings_for(file)).why("a");
  };
  CHECK(why("") == "say which `file`");
  CHECK(why(folder.file("none.db")).find("none.db: No such file or directory") !=
        std::string::npos);
  CHECK(why(folder.path).find("it is no regular file") != std::string::npos);
  CHECK(why("/dev/zero").find("it is no regular file") != std::string::npos);
  REQUIRE(mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  CHECK(why(folder.file("pipe")).find("it is no regular file") != std::string::npos);
  CHECK(why(":memory:").find("cannot open :memory:") == 0);
  CHECK(why(folder.file("a.db?mode=memory")).find("No such file") != std::string::npos);
  std::ofstream(folder.file("text.db")) << std::string(5000, 'x');
  CHECK(why(folder.file("text.db")) == "the file is no SQLite database, or an encrypted one");
  std::ofstream(folder.file("empty.db"));
  CHECK(why(folder.file("empty.db")) == "no such table: people");
  CHECK(folder.names() == std::vector<std::string>{"empty.db", "pipe", "text.db"});

  const std::string odd = folder.file("a b%20?mode=rwc&x=#.db");
  Writer(folder.file("plain.db")).sql(people);
  std::filesystem::rename(folder.file("plain.db"), odd);
  CHECK(why(odd).empty());
}

TEST_CASE("a lock ends after its time", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer writer(file);
  writer.sql(people + std::string("begin exclusive"));
  CHECK(fetch({{"a", "select * from people"}}, settings_for(file)).why("a") ==
        "the database is locked by whoever writes it, for more than 100 ms");
}

TEST_CASE("a schema that is meant ill", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(people + std::string(R"(
    create view reads_files as select load_extension('evil.so') as x;
    create virtual table words using fts5(word);
    create view harmless as select id, upper(name) as name from people;
    create trigger writes after insert on people begin delete from people; end;
  )"));
  const Fetched fetched = fetch({{"a", "select * from reads_files"},
                                 {"b", "select * from harmless"},
                                 {"c", "select value from json_each('[1,2]')"},
                                 {"d", "select * from words"}},
                                settings_for(file));
  CHECK(fetched.why("a") == "unsafe use of load_extension()");
  CHECK(fetched.why("d") == "vtable constructor failed: words");
  CHECK(fetched.why("b").empty());
  CHECK(fetched.bytes("b").find("KIM") != std::string::npos);
  CHECK(fetched.why("c").empty());
}

TEST_CASE("a damaged page that hides a row is told", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(
      "create table people (id integer primary key, name text);"
      "with recursive n(x) as (select 1 union all select x + 1 from n where x < 800)"
      " insert into people select x, 'name ' || x from n;");
  std::string bytes = file_bytes(file);
  // Of the second page that is a leaf of a table: one row less.
  std::size_t page = 8192;
  while (bytes.at(page) != 0x0D) {
    page += 4096;
  }
  --bytes.at(page + 4);
  std::ofstream(file, std::ios::binary) << bytes;
  const Fetched fetched = fetch({{"a", "select * from people"}}, settings_for(file));
  CAPTURE(fetched.why("a"));
  CHECK(fetched.why("a").rfind("the file is damaged: ", 0) == 0);
  CHECK(fetched.rows("a") == 799);  // what came is kept
}

TEST_CASE("a file that is copied over while it is read is told", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(people);
  Writer(folder.file("b.db")).sql(people + std::string("update people set name = 'Max'"));
  const bool renamed = GENERATE(false, true);
  const auto copy_over = [&](const std::string& table, std::uint64_t, std::uint64_t) {
    if (table == "db.a" && renamed) {
      std::filesystem::rename(folder.file("b.db"), file);
    } else if (table == "db.a") {
      std::ofstream(file, std::ios::binary) << file_bytes(folder.file("b.db"));
    }
  };
  const Fetched fetched = fetch({{"a", "select * from people"}, {"b", "select * from people"}},
                                settings_for(file), copy_over);
  // Another file of the same name is not the one that is read.
  CHECK(fetched.why("b") ==
        (renamed ? ""
                 : "the file was changed while it was read, by somebody who does not heed its "
                   "locks"));
  CHECK(fetched.why("a") == fetched.why("b"));
  CHECK((!renamed || fetched.bytes("a") == fetched.bytes("b")));
}

TEST_CASE("a file that cannot be checked says so", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  sqlite3_create_collation(database, "theirs", SQLITE_UTF8, nullptr,
                           [](void*, int, const void*, int, const void*) { return 0; });
  CHECK(sqlite3_exec(database,
                     "create table t (id integer primary key, name text collate theirs);"
                     "create index i on t (name); insert into t values (1, 'Kim');",
                     nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  const Fetched fetched = fetch({{"t", "select id, name from t"}}, settings_for(file));
  CHECK(fetched.why("t").empty());
  CHECK(fetched.record("t").notes.at(1) ==
        "whether the file is damaged is not known: no such collation sequence: theirs");
}

TEST_CASE("damaged files are told, not trusted", "[connectors][sqlite]") {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer(file).sql(
      "create table people (id integer primary key, name text, more text);"
      "create index by_name on people (name);"
      "with recursive n(x) as (select 1 union all select x + 1 from n where x < 800)"
      " insert into people select x, 'name ' || x, hex(zeroblob(x % 90)) from n;");
  const std::string whole = file_bytes(file);
  REQUIRE(whole.size() > 20'000);
  const std::string damaged_file = folder.file("damaged.db");
  int told = 0;
  const int tries = testing::random_count(400);
  for (int seed = 0; seed < tries; ++seed) {
    testing::Random random(static_cast<std::uint64_t>(testing::random_start() + seed));
    std::string bytes = whole;
    const auto somewhere = [&] {
      return static_cast<std::size_t>(random.below(static_cast<int>(bytes.size())));
    };
    if (random.chance(25)) {
      bytes.resize(somewhere() + 1);
    }
    for (int i = random.between(1, 64); i > 0; --i) {
      bytes[somewhere()] = static_cast<char>(random.below(256));
    }
    std::ofstream(damaged_file, std::ios::binary) << bytes;
    const Fetched fetched = fetch({{"a", "select * from people order by name"},
                                   {"b", "select count(*) as n, name from people group by 2"}},
                                  settings_for(damaged_file));
    told += fetched.why("a").empty() ? 0 : 1;
  }
  CHECK(told > tries / 8);
}

}  // namespace writ
