// The checker, as tables: what a text gives, as codes and underlined texts.
#include <catch2/catch.hpp>

#include "support/golden.h"
#include "support/program.h"

using namespace writ;
using namespace writ::testing;

namespace {

const std::string schemas = read_file(repository_path("tests/page/prelude.writ"));

// The codes for an expression in a policy over workers (w) and users (u).
std::string codes_of(const std::string& condition) {
  const Checked checked =
      check_text("policy p { title \"t\"\n for w in hr.workers\n for u in lms.users\n require " +
                     condition + " }",
                 {{"schemas.writ", schemas}});
  return checked.codes();
}

std::string type_of(const std::string& expression) {
  Checked checked = check_text(
      "policy p { title \"t\"\n for w in hr.workers\n for u in lms.users\n let n = " + expression +
          "\n require 1 == 1 }",
      {{"schemas.writ", schemas}});
  INFO(render(checked.diagnostics, checked.sources));
  if (checked.diagnostics.has_errors() || checked.program.policies.empty()) {
    return checked.codes();
  }
  return to_string(std::get<ast::Let>(checked.program.policies[0].policy->bindings[2]).value.type);
}

}  // namespace

TEST_CASE("the schemas of these tests are good", "[dsl][check]") {
  const Checked checked = check_text("", {{"schemas.writ", schemas}});
  INFO(render(checked.diagnostics, checked.sources));
  CHECK(checked.codes().empty());
  CHECK(checked.program.relations.count("lms.users") == 1);
  CHECK(checked.program.relation("account").mappings.size() == 1);
  CHECK(checked.program.schemas.at("lms.edges").key == std::vector<std::string>{"a", "b"});
}

