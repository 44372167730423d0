// check, fmt, test, query, explain and init from end to end.
#include <nlohmann/json.hpp>

#include "fixture.h"
#include "support/golden.h"

namespace writ {
namespace {

const std::string passing_test = R"(
test "a leaver who was closed out in time" {
  at 2026-03-03T12:00:00Z
  given hr.workers { id: "w1", email: "kim@x.example", status: "terminated", terminated_on: 2026-03-01 }
  given lms.users { id: "u1", email: "kim@x.example", status: "inactive", deactivated_at: 2026-03-01T17:00:00Z }
  expect leavers_deactivated compliant on (w1, u1)
}
)";

std::string failing_test() {
  std::string text = passing_test;
  text.replace(text.find("compliant"), 9, "violation");
  text.replace(text.find("in time"), 7, "too late");
  return text;
}

TEST_CASE("check reports every mistake on standard output", "[cli][check]") {
  const TempFolder folder;
  write_project(folder);
  const Ran fine = run_writ(folder, {"check"});
  CHECK(fine.status == 0);
  CHECK(fine.out == "no mistakes in 3 files: 1 policy, 0 tests\n");
  folder.write("policies/more.writ", "policy broken {\n  require nothing_there\n}\npolicy {\n");
  folder.write("writ.yaml", project_file + "polices: x\n");
  const Ran wrong = run_writ(folder, {"check"});
  CHECK(wrong.status == 2);
  CHECK(wrong.err.empty());
  CHECK(mentions(wrong.out, "--> policies/more.writ:2:11"));
  CHECK(mentions(wrong.out, "--> policies/more.writ:4:"));
  CHECK(mentions(wrong.out, "--> writ.yaml:13:1"));
}

TEST_CASE("check and test of one file of a project see the others", "[cli][check]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("policies/tests.writ", passing_test);
  folder.write("policies/more_tests.writ", failing_test());
  CHECK(run_writ(folder, {"check", "policies/tests.writ"}).status == 0);
  const Ran one = run_writ(folder, {"test", "policies/tests.writ"});
  CHECK(one.status == 0);
  CHECK(one.out == "policies/tests.writ: 1 test passed\n");
  CHECK(run_writ(folder, {"test"}).status == 1);
  CHECK(run_writ(folder, {"test", "tests.writ"}, {.input = {}, .folder = "policies"}).status == 0);
}

TEST_CASE("a file outside of any project is checked by itself", "[cli][check]") {
  const TempFolder folder;
  folder.write("p.writ", leavers_policy + hr_schema + lms_schema + passing_test);
  CHECK(run_writ(folder, {"check", "p.writ"}).out == "no mistakes in 1 file: 1 policy, 1 test\n");
  CHECK(run_writ(folder, {"test", "p.writ"}).out == "p.writ: 1 test passed\n");
  CHECK(run_writ(folder, {"test"}).out == "p.writ: 1 test passed\n");
}

TEST_CASE("a test that fails says what came out instead", "[cli][test]") {
  const TempFolder folder;
  folder.write("p.writ", leavers_policy + hr_schema + lms_schema + failing_test());
  const Ran ran = run_writ(folder, {"test", "p.writ"});
  CAPTURE(ran.out);
  CHECK(ran.status == 1);
  CHECK(mentions(ran.out, "p.writ: 1 of 1 test failed\n"));
  CHECK(mentions(ran.out, "failed  \"a leaver who was closed out too late\"  p.writ:"));
  CHECK(mentions(ran.out, "(w1, u1)"));
}

TEST_CASE("test without tests warns", "[cli][test]") {
  const TempFolder folder;
  write_project(folder);
  const Ran ran = run_writ(folder, {"test"});
  CHECK(ran.status == 0);
  CHECK(mentions(ran.err, "writ: warning: no tests in 3 files: "));
  CHECK(ran.out.empty());
}

TEST_CASE("fmt formats, once", "[cli][fmt]") {
  const TempFolder folder;
  const std::string ugly = "use   hr:hr_export # the HR export\nparam grace:duration=24h\n";
  folder.write("a.writ", ugly);
  const Ran standard = run_writ(folder, {"fmt", "-"}, {.input = ugly});
  CHECK(standard.status == 0);
  CHECK(mentions(standard.out, "# the HR export"));
  CHECK(run_writ(folder, {"fmt", "--check", "-"}, {.input = ugly}).status == 1);
  CHECK(run_writ(folder, {"fmt", "--check", "-"}, {.input = standard.out}).status == 0);
  const Ran check = run_writ(folder, {"fmt", "--check", "a.writ"});
  CHECK(check.status == 1);
  CHECK(check.out == "a.writ\n");
  CHECK(folder.read("a.writ") == ugly);
  const Ran written = run_writ(folder, {"fmt"});
  CHECK(written.status == 0);
  CHECK(folder.read("a.writ") == standard.out);
  CHECK(run_writ(folder, {"fmt"}).out.empty());
}

TEST_CASE("fmt leaves a file with mistakes as it is, and formats the others", "[cli][fmt]") {
  const TempFolder folder;
  folder.write("a.writ", "policy {");
  folder.write("b.writ", "use   hr:hr_export\n");
  const Ran ran = run_writ(folder, {"fmt", "a.writ", "b.writ"});
  CHECK(ran.status == 2);
  CHECK(mentions(ran.err, "--> a.writ:1:"));
  CHECK(folder.read("a.writ") == "policy {");
  CHECK(ran.out == "b.writ\n");
}

TEST_CASE("query shows a population", "[cli][query]") {
  const TempFolder folder;
  write_project(folder);
  const Ran ran = run_writ(folder, {"query", "w in hr.workers where w.status == \"terminated\""});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 0);
  CHECK(mentions(ran.out, "kim@x.example"));
  CHECK(mentions(ran.out, "1 row of hr.workers\n"));
  CHECK(run_writ(folder, {"query", "w in hr.workers", "--table", "hr.workers=no.csv"}).status == 3);
}

