// `writ connector learn`: the map of an export, proposed; and that a project reads the file by it.
#include "run_writ.h"
#include "support/golden.h"

namespace writ {
namespace {

Ran learn(const TempFolder& folder, const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"connector", "learn", file};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_writ(folder, arguments);
}

// The rows of `query`, by a project whose only source has the map as it was written.
std::string rows_by(const TempFolder& folder, const std::string& map, const std::string& system,
                    const std::string& query) {
  std::string tables;
  for (std::size_t at = 0; at < map.size();) {
    const std::size_t end = map.find('\n', at) + 1;
    tables += "      " + map.substr(at, end - at);
    at = end;
  }
  folder.write("writ.yaml",
               "project: acme\nas_of: 2026-03-03T12:00:00Z\npolicies: [p.writ]\nsources:\n  app:\n"
               "    connector: " +
                   system + "\n    timezone: Europe/Berlin\n    tables:\n" + tables);
  folder.write("p.writ", "use app : " + system + "\n");
  const Ran ran = run_writ(folder, {"query", query});
  CAPTURE(ran.err, map);
  CHECK(ran.status == 0);
  return ran.out;
}

const std::vector<std::string> as_ti = {"--as", "thought_industries"};

const std::string german =
    "\xef\xbb\xbfUser ID;E-Mail;First Name;Surname;Role;Status;Two-Factor;Created;Last "
    "Active;Notes\n"
    "u1;Kim@Acme.example;Kim;Ray;super admin;Active;yes;01.02.2024 10:30;28.02.2026 09:00;x\n"
    "u2;lee@acme.example;Lee;Sow;LEARNER;Inactive;no;14.03.2024 10:30;-;\n"
    "u3;awa@acme.example;Awa;Old;Regional Lead;active;no;03.04.2024 11:30;01.03.2026 19:00;y\n";

TEST_CASE("the map of a German export, and why", "[cli][learn]") {
  const TempFolder folder;
  folder.write("users.csv", german);
  const Ran ran = learn(folder, "users.csv", as_ti);
  CAPTURE(ran.err);
  CHECK(ran.status == 0);
  golden("report/learn_german.yaml", ran.out);
  CHECK(ran.out == learn(folder, "users.csv", as_ti).out);
  const std::string rows =
      rows_by(folder, ran.out, "thought_industries", R"(u in app.users where u.two_factor)");
  CHECK(mentions(rows, "Kim@Acme.example"));
  CHECK(mentions(rows, "Super Admin"));
  CHECK(mentions(rows, "2024-02-01T09:30:00Z"));  // on the clock of Berlin
  CHECK(mentions(rows, "1 row of app.users"));
  const std::string idle = rows_by(folder, ran.out, "thought_industries",
                                   "u in app.users where u.last_active_at is absent");
  CHECK(mentions(idle, "lee@acme.example"));
  CHECK(mentions(idle, "Learner"));
}

TEST_CASE("days that may be months are proposed in a comment", "[cli][learn]") {
  const TempFolder folder;
  const std::string head = "Associate OID,Email Address,Status,Hire Date,Termination Date\n";
  folder.write("both.csv", head +
                               "E1,kim@x.example,Active,03/01/2020,\n"
                               "E2,lee@x.example,Terminated,04/05/2021,02/03/2026\n");
  const Ran both = learn(folder, "both.csv", {"--as", "adp_workforce_now"});
  CHECK(mentions(both.out, "    # first_hired_on:\n"));
  CHECK(mentions(both.out, "or as %m/%d/%Y: the values fit both"));
  folder.write("us.csv", head +
                             "E1,kim@x.example,Active,03/31/2020,\n"
                             "E2,lee@x.example,Terminated,04/05/2021,02/03/2026\n");
  const Ran us = learn(folder, "us.csv", {"--as", "adp_workforce_now"});
  CAPTURE(us.out);
  CHECK(mentions(us.out, "written as %m/%d/%Y, like"));
  const std::string rows = rows_by(folder, us.out, "adp_workforce_now",
                                   "w in app.workers where w.terminated_on == 2026-02-03");
  CHECK(mentions(rows, "lee@x.example"));
}

TEST_CASE("headers, spellings and numbers of seconds", "[cli][learn]") {
  struct Case {
    std::string header;
    std::string values;  // of two rows, with `|` between
    std::string line;    // of the map
  };
  const std::vector<Case> cases = {
      {"lastActiveAt", "2026-03-01T10:00:00Z|2026-03-02T10:00:00+01:00",
       "    last_active_at: lastActiveAt\n"},
      {"Last activity (UTC)", "1772000000|1772000001",
       "      from: \"Last activity (UTC)\"\n      format: unix_s\n"},
      {"last_active", "1772000000000|1772000001000", "      format: unix_ms\n"},
      {"Last Active", "2026-03-01 10:00:00|2026-03-02 10:00:00",
       "      format: \"%Y-%m-%d %H:%M:%S\"\n"},
      {"MFA", "TRUE|false", "    two_factor: MFA\n"},
      {"2FA enabled", "on|off", "        \"off\": \"false\"\n        \"on\": \"true\"\n"},
      {"roleKey", "superAdmin|course_author", "        superAdmin: Super Admin\n"},
      {"Disabled", "true|false",
       "      from: Disabled\n      values:\n        \"false\": active\n        \"true\": "
       "inactive\n"},
      {"Employee No", "00042|00043", "    # unsure"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.header);
    const TempFolder folder;
    const std::size_t bar = one.values.find('|');
    folder.write("x.csv", "ID,Email," + one.header + "\nu1,a@x.example," +
                              one.values.substr(0, bar) + "\nu2,b@x.example," +
                              one.values.substr(bar + 1) + "\n");
    const Ran ran = learn(folder, "x.csv", {"--as", "thought_industries", "--table", "users"});
    CAPTURE(ran.out, ran.err);
    if (one.line == "    # unsure") {  // nothing of the schema is named so
      CHECK(mentions(ran.out, "columns of the file that nothing reads: " + one.header));
    } else {
      CHECK(mentions(ran.out, one.line));
    }
    CHECK(mentions(ran.out, "  # the schema needs, and no column is mapped to: "));
    CHECK(ran.status == 1);
  }
}

TEST_CASE("what is named right and cannot be read is said", "[cli][learn]") {
  const TempFolder folder;
  folder.write("x.csv", "ID,Email,Created At\nu1,a@x.example,31.12.2024\nu1,b,30.12.2024\n");
  const Ran ran = learn(folder, "x.csv", as_ti);
  CAPTURE(ran.out);
  CHECK(ran.status == 1);
  CHECK(mentions(ran.out, "    # created_at: Created At\n    # not read: 31.12.2024, 30.12.2024"));
  CHECK(mentions(ran.out, "it is empty or the same in some rows"));
  CHECK(mentions(ran.out, "1 of 2: addresses"));
}

TEST_CASE("two columns that fit as well are a choice for a person", "[cli][learn]") {
  const TempFolder folder;
  folder.write("x.csv", "ID,E-Mail,Email Address\nu1,a@x.example,b@x.example\n");
  const Ran ran = learn(folder, "x.csv", as_ti);
  CAPTURE(ran.out);
  CHECK(mentions(ran.out, "or from `Email Address`, which"));
  CHECK(mentions(ran.out, "    # email: E-Mail\n"));
}

TEST_CASE("values alone tell what an unknown header is, where they are the schema's own",
          "[cli][learn]") {
  const TempFolder folder;
  folder.write("x.csv", "ID,Kontakt,Rolle\nu1,a@x.example,Learner\nu2,b@x.example,Super Admin\n");
  const Ran ran = learn(folder, "x.csv", as_ti);
  CAPTURE(ran.out);
  CHECK(mentions(ran.out, "all 2: addresses, and the name says nothing"));
  CHECK(mentions(ran.out, "\n    email: Kontakt\n"));
  CHECK(mentions(ran.out, "\n    role: Rolle\n"));
}

TEST_CASE("bytes of windows-1252, quotes and control characters", "[cli][learn]") {
  const TempFolder folder;
  folder.write("x.csv", "ID,Email,First Name,\"A \"\"b\"\": #\x1b[2J\"\nu1,a@x.example,J\xf6rg,\n");
  const Ran ran = learn(folder, "x.csv", {"--as", "thought_industries"});
  CAPTURE(ran.out);
  CHECK(mentions(ran.out, "  encoding: latin1\n"));
  CHECK(mentions(ran.out, "first_name: J\xc3\xb6rg"));
  CHECK_FALSE(mentions(ran.out, "\x1b"));
}

TEST_CASE("a schema of one's own, and a column whose header needs quotes", "[cli][learn]") {
  const TempFolder folder;
  folder.write("hr.writ",
               "schema own_hr {\n  table workers key id {\n    id : string\n    left_on : date?\n"
               "    teams : set of string\n  }\n}\n");
  folder.write("x.csv", "id,\"left: on\",Teams\nw1,31.12.2025,a|b\nw2,,\n");
  const Ran ran = learn(folder, "x.csv", {"--as", "hr.writ", "--output", "map.yaml"});
  CAPTURE(ran.err);
  CHECK(ran.status == 0);
  const std::string map = folder.read("map.yaml");
  CAPTURE(map);
  CHECK(mentions(map, "  set_separator: \"|\"\n"));
  CHECK(mentions(map, "      from: \"left: on\"\n      format: \"%d.%m.%Y\"\n"));
  CHECK(mentions(ran.out, "teams: [a, b]"));
  CHECK_FALSE(mentions(map, "teams: [a, b]"));  // somebody's data
  const Ran again = learn(folder, "x.csv", {"--as", "hr.writ", "--output", "map.yaml"});
  CHECK(again.status == 2);
  CHECK(mentions(again.err, "`map.yaml` is there already; nothing is overwritten"));
  CHECK(folder.read("map.yaml") == map);
}

TEST_CASE("wrong usage of learn says what to do", "[cli][learn]") {
  const TempFolder folder;
  folder.write("x.csv", "id\nu1\n");
  folder.write("twice.csv", "id,id\nu1,u2\n");
  folder.write("empty.csv", "");
  struct Case {
    std::vector<std::string> arguments;
    int status;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{"x.csv"}, 2, "learn takes the system that the export is of"},
      {{"x.csv", "--as", "thought_industry"}, 2, "did you mean `thought_industries`?"},
      {{"x.csv", "--as", "none.writ"}, 2, "none.writ"},
      {{"x.csv", "--as", "thought_industries", "--table", "user"}, 2, "did you mean `users`?"},
      {{"gone.csv", "--as", "thought_industries"}, 3, "gone.csv"},
      {{"twice.csv", "--as", "thought_industries"}, 3, "has `id` twice"},
      {{"empty.csv", "--as", "thought_industries"}, 3, "`empty.csv` has no header"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.says);
    const Ran ran =
        learn(folder, one.arguments.front(), {one.arguments.begin() + 1, one.arguments.end()});
    CAPTURE(ran.err);
    CHECK(ran.status == one.status);
    CHECK(mentions(ran.err, one.says));
    CHECK(ran.out.empty());
  }
}

}  // namespace
}  // namespace writ