TEST_CASE("operators and functions take what the typing table says", "[dsl][check]") {
  struct Case {
    const char* condition;
    const char* codes;
  };
  // clang-format off
  const Case cases[] = {
      // comparisons
      {"w.level == 3", ""}, {"w.level == 3.5", ""}, {"w.salary > w.level", ""}, {"w.level == \"3\"", "W0221"},
      {"w.work_email == u.email", ""}, {"u.email == w.work_email", ""}, {"w.work_email == u.backup", "W0303"},
      {"w.work_email != u.email", "W0301"}, {"w.work_email is present and w.work_email != u.email", ""},
      {"u.email == \"kim@acme.example\"", ""}, {"u.nick < \"b\"", "W0221"}, {"w.hired_on < u.created_at", ""},
      {"w.hired_on == 2026-03-01", ""}, {"w.hired_on + 1d < u.created_at", ""}, {"w == w", ""}, {"w == u", "W0221"},
      {"w.manager == w", ""}, {"u.last_seen < u.created_at", "W0301"}, {"w.terminated_on == absent", "W0228"},
      {"u.groups == u.managed", ""}, {"u.groups == []", ""}, {"u.role == \"Admin\"", ""}, {"u.role == \"Admim\"", "W0205"},
      {"\"Admim\" == u.role", "W0205"}, {"u.role in [\"Admin\", \"Lerner\"]", "W0205"}, {"u.role in roles", ""},
      {"u.role == tag", ""}, {"u.role == u.nick", ""}, {"w.status == u.role", ""}, {"w.status == \"active\"", "W0205"},
      {"u.email == u.role", "W0221"}, {"u.active == true", ""}, {"2h == 120m", ""}, {"2h == 2", "W0221"},
      // membership
      {"u.email in [\"a@b.example\"]", ""}, {"u.backup in [\"a@b.example\"]", ""}, {"u.backup not in [\"a@b.example\"]", "W0301"},
      {"u.nick in u.nick", "W0221"}, {"u.groups subset of u.managed", ""}, {"u.groups intersects [\"g1\"]", "W0221"},
      {"w.level in [\"x\"]", "W0221"}, {"u.groups contains u.groups", "W0221"}, {"roles contains u.role", ""},
      {"u.groups.id contains \"g1\"", ""}, {"absent in roles", "W0228"},
      // text
      {"u.nick starts with \"k\"", ""}, {"u.email ends with \"@acme.example\"", ""}, {"u.backup contains \"x\"", "W0301"},
      {"u.nick matches \"^k\"", ""}, {"u.nick matches \"(\"", "W0226"}, {"u.nick matches u.nick", "W0227"}, {"w.level contains 3", "W0221"},
      // instants
      {"u.last_seen by w.hired_on", ""}, {"u.last_seen by end of w.hired_on + 24h", ""}, {"u.last_seen by 24h", "W0221"},
      {"u.created_at by u.last_seen", "W0301"}, {"u.created_at older than 30d", ""}, {"u.last_seen older than 30d", "W0301"},
      {"u.created_at older than 30", "W0221"}, {"start of u.created_at == u.created_at", "W0221"},
      {"start of w.terminated_on < u.created_at", "W0301"},
      // connectives
      {"u.active", ""}, {"not u.active", ""}, {"u.suspended", "W0301"}, {"u.nick", "W0222"}, {"u.active and u.nick", "W0222"},
      {"u.nick or u.active", "W0222"}, {"u.active implies u.level == 3", "W0202"}, {"not u.nick", "W0222"},
      // fields
      {"w.manager.status == \"Active\"", "W0301"}, {"w.manager?.status == \"Active\"", ""}, {"w.stat == \"Active\"", "W0202"},
      {"w.level.x == 1", "W0225"}, {"nobody.x == 1", "W0201"}, {"hr.worker == 1", "W0203"}, {"hr == 1", "W0203"}, {"lower(1) == \"1\"", "W0221"},
      {"w.manager+ intersects w.mentors", ""}, {"w.mentors.manager* == []", ""}, {"w.level+ == 1", "W0225"}, {"u.worker is present", ""},
      {"u.person == w", ""}, {"w.accounts.email contains u.email", ""}, {"u.worker.status == \"Active\"", "W0301"},
      // sets and quantifiers
      {"exists x in hr.workers where x.status == \"Active\"", ""}, {"no x in w.mentors where x == w", ""},
      {"every x in u.groups satisfies x.parent is present", ""}, {"exists x in w where true", "W0224"}, {"exists x in w.level where true", "W0224"},
      {"exists w in hr.workers where true", "W0210"}, {"exists hr in hr.workers where true", "W0210"}, {"exists limit in hr.workers where true", "W0210"},
      {"count(x in lms.users where x.role == \"Admin\") <= limit", ""}, {"sum(x.level for x in hr.workers) > 3", ""},
      {"sum(x.status for x in hr.workers) == 1", "W0221"}, {"max(x.level for x in hr.workers) == 3", ""}, {"max(x.level for x in hr.workers) > 3", "W0301"},
      {"size({x.role for x in lms.users}) > 1", ""}, {"[1, \"a\"] == []", "W0229"}, {"[[1]] == []", "W0229"},
      {"\"a\" in reachable from \"a\" through lms.edges(a -> b)", ""}, {"1 in reachable from 1 through lms.edges(a -> b)", "W0221"},
      {"\"a\" in reachable from \"a\" through lms.edges(a -> weight)", "W0221"}, {"\"a\" in reachable from \"a\" through lms.edges(a -> c)", "W0202"},
      {"exists p2 in pairs where p2.second == 1", ""}, {"exists p2 in pairs where p2.third == 1", "W0202"},
      // calls
      {"twice(2) == 4", ""}, {"twice(\"2\") == 4", "W0230"}, {"twice(1, 2) == 4", "W0223"}, {"twice == 4", "W0223"}, {"admins() == []", "W0223"},
      {"length(u.nick) > 3", ""}, {"length() > 3", "W0223"}, {"min(1, 2.5) == 1", ""}, {"max([1, 2]) == 2", ""}, {"min(1, \"a\") == 1", "W0221"},
      {"date_of(u.created_at, \"Europe/Paris\") == w.hired_on", ""}, {"date_of(u.created_at, \"Europe/Pari\") == w.hired_on", "W0212"},
      {"date_of(u.created_at, u.nick) == w.hired_on", "W0227"}, {"domain(u.email) == \"acme.example\"", ""}, {"abs(-3) == 3", ""}, {"lowr(u.nick) == \"a\"", "W0204"},
      // arithmetic
      {"w.level + 1 * 2 - 3 > 0", ""}, {"w.level / 2 > 1.5", ""}, {"2h * 3 > 1h", ""}, {"2h / 1h == 2.0", ""}, {"2h + 3 > 1h", "W0221"},
      {"u.nick + \"a\" == \"a\"", "W0221"}, {"-u.nick == 1", "W0221"}, {"u.groups - u.managed == []", ""}, {"u.created_at - w.hired_on < 24h", ""},
      {"u.created_at + u.created_at == 1", "W0221"},
      // alternatives
      {"(w.terminated_on or else w.hired_on) > 2026-01-01", ""}, {"(u.backup or else \"x@y.example\") == u.email", ""}, {"(w.level or else 3) == 3", "W0302"},
      {"(u.backup or else \"nobody\") == u.email", "W0230"},
      {"([\"x@y.example\"] + [u.email]) contains u.email", ""}, {"([\"nobody\"] + [u.email]) contains u.email", "W0230"}, {"[u.email, \"nobody\"] contains u.email", "W0230"},
      {"(u.backup or else 3) == u.email", "W0221"}, {"(u.backup or else w.work_email) == u.email", ""},
  };
  // clang-format on
  for (const Case& c : cases) {
    CAPTURE(c.condition);
    CHECK(codes_of(c.condition) == c.codes);
  }
}

