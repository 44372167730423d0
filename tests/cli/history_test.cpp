// What an audit finds out by comparing with earlier snapshots of the store, and what it says of
// them.
#include <nlohmann/json.hpp>

#include "fixture.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

const std::string turned_policy = R"(use hr : hr_export
use lms : lms_export

policy leavers_deactivated {
  title "Leavers lose access within 24h"
  for w in hr.workers where w.status == "terminated"
  for a in lms.users where a.email == w.email
  require became(a.status == "inactive") by end of w.terminated_on + 24h
}
policy known {
  title "Everybody is known"
  for a in lms.users
  require exists w in hr.workers where w.email == a.email
}
)";
const std::string counted_policy = R"(use hr : hr_export
use lms : lms_export
expect hr.workers count >= 90% of previous
policy known {
  title "Everybody is known"
  for a in lms.users
  require exists w in hr.workers where w.email == a.email
}
)";
const std::string two_leavers = workers_csv +
                                "w1,kim@x.example,terminated,2026-02-20\n"
                                "w2,lee@x.example,terminated,2026-03-02\n";

void write_users(const TempFolder& folder, const std::string& kim, const std::string& lee) {
  const auto line = [](const std::string& id, const std::string& name, const std::string& status) {
    return id + "," + name + "@x.example," + status +
           (status == "inactive" ? ",2026-01-01T00:00:00Z\n" : ",\n");
  };
  folder.write("users.csv", users_csv + line("u1", "kim", kim) + line("u2", "lee", lee));
}

std::string collect(const TempFolder& folder, const std::string& day,
                    const std::vector<std::string>& sources = {}) {
  std::vector<std::string> arguments = {"collect", "--as-of", day + "T12:00:00Z", "--format",
                                        "json"};
  arguments.insert(arguments.end(), sources.begin(), sources.end());
  const Ran ran = run_writ(folder, arguments);
  CAPTURE(ran.err);
  REQUIRE(ran.status == 0);
  return nlohmann::json::parse(ran.out)["snapshot"]["id"];
}

nlohmann::json audit(const TempFolder& folder, std::vector<std::string> more, int status) {
  more.insert(more.begin(), {"audit", "--format", "json"});
  const Ran ran = run_writ(folder, more);
  CAPTURE(ran.err);
  REQUIRE(ran.status == status);
  return nlohmann::json::parse(ran.out);
}

// Both left; kim's account was closed days late, lee's in time, as far as the snapshots tell.
std::vector<std::string> three_days(const TempFolder& folder) {
  write_project(folder);
  folder.write("policies/access.writ", turned_policy);
  folder.write("workers.csv", two_leavers);
  std::vector<std::string> ids;
  write_users(folder, "active", "active");
  ids.push_back(collect(folder, "2026-03-01"));
  ids.push_back(collect(folder, "2026-03-02"));
  write_users(folder, "inactive", "inactive");
  ids.push_back(collect(folder, "2026-03-03"));
  return ids;
}

std::vector<std::string> ids_in(const nlohmann::json& report) {
  std::vector<std::string> ids;
  for (const auto& one : report["history"]) {
    ids.push_back(one["id"]);
  }
  return ids;
}

TEST_CASE("became sees the store's earlier snapshots", "[cli][history]") {
  const TempFolder folder;
  const std::vector<std::string> ids = three_days(folder);
  const auto report = audit(folder, {"--snapshot", "latest"}, 1);
  CHECK(ids_in(report) == std::vector<std::string>{ids[0], ids[1]});
  CHECK(report["history"][1]["as_of"] == "2026-03-02T12:00:00Z");
  const auto& policy = report["policies"][1];
  CHECK(policy["counts"]["violation"] == 1);
  CHECK(policy["counts"]["compliant"] == 1);
  CHECK(policy["findings"][0]["subject"]["w"]["key"] == "w1");

  SECTION("in the same way with the reference engine") {
    CHECK(audit(folder, {"--snapshot", "latest", "--engine", "reference"}, 1) == report);
  }
  SECTION("on files too, and the report says with what it compares") {
    auto of_files = audit(folder, {}, 1);
    CHECK(ids_in(of_files) == std::vector<std::string>{ids[0], ids[1]});
    of_files["snapshot"]["id"] = report["snapshot"]["id"];
    CHECK(of_files == report);
    std::string text = run_writ(folder, {"audit"}).out;
    std::replace(text.begin(), text.end(), '\n', ' ');
    CHECK(mentions(text, " compared with 2 earlier snapshots, " + ids[0].substr(0, 19) +
                             " as of 2026-03-01T12:00:00Z to " + ids[1].substr(0, 19) +
                             " as of 2026-03-02T12:00:00Z "));
  }
  SECTION("what is not earlier does not count") {
    const auto first = audit(folder, {"--snapshot", ids[0].substr(7, 12)}, 1);
    CHECK(first["history"] == nlohmann::json::array());
    CHECK(mentions(run_writ(folder, {"audit", "--snapshot", ids[0].substr(7, 12)}).out,
                   "\nno earlier snapshot to compare with\n"));
    const Ran second = run_writ(folder, {"audit", "--snapshot", ids[1].substr(7, 12)});
    CHECK(mentions(second.out,
                   "\ncompared with " + ids[0].substr(0, 19) + " as of 2026-03-01T12:00:00Z\n"));
  }
  SECTION("explain and query") {
    const Ran proof =
        run_writ(folder, {"explain", "leavers_deactivated", "w1", "--format", "json"});
    CHECK(ids_in(nlohmann::json::parse(proof.out)) == std::vector<std::string>{ids[0], ids[1]});
    CHECK(mentions(proof.out, "\"verdict\": \"violation\""));
    const std::string turned =
        "a in lms.users where became(a.status == \"inactive\") is present and a.id == \"u1\"";
    const Ran query = run_writ(folder, {"query", turned, "--format", "json"});
    CAPTURE(query.err);
    CHECK(query.status == 0);
    CHECK(ids_in(nlohmann::json::parse(query.out)) == std::vector<std::string>{ids[0], ids[1]});
    const Ran plain = run_writ(folder, {"query", "a in lms.users", "--format", "json"});
    CHECK(nlohmann::json::parse(plain.out)["history"].is_null());
  }
}

