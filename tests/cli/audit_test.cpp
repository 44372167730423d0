// `writ audit` from end to end: exit statuses, gates, outputs, and that nothing but the input
// matters.
#include <nlohmann/json.hpp>

#include "fixture.h"
#include "support/golden.h"
#include "support/json_schema.h"

namespace writ {
namespace {

const std::string left_in_time = "u1,kim@x.example,inactive,2026-02-20T10:00:00Z\n";
const std::string still_active = "u1,kim@x.example,active,\n";
const std::string nobody_knows = "u1,kim@x.example,inactive,\n";
const std::string left_today = "w1,kim@x.example,terminated,2026-03-03\n";
const std::string left_before = "w1,kim@x.example,terminated,2026-02-20\n";
const std::string stranger = "u1,lee@x.example,active,\n";

nlohmann::json json_of(const Ran& ran) {
  return nlohmann::json::parse(ran.out);
}

TEST_CASE("the exit status of an audit", "[cli][audit]") {
  struct Case {
    std::string name;
    std::string workers;
    std::string users;
    std::vector<std::string> options;
    int status;
  };
  const std::vector<Case> cases = {
      {"compliant", left_before, left_in_time, {}, 0},
      {"violation", left_before, still_active, {}, 1},
      {"violation, never", left_before, still_active, {"--fail-on", "never"}, 0},
      {"violation of a critical policy",
       left_before,
       still_active,
       {"--min-severity", "critical"},
       1},
      {"unknown", left_before, nobody_knows, {}, 4},
      {"unknown counts", left_before, nobody_knows, {"--fail-on", "unknown"}, 1},
      {"unknown, never", left_before, nobody_knows, {"--fail-on", "never"}, 0},
      {"pending", left_today, still_active, {}, 0},
      {"pending does not count as unknown", left_today, still_active, {"--fail-on", "unknown"}, 0},
      {"pending counts", left_today, still_active, {"--fail-on", "pending"}, 1},
      {"vacuous", left_before, stranger, {}, 4},
      {"vacuous, never", left_before, stranger, {"--fail-on", "never"}, 0},
      {"an empty table", "", left_in_time, {}, 3},
      {"an empty table, never", "", left_in_time, {"--fail-on", "never"}, 3},
      {"a file that is not there", left_before, left_in_time, {"--table", "hr.workers=no.csv"}, 3},
      {"violation and a refused row", left_before, still_active + ",x@x.example,active,\n", {}, 1},
      {"a refused row", left_before, left_in_time + ",x@x.example,active,\n", {}, 3},
  };
  for (const Case& c : cases) {
    const TempFolder folder;
    write_project(folder);
    folder.write("workers.csv", workers_csv + c.workers);
    folder.write("users.csv", users_csv + c.users);
    std::vector<std::string> arguments = {"audit"};
    arguments.insert(arguments.end(), c.options.begin(), c.options.end());
    const Ran ran = run_writ(folder, arguments);
    CAPTURE(c.name, ran.out, ran.err);
    CHECK(ran.status == c.status);
  }
}

TEST_CASE("the severity gate holds for violations and for unknown alike", "[cli][audit]") {
  for (const std::string& users : {still_active, nobody_knows}) {
    const TempFolder folder;
    write_project(folder);
    std::string policy = leavers_policy;
    policy.replace(policy.find("critical"), 8, "low");
    folder.write("policies/access.writ", policy);
    folder.write("users.csv", users_csv + users);
    folder.write("writ.yaml", project_file + "gate: {min_severity: medium}\n");
    CHECK(run_writ(folder, {"audit"}).status == 0);
    CHECK(run_writ(folder, {"audit", "--min-severity", "low"}).status != 0);
  }
}

TEST_CASE("an audit without a project file", "[cli][audit]") {
  const TempFolder folder;
  folder.write("p.writ", leavers_policy + hr_schema + lms_schema);
  folder.write("w.csv", workers_csv + left_before);
  folder.write("u.csv", users_csv + still_active);
  const std::vector<std::string> arguments = {"audit",
                                              "--policy",
                                              "p.writ",
                                              "--table",
                                              "hr.workers=w.csv",
                                              "--table",
                                              "lms.users=u.csv",
                                              "--as-of",
                                              "2026-03-03T12:00:00Z",
                                              "--timezone",
                                              "hr=America/New_York"};
  const Ran ran = run_writ(folder, arguments);
  CAPTURE(ran.err);
  CHECK(ran.status == 1);
  CHECK(mentions(ran.out, "kim@x.example left on 2026-02-20; deactivated: absent"));
  // The command that it ends with works as it stands.
  CHECK(mentions(
      ran.out,
      "writ explain leavers_deactivated '(w1, u1)' --policy p.writ --table hr.workers=w.csv"));
}

TEST_CASE("the report does not depend on where the project lies or where one stands",
          "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("users.csv", users_csv + still_active);
  folder.write("below/empty/x", "");
  const Ran here = run_writ(folder, {"audit", "--format", "json"});
  CHECK(here.status == 1);
  const std::string name = folder.path().filename().string();
  CHECK(
      run_writ(folder, {"audit", "--format", "json"}, {.input = {}, .folder = "below/empty"}).out ==
      here.out);
  CHECK(run_writ(folder, {"audit", "../" + name, "--format", "json"}).out == here.out);
  CHECK(run_writ(folder, {"audit", "--project", "writ.yaml", "--format", "json"}).out == here.out);
  CHECK(run_writ(folder, {"audit", folder.path().string(), "--format", "json"}).out == here.out);
}

TEST_CASE("two runs give the same bytes, whatever locale and zone the machine has",
          "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("users.csv", users_csv + still_active);
  for (const std::string format : {"text", "json"}) {
    const Ran first = run_writ(folder, {"audit", "--format", format});
    for (const std::vector<std::string>& environment :
         {std::vector<std::string>{},
          {"LC_ALL=de_DE.UTF-8", "TZ=Pacific/Kiritimati"},
          {"LC_ALL=tr_TR.UTF-8", "TZ=America/St_Johns", "LANG=C", "COLUMNS=40"}}) {
      const Ran again = run_writ(folder, {"audit", "--format", format},
                                 {.input = {}, .environment = environment});
      CHECK(again.out == first.out);
      CHECK(again.err == first.err);
      CHECK(again.status == first.status);
    }
  }
}

TEST_CASE("the order of records does not change the report", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  const auto snapshot = [&](const std::string& users) {
    folder.write("users.csv", users_csv + users);
    return json_of(run_writ(folder, {"audit", "--format", "json"}))["snapshot"];
  };
  CHECK(snapshot(still_active + "u2,lee@x.example,active,\n") ==
        snapshot("u2,lee@x.example,active,\n" + still_active));
}

TEST_CASE("JSON fits its published schema", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("users.csv", users_csv + still_active + ",x@x.example,active,\n");
  const auto schema = [](const std::string& name) {
    return JsonSchema(nlohmann::json::parse(read_file(repository_path("docs/schemas/" + name))));
  };
  const auto faults = [&](const std::string& name, const std::vector<std::string>& arguments) {
    const Ran ran = run_writ(folder, arguments);
    CAPTURE(arguments, ran.err);
    return schema(name).faults(json_of(ran));
  };
  using Lines = std::vector<std::string>;
  CHECK(faults("audit-1.json", {"audit", "--format", "json", "--all"}) == Lines{});
  CHECK(faults("query-1.json", {"query", "a in lms.users", "--format", "json"}) == Lines{});
  CHECK(faults("explain-1.json", {"explain", "leavers_deactivated", "u1", "--format", "json"}) ==
        Lines{});
  CHECK(faults("audit-1.json", {"explain", "leavers_deactivated", "--format", "json"}) == Lines{});
  CHECK(faults("diagnostics-1.json", {"check", "--format", "json"}) == Lines{});
  CHECK(faults("test-1.json", {"test", "--format", "json"}) == Lines{});
  folder.write("policies/access.writ", "policy {");
  CHECK(faults("diagnostics-1.json", {"check", "--format", "json"}) == Lines{});
}

TEST_CASE("a refused record is named, with its file and line", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  std::string users = users_csv + still_active;
  for (int i = 2; i < 9; ++i) {
    users += "u" + std::to_string(i) + ",x@x.example\n";
  }
  folder.write("users.csv", users);
  const Ran text = run_writ(folder, {"audit"});
  CAPTURE(text.out);
  CHECK(mentions(text.out, "\n    users.csv record 2: short row: 2 of 4 fields, line 3\n"));
  CHECK(mentions(text.out, "users.csv record 6: "));
  CHECK_FALSE(mentions(text.out, "users.csv record 7: "));
  CHECK(mentions(text.out, "\n    … and 2 more\n"));
  const auto table =
      json_of(run_writ(folder, {"audit", "--format", "json"}))["snapshot"]["tables"][1];
  CHECK(table["refused"] == 7);
  CHECK(table["refusals"].size() == 7);
}

TEST_CASE("--output writes the whole result, or nothing", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  const Ran direct = run_writ(folder, {"audit", "--format", "json"});
  folder.write("audit.json", "old");
  const Ran ran = run_writ(folder, {"audit", "--format", "json", "--output", "audit.json"});
  CHECK(ran.status == 0);
  CHECK(ran.out.empty());
  CHECK(folder.read("audit.json") == direct.out);
  const Ran failed = run_writ(folder, {"audit", "--output", "no/such/folder/audit.json"});
  CHECK(failed.status == 3);
  CHECK(mentions(failed.err, "cannot write `no/such/folder/audit.json`"));
  CHECK(run_writ(folder, {"audit", "--output", "/dev/full"}).status == 3);
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    CHECK_FALSE(mentions(entry.path().string(), ".part-"));
  }
}

TEST_CASE("colours come only where they are asked for", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  CHECK_FALSE(mentions(run_writ(folder, {"audit"}).out, "\x1b"));
  CHECK(mentions(run_writ(folder, {"audit", "--color", "always"}).out, "\x1b["));
  CHECK_FALSE(mentions(run_writ(folder, {"audit", "--color", "never"}).out, "\x1b"));
}

TEST_CASE("a project without a policy does not pass", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("policies/access.writ", "use hr : hr_export\nuse lms : lms_export\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"audit"}, {"audit", "--format", "json"}}) {
    const Ran ran = run_writ(folder, arguments);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(mentions(ran.err, "there is no policy in `policies/`: write one"));
  }
  const Ran check = run_writ(folder, {"check"});
  CHECK(check.status == 0);
  CHECK(mentions(check.err, "writ: warning: there is no policy in `policies/`"));
  CHECK(run_writ(folder, {"check", "schemas/hr.writ"}).err.empty());
  CHECK(run_writ(folder, {"query", "w in hr.workers"}).status == 0);
}

TEST_CASE("a source that is not in the project is no silent pass", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("writ.yaml", project_file.substr(0, project_file.find("  lms:")));
  folder.write("policies/schema.writ", lms_schema);
  const Ran ran = run_writ(folder, {"audit"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 3);
  CHECK(mentions(ran.err, "warning[W0690]"));
  CHECK(mentions(ran.out, "source `lms` is not in the project file"));
}

TEST_CASE("waivers hold until they expire", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("users.csv", users_csv + still_active);
  folder.write("writ.yaml", project_file + "waivers: waivers.yaml\n");
  const auto with_expiry = [&](const std::string& day) {
    folder.write("waivers.yaml",
                 "- {policy: leavers_deactivated, subject: {w: w1}, reason: Handover, "
                 "approved_by: cfo@x.example, expires: " +
                     day + "}\n");
    return run_writ(folder, {"audit"});
  };
  const Ran waived = with_expiry("2026-03-04");
  CHECK(waived.status == 0);
  CHECK(mentions(waived.out, "waived until 2026-03-04 by cfo@x.example: Handover"));
  const Ran expired = with_expiry("2026-03-03");
  CHECK(expired.status == 1);
  CHECK(mentions(expired.out, "expired  leavers_deactivated, w = w1: Handover"));
}

TEST_CASE("params come from the project file, and from --set before it", "[cli][audit]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("users.csv", users_csv + "u1,kim@x.example,inactive,2026-02-23T10:00:00Z\n");
  CHECK(run_writ(folder, {"audit"}).status == 1);
  folder.write("writ.yaml", project_file + "params: {grace: 72h}\n");
  CHECK(run_writ(folder, {"audit"}).status == 0);
  CHECK(run_writ(folder, {"audit", "--set", "grace=1h"}).status == 1);
}

}  // namespace
}  // namespace writ