TEST_CASE("facts narrow optionals where the page says, and nowhere else", "[dsl][narrowing]") {
  struct Case {
    const char* condition;
    const char* codes;
  };
  const Case cases[] = {
      {"u.last_seen is present and u.last_seen older than 30d", ""},
      {"u.last_seen is present implies u.last_seen older than 30d", ""},
      {"u.last_seen is absent or u.last_seen older than 30d", ""},
      {"not (u.last_seen is absent) and u.last_seen older than 30d", ""},
      {"u.last_seen is present or u.last_seen older than 30d", "W0301"},
      {"u.last_seen older than 30d and u.last_seen is present", "W0301"},
      {"u.last_seen is known and u.last_seen older than 30d", "W0301"},
      {"(u.last_seen is present and u.active) and u.last_seen older than 30d", ""},
      {"(u.last_seen is present or u.active) and u.last_seen older than 30d", "W0301"},
      {"w.manager is present and w.manager.manager is present and w.manager.manager.status == "
       "\"Active\"",
       ""},
      {"w.manager?.terminated_on is present and w.manager.terminated_on > 2026-01-01", ""},
      {"w.status == \"Terminated\" and w.terminated_on > 2026-01-01", ""},
      {"w.status == \"Active\" and w.terminated_on > 2026-01-01", "W0301"},
      {"w.manager is present and w.manager.status == \"Terminated\" and w.manager.terminated_on > "
       "2026-01-01",
       ""},
      {"exists x in lms.users where x.last_seen is present and x.last_seen older than 30d", ""},
      {"(exists x in lms.users where x.last_seen is present) and u.last_seen older than 30d",
       "W0301"},
      {"every x in lms.users where x.last_seen is present satisfies x.last_seen older than 30d",
       ""},
      {"sum(x.salary for x in hr.workers where x.terminated_on is present) > 1", ""},
      {"w.manager == w", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.condition);
    CHECK(codes_of(c.condition) == c.codes);
  }
}

TEST_CASE("facts of a where hold below it, those of a require in later requires alone",
          "[dsl][narrowing]") {
  const auto policy = [](const std::string& body) {
    return check_text("policy p { title \"t\" " + body + " }", {{"schemas.writ", schemas}}).codes();
  };
  CHECK(policy("for u in lms.users where u.last_seen is present require u.last_seen older than 1d")
            .empty());
  CHECK(
      policy("for u in lms.users require u.last_seen is present require u.last_seen older than 1d")
          .empty());
  CHECK(
      policy(
          "for u in lms.users require u.last_seen older than 1d require u.last_seen is present") ==
      "W0301");
  CHECK(policy("for u in lms.users where u.last_seen is present let n = u.last_seen - 1d require n "
               "older than 1d")
            .empty());
  CHECK(policy("for u in lms.users let n = u.last_seen require n is present and n older than 1d")
            .empty());
  CHECK(policy("for u in lms.users let n = u.last_seen require u.last_seen is present and n older "
               "than 1d") == "W0301");
  CHECK(policy("for u in lms.users require u.last_seen is present message \"{u.last_seen} "
               "{u.last_seen - 1d}\"") == "W0301");
  CHECK(policy("for u in lms.users where u.last_seen is present require false message "
               "\"{u.last_seen - 1d}\"")
            .empty());
}