TEST_CASE("a query tells texts from what is absent or unknown, and has types in JSON",
          "[cli][query]") {
  const TempFolder folder;
  folder.write("p.writ", R"(use s : export
schema export {
  table users key id {
    id : string
    name : string?
    seats : int
    admin : bool
    share : decimal
    seen : timestamp
    groups : set of string
  }
}
)");
  folder.write("u.csv",
               "id,name,seats,admin,share,seen,groups\n"
               "u1,absent,12,true,0.50,2026-03-01T12:00:00+02:00,\"a;b,c\"\n"
               "u2,unknown,x,false,1,2026-03-01T12:00:00Z,\n"
               "u3,,1,false,1,2026-03-01T12:00:00Z,a\n");
  std::vector<std::string> arguments = {
      "query",   "u in s.users",  "--policy", "p.writ",
      "--table", "s.users=u.csv", "--as-of",  "2026-03-03T12:00:00Z"};
  const Ran text = run_writ(folder, arguments);
  CAPTURE(text.out, text.err);
  CHECK(mentions(text.out, "\"absent\""));
  CHECK(mentions(text.out, "\"unknown\""));
  CHECK(mentions(text.out, "[a, \"b,c\"]"));
  arguments.insert(arguments.end(), {"--format", "json"});
  const auto rows = nlohmann::json::parse(run_writ(folder, arguments).out)["rows"];
  CHECK(rows[0]["fields"] == nlohmann::json::parse(R"({"id": "u1", "name": "absent", "seats": 12,
    "admin": true, "share": "0.50", "seen": "2026-03-01T10:00:00Z", "groups": ["a", "b,c"]})"));
  CHECK(rows[1]["fields"]["name"] == "unknown");
  CHECK(rows[1]["fields"]["seats"].contains("unknown"));
  CHECK(rows[1]["fields"]["groups"] == nlohmann::json::array());
  CHECK(rows[2]["fields"]["name"].is_null());
}

TEST_CASE("explain says why, step by step, down to the record", "[cli][explain]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("users.csv", users_csv + "u1,kim@x.example,active,\n");
  const Ran ran = run_writ(folder, {"explain", "leavers_deactivated", "w1"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 0);
  CHECK(ran.out.starts_with("violation  leavers_deactivated (w1, u1)\n"));
  CHECK(mentions(ran.out, "users.csv, record 1"));
  const Ran policy = run_writ(folder, {"explain", "leavers_deactivated"});
  CHECK(policy.status == 0);
  CHECK(mentions(policy.out, "(w1, u1)"));
}

TEST_CASE("explain says why a row is no subject", "[cli][explain]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("workers.csv", workers_csv + "w1,kim@x.example,active,\n" +
                                  "w2,lee@x.example,terminated,2026-02-20\n");
  const Ran active = run_writ(folder, {"explain", "leavers_deactivated", "w1"});
  CHECK(active.status == 2);
  CHECK(mentions(active.err,
                 "`w1` is no subject of `leavers_deactivated`: it is a row of `hr.workers`, for "
                 "which `where w.status == \"terminated\"` is false"));
  const Ran alone = run_writ(folder, {"explain", "leavers_deactivated", "w2"});
  CHECK(mentions(alone.err, "it is a row of `hr.workers`, with no partner"));
}

