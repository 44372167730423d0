// Thousands of collections from a real PostgreSQL server in which something goes wrong, on the wire
// or in the database: each table ends whole and right, or incomplete with the true reason.
// WRIT_FAULT_RUNS and WRIT_FAULT_SEED make it more, and others.
#include "postgresql_faults.h"

#include <iostream>
#include <memory>
#include <set>

#include "connectors/sql/fetch_postgresql.h"
#include "fetched.h"
#include "postgresql_server.h"
#include "read_support.h"
#include "support/golden.h"
#include "support/random.h"

namespace writ {
namespace {

using std::chrono::milliseconds;
using testing::FaultProxy;
using testing::Protocol;
using Tally = testing::FaultTally;

constexpr const char* secret = "p4ss/word+and=more";
constexpr const char* people =
    "insert into people select n, 'name ' || n, array['a' || n, null] from generate_series(1, 5600)"
    " n";

// What somebody does to the database when the first page is here; `back` undoes it.
struct Meanwhile {
  std::string name;
  std::string sql;
  std::string back;
  testing::Reasons reasons;
};

const std::vector<Meanwhile>& meanwhile() {
  const std::string everybody = std::string("truncate people; ") + people;
  static const std::string ours = " from pg_stat_activity where application_name = 'writ'";
  static const std::vector<Meanwhile> list = {
      {"rows come",
       "insert into people select n, 'new' from generate_series(5601, 5700) n",
       "delete from people where id > 5600",
       {}},
      {"rows go", "delete from people where id % 7 = 0", everybody, {}},
      {"rows change",
       "update people set name = 'x', id = id + 10000 where id % 5 = 0",
       everybody,
       {}},
      {"cancelled",
       "select pg_cancel_backend(pid)" + ours,
       "",
       {"canceling statement due to user request (SQLSTATE 57014)"}},
      {"terminated",
       "select pg_terminate_backend(pid)" + ours,
       "",
       {"terminating connection due to administrator command", "the connection broke: "}},
      {"permission gone",
       "revoke select on teams from auditor",
       "grant select on teams to auditor",
       {"permission denied for table teams (SQLSTATE 42501)"}},
      {"table gone",
       "alter table teams rename to old_teams",
       "alter table old_teams rename to teams",
       {"relation \"teams\" does not exist (SQLSTATE 42P01)"}},
  };
  return list;
}

std::map<std::string, std::string> queries() {
  Sources sources;
  Diagnostics diagnostics;
  const std::string path = "connectors/postgresql_roles/queries.yaml";
  const auto node =
      load_yaml(sources, sources.add(path, read_file(repository_path(path))), diagnostics);
  REQUIRE(node);
  std::map<std::string, std::string> out = read_queries(*node, diagnostics).queries;
  out["people"] = "select * from people order by id";
  out["nobody"] = "select id from people where id < 0";
  out["teams"] = "table teams";
  return out;
}

std::unique_ptr<PostgresqlServer> make_server() {
  auto out = std::make_unique<PostgresqlServer>();
  out->sql("create role auditor login password '" + std::string(secret) +
           "'; create role helpers; grant helpers to auditor;"
           "create table people (id int, name text, tags text[]); create table teams (id int);"
           "insert into teams values (1), (2); grant select on people, teams to auditor;" +
           people);
  return out;
}

struct Run {
  std::vector<PostgresqlFault> wire;
  const Meanwhile* meanwhile = nullptr;
  bool tls = false;
};

Run random_run(testing::Random& random, const std::array<std::size_t, 2>& messages) {
  Run out;
  out.tls = random.chance(35);
  if (random.chance(20)) {
    out.meanwhile = &random.of(meanwhile());
  }
  for (int n = random.between(out.meanwhile == nullptr ? 1 : 0, 2); n > 0;) {
    PostgresqlFault fault = random.of(postgresql_wire_faults());
    const bool only_waits = fault.name == "silent" || fault.name == "reply_lost";
    if ((out.tls && fault.tls_reasons.empty() && fault.name != "slow") ||
        (only_waits && random.chance(70))) {
      continue;
    }
    // Half of them in what is said before and between the rows.
    const int most = static_cast<int>(messages[out.tls ? 1 : 0]);
    fault.wire.at = static_cast<std::size_t>(1 + random.below(random.chance(40) ? 40 : most));
    fault.wire.chance = static_cast<std::uint64_t>(random.below(1 << 30));
    out.wire.push_back(fault);
    --n;
  }
  return out;
}

PostgresqlSettings settings_for(const PostgresqlServer& server, const Run& run) {
  PostgresqlSettings out;
  out.host = run.tls ? "localhost" : "127.0.0.1";
  out.database = "postgres";
  out.user = "auditor";
  out.password = secret;
  out.ssl_mode = run.tls ? SslMode::verify_full : SslMode::disable;
  out.ca_file = run.tls ? server.file("ca.pem") : "";
  out.allow_private = true;
  const bool waits = std::any_of(run.wire.begin(), run.wire.end(),
                                 [](const PostgresqlFault& fault) { return fault.waits; });
  out.time_limit = milliseconds(waits ? 2000 : 30'000);
  return out;
}

struct Got {
  Fetched fetched;
  std::vector<std::string> hit;
  testing::Reasons reasons;  // that are true
  bool unseen = false;
  std::size_t messages = 0;
  milliseconds took{0};
};

Got collect(const PostgresqlServer& server, const Run& run) {
  std::vector<testing::WireFault> faults;
  for (const PostgresqlFault& fault : run.wire) {
    faults.push_back(fault.wire);
  }
  FaultProxy proxy(server.port(), run.tls ? Protocol::postgresql_tls : Protocol::postgresql,
                   faults);
  PostgresqlSettings settings = settings_for(server, run);
  settings.port = proxy.port();
  Got out;
  bool done = false;
  const auto act = [&](const std::string&, std::uint64_t, std::uint64_t) {
    if (run.meanwhile != nullptr && !std::exchange(done, true)) {
      server.sql(run.meanwhile->sql);
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  out.fetched.tables =
      fetch_postgresql({"db", "postgresql", "", queries()}, settings, *out.fetched.spool, act);
  out.took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  out.messages = proxy.messages();
  if (done) {
    out.hit.push_back(run.meanwhile->name);
    out.reasons = run.meanwhile->reasons;
    if (!run.meanwhile->back.empty()) {
      server.sql(run.meanwhile->back);
    }
  }
  std::set<std::string> hit;
  for (std::size_t i = 0; i < run.wire.size(); ++i) {
    if (proxy.hit(i)) {
      hit.insert(run.wire[i].name);
      const PostgresqlFault& fault = run.wire[i];
      const testing::Reasons& reasons = run.tls ? fault.tls_reasons : fault.reasons;
      out.hit.push_back((run.tls ? "TLS, " : "") + fault.name);
      out.reasons.insert(out.reasons.end(), reasons.begin(), reasons.end());
      out.unseen = out.unseen || (!run.tls && fault.unseen);
    }
  }
  // One row for another: their number is right.
  out.unseen = out.unseen || (!run.tls && hit.contains("dropped") && hit.contains("doubled"));
  return out;
}

}  // namespace

TEST_CASE("whatever goes wrong with PostgreSQL, a table is whole or says why not",
          "[connectors][postgresql][faults]") {
  if (PostgresqlServer::programs().empty()) {
    std::cerr << "\n*** NO POSTGRESQL SERVER HERE: its faults are NOT tested. Install the package "
                 "`postgresql`. ***\n\n";
    return;
  }
  const std::unique_ptr<PostgresqlServer> server = make_server();
  std::array<std::size_t, 2> messages{};
  const Got whole = collect(*server, {});
  messages[0] = whole.messages;
  messages[1] = collect(*server, {{}, nullptr, true}).messages;
  Tally tally;
  const long runs = testing::fault_runs(30);
  for (long i = 0; i < runs; ++i) {
    const long seed = testing::fault_seed() + i;
    testing::Random random(static_cast<std::uint64_t>(seed));
    const Run run = random_run(random, messages);
    const Got got = collect(*server, run);
    std::string faults;
    for (const PostgresqlFault& fault : run.wire) {
      faults += fault.name + " at " + std::to_string(fault.wire.at) + "; ";
    }
    CAPTURE(seed, run.tls, faults, got.hit);
    CHECK(got.took < std::chrono::seconds(5));
    Tally::End end = Tally::End::whole;
    for (const auto& [name, table] : got.fetched.tables) {
      const std::string short_name = name.substr(3);
      const std::string why = got.fetched.why(short_name);
      CAPTURE(name, why);
      if (!table.record.incomplete.empty()) {
        end = Tally::End::incomplete;
        CHECK(testing::says_one_of(why, got.reasons));
        continue;
      }
      const bool same = got.fetched.bytes(short_name) == whole.fetched.bytes(short_name);
      CHECK((same || got.unseen));
      CHECK(got.fetched.rows(short_name) == whole.fetched.rows(short_name));
      end = same || end != Tally::End::whole ? end : Tally::End::unseen;
    }
    tally.add(got.hit, end, got.took);
  }
  WARN(tally.text());
}

}  // namespace writ