TEST_CASE("an audit that asks for no history opens none", "[cli][history]") {
  const TempFolder folder;
  three_days(folder);
  const auto names = fs::directory_iterator(folder.path() / ".writ/snapshots");
  for (const auto& entry : names) {
    if (entry.path().filename().string().starts_with("20260302")) {
      fs::resize_file(entry.path() / "tables/lms.users.col", 100);
    }
  }
  for (const std::vector<std::string>& data :
       {std::vector<std::string>{"--snapshot", "latest"}, {}}) {
    std::vector<std::string> arguments = {"--only", "known"};
    arguments.insert(arguments.end(), data.begin(), data.end());
    CHECK(audit(folder, arguments, 0)["history"].is_null());
    arguments[1] = "leavers_deactivated";
    arguments.insert(arguments.begin(), "audit");
    const Ran damaged = run_writ(folder, arguments);
    CHECK(damaged.status == 5);
    CHECK(damaged.out.empty());
    CHECK(mentions(damaged.err, "cannot compare with an earlier snapshot: "));
    CHECK(mentions(damaged.err, "is damaged"));
  }
  CHECK(run_writ(folder, {"explain", "leavers_deactivated"}).status == 5);
  CHECK(run_writ(folder, {"explain", "known"}).status == 0);
  CHECK(run_writ(folder, {"query", "a in lms.users"}).status == 0);
}

TEST_CASE("a waiver may ask for history", "[cli][history]") {
  const TempFolder folder;
  const std::vector<std::string> ids = three_days(folder);
  folder.write("writ.yaml", project_file + "waivers: waivers.yaml\n");
  folder.write("waivers.yaml",
               "- policy: known\n  match: became(a.status == \"inactive\") is present\n"
               "  reason: r\n  approved_by: c@x.example\n  expires: 2026-04-01\n");
  folder.write("workers.csv", workers_csv + "w1,kim@x.example,terminated,2026-02-20\n");
  const auto report = audit(folder, {"--only", "known"}, 0);
  CHECK(ids_in(report) == std::vector<std::string>{ids[0], ids[1]});
  CHECK(report["policies"][0]["counts"]["waived"] == 1);
}

TEST_CASE("of two snapshots at one time the later written counts", "[cli][history]") {
  const TempFolder folder;
  const std::vector<std::string> ids = three_days(folder);
  write_users(folder, "inactive", "active");
  const std::string again = collect(folder, "2026-03-02");
  const auto report = audit(folder, {"--snapshot", ids[2].substr(7, 12)}, 1);
  CHECK(ids_in(report) == std::vector<std::string>{ids[0], again});
}

TEST_CASE("a table is compared with the last that is whole", "[cli][history]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("policies/access.writ", counted_policy);
  folder.write("workers.csv", two_leavers);
  write_users(folder, "active", "active");
  const auto alone = audit(folder, {}, 3);
  CHECK(alone["history"] == nlohmann::json::array());
  CHECK(mentions(alone.dump(), "there is no earlier snapshot to compare with"));
  const std::string whole = collect(folder, "2026-03-01");
  collect(folder, "2026-03-02", {"lms"});
  CHECK(ids_in(audit(folder, {}, 0)) == std::vector<std::string>{whole});

  folder.write("workers.csv", workers_csv + "w1,kim@x.example,terminated,2026-02-20\n");
  const auto cut = audit(folder, {}, 3);
  CHECK(ids_in(cut) == std::vector<std::string>{whole});
  CHECK(mentions(cut.dump(), "it has 1, and had 2"));
  CHECK(cut["policies"][0]["status"] == "unknown");
  CHECK(audit(folder, {"--engine", "reference"}, 3) == cut);
  collect(folder, "2026-03-03");
  CHECK(audit(folder, {"--snapshot", "latest"}, 3)["policies"] == cut["policies"]);
}

TEST_CASE("a schema that grew reads its history as it was", "[cli][history]") {
  const TempFolder folder;
  const std::vector<std::string> ids = three_days(folder);
  std::string grown = lms_schema;
  grown.insert(grown.find("    status"), "    seat : string?\n");
  folder.write("schemas/lms.writ", grown);
  const auto report = audit(folder, {"--snapshot", "latest"}, 1);
  CHECK(ids_in(report).size() == 2);
  CHECK(report["policies"][1]["counts"]["violation"] == 1);
}

}  // namespace
}  // namespace writ
