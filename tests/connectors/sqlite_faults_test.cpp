// Thousands of SQLite files with which something goes wrong, before they are read or meanwhile:
// each table ends whole and right, or incomplete with the true reason. WRIT_FAULT_RUNS and
// WRIT_FAULT_SEED make it more, and others.
#include "sqlite_faults.h"

#include "connectors/sql/fetch_sqlite.h"
#include "fetched.h"

namespace writ {
namespace {

using std::chrono::milliseconds;
using Tally = testing::FaultTally;
using Unseen = SqliteFault::Unseen;

const std::map<std::string, std::string> queries = {
    {"people", "select * from people order by id"},
    {"by_name", "select name, id from people where name >= 'name 2' order by name"},
    {"count", "select count(*) as n from people"},
    {"teams", "select * from teams"}};

// A file, with a -wal that holds its last changes or without.
struct Original {
  std::string bytes;
  std::string wal;
  std::string old_bytes;
};

Original make_original(bool wal) {
  const Folder folder;
  const std::string file = folder.file("a.db");
  Writer writer(file);
  writer.sql(std::string("pragma journal_mode = ") + (wal ? "wal" : "delete") +
             "; create table people (id integer primary key, name text, more text);"
             "create index by_name on people (name);"
             "create table teams (id integer primary key, name text);"
             "insert into teams values (1, 'a'), (2, 'b');"
             "with recursive n(x) as (select 1 union all select x + 1 from n where x < 5600)"
             " insert into people select x, 'name ' || x, hex(zeroblob(x % 40)) from n;"
             "delete from people where id % 11 = 0; pragma wal_checkpoint");
  Original out;
  out.old_bytes = file_bytes(file);
  writer.sql(
      "update people set name = 'new ' || name where id % 50 = 1;"
      "insert into people select id + 10000, name, more from people where id < 300");
  out.bytes = file_bytes(file);
  out.wal = wal ? file_bytes(file + "-wal") : "";
  return out;
}

struct Run {
  const SqliteFault* before = nullptr;
  const SqliteFault* during = nullptr;
};

Fetched collect(const Original& original, const Run& run, testing::Random& random,
                milliseconds& took) {
  SqliteScene scene;
  scene.bytes = original.bytes;
  scene.wal = original.wal;
  scene.old_bytes = original.old_bytes;
  scene.overwrite(original.bytes);
  if (!original.wal.empty()) {
    scene.write("a.db-wal", original.wal);
  }
  run.before->act(scene, random);
  SqliteSettings settings;
  settings.file = scene.file;
  settings.busy_timeout = milliseconds(scene.patient ? 4000 : 50);
  settings.time_limit = milliseconds(10'000);
  Fetched out;
  bool done = false;
  const auto act = [&](const std::string&, std::uint64_t, std::uint64_t) {
    if (!std::exchange(done, true)) {
      run.during->act(scene, random);
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  setfsuid(scene.unpermitted && geteuid() == 0 ? 65534 : geteuid());
  out.tables = fetch_sqlite({"db", "sqlite", "", queries}, settings, *out.spool, act);
  setfsuid(geteuid());
  took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  return out;
}

const SqliteFault& some_of(const std::vector<SqliteFault>& list, bool wal,
                           testing::Random& random) {
  for (;;) {
    const SqliteFault& fault = random.of(list);
    if (wal ? fault.of_wal : fault.of_plain) {
      return fault;
    }
  }
}

}  // namespace

TEST_CASE("whatever goes wrong with an SQLite file, a table is whole or says why not",
          "[connectors][sqlite][faults]") {
  Tally tally;
  milliseconds took{0};
  const Run nothing{&sqlite_faults_before().front(), &sqlite_faults_during().front()};
  const std::array<Original, 2> originals{make_original(false), make_original(true)};
  std::array<Fetched, 2> whole;
  for (const std::size_t wal : {0U, 1U}) {
    testing::Random random(0);
    whole[wal] = collect(originals[wal], nothing, random, took);
    for (const auto& [table, query] : queries) {
      CAPTURE(table, whole[wal].why(table));
      REQUIRE(whole[wal].why(table).empty());
      REQUIRE(whole[wal].bytes(table) == whole[0].bytes(table));
    }
  }
  const long runs = testing::fault_runs(150);
  for (long i = 0; i < runs; ++i) {
    const long seed = testing::fault_seed() + i;
    testing::Random random(static_cast<std::uint64_t>(seed));
    const std::size_t wal = random.chance(50) ? 1 : 0;
    Run run = nothing;
    if (random.chance(75)) {
      run.before = &some_of(sqlite_faults_before(), wal == 1, random);
    }
    if (run.before == nothing.before || random.chance(25)) {
      run.during = &some_of(sqlite_faults_during(), wal == 1, random);
    }
    const Fetched got = collect(originals[wal], run, random, took);
    const std::vector<std::string> faults{run.before->name, run.during->name};
    CAPTURE(seed, wal, faults);
    CHECK(took < std::chrono::seconds(5));
    testing::Reasons reasons = run.before->reasons;
    reasons.insert(reasons.end(), run.during->reasons.begin(), run.during->reasons.end());
    const Unseen unseen = std::max(run.before->unseen, run.during->unseen);
    Tally::End end = Tally::End::whole;
    for (const auto& [name, query] : queries) {
      const std::string why = got.why(name);
      CAPTURE(name, why);
      if (!why.empty()) {
        end = Tally::End::incomplete;
        CHECK(testing::says_one_of(why, reasons));
        continue;
      }
      const bool same = got.bytes(name) == whole[wal].bytes(name);
      const bool other_page = unseen == Unseen::one_page && name == "teams";
      CHECK((same || other_page || unseen >= Unseen::values));
      CHECK((got.rows(name) == whole[wal].rows(name) || other_page || unseen == Unseen::rows));
      end = same || end != Tally::End::whole ? end : Tally::End::unseen;
    }
    std::vector<std::string> named;
    for (const std::string& fault : faults) {
      if (fault != "nothing") {
        named.push_back((wal == 1 ? "log, " : "") + fault);
      }
    }
    tally.add(named, end, took);
  }
  WARN(tally.text());
}

}  // namespace writ