TEST_CASE("what comes after a false require is not called unknown", "[cli][explain]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("policies/more.writ", R"(policy left_and_known {
  title "t"

  for w in hr.workers
  require w.terminated_on is present
  require w.terminated_on < 2026-03-01
}
)");
  folder.write("workers.csv", workers_csv + "w1,kim@x.example,active,\n");
  const Ran ran = run_writ(folder, {"explain", "left_and_known", "w1"});
  CAPTURE(ran.out, ran.err);
  CHECK(mentions(ran.out, "  require is false\n"));
  CHECK(mentions(ran.out,
                 "require w.terminated_on < 2026-03-01, not judged: an earlier require is false"));
  CHECK_FALSE(mentions(ran.out, "unknown"));
}

TEST_CASE("explain shows the verdict that audit shows: a waiver holds there too",
          "[cli][explain]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("users.csv", users_csv + "u1,kim@x.example,active,\n");
  folder.write("writ.yaml", project_file + "waivers: waivers.yaml\n");
  const auto waive = [&](const std::string& user) {
    folder.write("waivers.yaml", "- {policy: leavers_deactivated, subject: {a: " + user +
                                     "}, reason: Handover, approved_by: cfo@x.example, "
                                     "expires: 2026-03-04}\n");
  };
  waive("u1");
  const Ran subject = run_writ(folder, {"explain", "leavers_deactivated", "w1"});
  CAPTURE(subject.out, subject.err);
  CHECK(subject.out.starts_with("waived     leavers_deactivated (w1, u1)\n"));
  CHECK(mentions(subject.out, "violation waived until 2026-03-04 by cfo@x.example: Handover"));
  CHECK(mentions(subject.out, "verdict is waived, violation but for the waiver"));
  const Ran policy = run_writ(folder, {"explain", "leavers_deactivated"});
  CHECK(policy.out.starts_with("waived     leavers_deactivated"));
  CHECK(mentions(policy.out, "1 subject: 1 waived"));
  CHECK(mentions(run_writ(folder, {"explain", "leavers_deactivated", "w1", "--format", "json"}).out,
                 R"("verdict": "waived")"));
  waive("u2");
  CHECK(mentions(run_writ(folder, {"explain", "leavers_deactivated"}).out,
                 "unused   leavers_deactivated, a = u2"));
}

TEST_CASE("explain shows the page of a diagnostic", "[cli][explain]") {
  const TempFolder folder;
  const Ran ran = run_writ(folder, {"explain", "W0621"});
  CHECK(ran.status == 0);
  CHECK(ran.out.starts_with("W0621 inline-secret\n\nWhat it means\n\n"));
  CHECK(mentions(ran.out, "\n        api_key: ${env:TI_API_KEY}\n"));
  CHECK_FALSE(mentions(ran.out, "```"));
  CHECK(run_writ(folder, {"explain", "w0621"}).out == ran.out);
}

TEST_CASE("init makes a project that is checked, tested, formatted and finds something",
          "[cli][init]") {
  const TempFolder folder;
  const Ran init = run_writ(folder, {"init", "acme"});
  CAPTURE(init.out, init.err);
  REQUIRE(init.status == 0);
  CHECK(init.out.ends_with("writ audit acme\n"));
  for (const std::string file :
       {"writ.yaml", ".gitignore", ".github/workflows/writ.yml", "data/workers.csv"}) {
    CHECK(folder.has("acme/" + file));
  }
  const RunOptions inside = {.input = {}, .folder = "acme"};
  CHECK(run_writ(folder, {"check"}, inside).status == 0);
  CHECK(run_writ(folder, {"test"}, inside).status == 0);
  CHECK(run_writ(folder, {"fmt", "--check"}, inside).status == 0);
  const Ran audit = run_writ(folder, {"audit", "acme"});
  CAPTURE(audit.err);
  CHECK(audit.status == 1);
  CHECK(mentions(audit.out, "Kim@example.com left on 2026-02-26; deactivated: absent"));
  golden("report/init.txt", audit.out);
  const Ran again = run_writ(folder, {"init", "acme"});
  CHECK(again.status == 2);
  CHECK(mentions(again.err, "`acme/writ.yaml` is there already"));
}

TEST_CASE("init makes a project of an existing repository", "[cli][init]") {
  const TempFolder folder;
  for (const std::string file : {".gitignore", ".git/config", "README.md", "LICENSE"}) {
    folder.write(file, "mine\n");
  }
  const Ran init = run_writ(folder, {"init"});
  CAPTURE(init.out, init.err);
  CHECK(init.status == 0);
  CHECK(mentions(init.out, "\n  .gitignore  (yours, as it was)\n"));
  CHECK(folder.read(".gitignore") == "mine\n");
  CHECK(folder.read("README.md") == "mine\n");
  CHECK(run_writ(folder, {"audit"}).status == 1);
  const TempFolder taken;
  taken.write("data/workers.csv", "mine\n");
  CHECK(run_writ(taken, {"init"}).status == 2);
  CHECK_FALSE(taken.has("writ.yaml"));
}

}  // namespace
}  // namespace writ