TEST_CASE("expressions have the types of the table", "[dsl][check]") {
  struct Case {
    const char* expression;
    const char* type;
  };
  const Case cases[] = {
      {"1 + 2", "int"},
      {"1 + 2.0", "decimal"},
      {"1 / 2", "decimal"},
      {"2h + 1d", "duration"},
      {"w.hired_on + 1d", "timestamp"},
      {"w.hired_on - w.hired_on", "duration"},
      {"end of w.hired_on", "timestamp"},
      {"u.email", "email"},
      {"u.backup", "email?"},
      {"u.backup or else u.email", "email"},
      {"w.manager", "ref hr.workers?"},
      {"w.manager?.level", "int?"},
      {"w.mentors.level", "set of int"},
      {"w.mentors.work_email", "set of email"},
      {"w.manager*", "set of ref hr.workers"},
      {"u.groups.parent", "set of ref lms.groups"},
      {"roles", "set of string"},
      {"roles + [\"x\"]", "set of string"},
      {"{x.email for x in lms.users}", "set of email"},
      {"count(x in admins)", "int"},
      {"max(x.hired_on for x in hr.workers)", "date?"},
      {"min(w.level, 2.5)", "decimal"},
      {"w.accounts", "set of ref account"},
      {"u.person", "ref hr.workers?"},
      {"u.worker", "ref hr.workers?"},
      {"date_of(u.created_at, \"UTC\")", "date"},
      {"reachable from \"a\" through lms.edges(a -> b)", "set of string"},
      {"u.active", "bool"},
      {"lower(u.nick)", "string"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expression);
    CHECK(type_of(c.expression) == c.type);
  }
}

TEST_CASE("a policy knows every table that it may read", "[dsl][check]") {
  const auto reads = [](const std::string& body) {
    const Checked checked =
        check_text("policy p { title \"t\" " + body + " }", {{"schemas.writ", schemas}});
    INFO(render(checked.diagnostics, checked.sources));
    REQUIRE(checked.codes().empty());
    std::string out;
    for (const std::string& table : checked.program.policies[0].tables) {
      out += (out.empty() ? "" : " ") + table;
    }
    return out;
  };
  CHECK(reads("for a in account require a.active") == "lms.users");
  CHECK(reads("for a in account require a.person is present") == "hr.workers lms.users");
  CHECK(reads("for w in hr.workers require w.accounts == []") == "hr.workers lms.users");
  CHECK(reads("for u in lms.users require u.worker is present") == "hr.workers lms.users");
  CHECK(reads("for w in hr.workers require w.status == \"Active\"") == "hr.workers");
  CHECK(reads("require size(admins) > 0") == "lms.users");
  CHECK(reads("for u in lms.users require u.groups.parent* == []") == "lms.groups lms.users");
}

TEST_CASE("what a wrong condition would have established is not missed", "[dsl][narrowing]") {
  struct Case {
    const char* condition;
    const char* codes;
  };
  const Case cases[] = {
      {"w.statsu == \"Terminated\" and w.terminated_on > 2026-01-01", "W0202"},
      {"w.statsu == 1 implies start of w.terminated_on < u.created_at", "W0202"},
      {"w.statsu == 1 and w.manager.level > 3", "W0202"},
      {"w.statsu == 1 and w.terminated_on is present", "W0202"},
      {"exists x in hr.workers where x.statsu == 1 and x.terminated_on older than 3d", "W0202"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.condition);
    CHECK(codes_of(c.condition) == c.codes);
  }
}

TEST_CASE("ten unrelated mistakes are ten diagnostics", "[dsl][check]") {
  const Checked checked = check_text(R"(
policy one { title "1" for w in hr.worker require w.status == "Active" }
policy two { title "2" for w in hr.workers where w.statu == "Active" require w.level > w.nothing }
policy three { title "3" for w in hr.workers require w.status == "Activ" }
policy four { title "4" severity hgh for w in hr.workers require w.level }
policy five { title "5" for u in lms.users require u.last_seen older than 3d message "{u.nickname}" }
param many : int = "three"
define loop = loop + 1
policy six { title "6" require loop == many }
test "t" { at 2026-03-03T12:00:00Z given lms.users { id: 3 } expect sevn violation }
)",
                                     {{"schemas.writ", schemas}});
  INFO(render(checked.diagnostics, checked.sources));
  CHECK(checked.codes() ==
        "W0203 W0202 W0202 W0205 W0214 W0222 W0301 W0202 W0230 W0211 W0230 W0207");
}

TEST_CASE("repeating a declaration word for word is fine", "[dsl][check]") {
  CHECK(check_text("param limit : int = 3 use hr : people define twice(n : int) = n * 2",
                   {{"s.writ", schemas}})
            .codes()
            .empty());
  CHECK(check_text("param limit : int = 4", {{"s.writ", schemas}}).codes() == "W0209");
  CHECK(check_text("use hr : learning", {{"s.writ", schemas}}).codes().find("W0209") !=
        std::string::npos);
}
