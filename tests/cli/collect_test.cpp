// collect, and what judges a stored snapshot.
#include <nlohmann/json.hpp>

#include "fixture.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

// The only snapshot in the project's store.
fs::path only_snapshot(const TempFolder& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder.path() / ".writ/snapshots")) {
    found.push_back(entry.path());
  }
  REQUIRE(found.size() == 1);
  return found.front();
}

TEST_CASE("collect stores what audit reads", "[cli][collect]") {
  const TempFolder folder;
  write_project(folder);
  const Ran stored = run_writ(folder, {"collect"});
  CAPTURE(stored.err);
  REQUIRE(stored.status == 0);
  const std::string name = only_snapshot(folder).filename();
  CHECK(stored.out ==
        "stored " + name + " in .writ\n2 tables, 2 rows; 2 files of evidence, " + "147 bytes\n");
  CHECK(run_writ(folder, {"collect"}).out == "unchanged: the store has this snapshot as " + name +
                                                 " in .writ\n2 tables, 2 rows; " +
                                                 "2 files of evidence, 147 bytes\n");
  CHECK(folder.read(".writ/.gitignore") == "*\n");

  const auto report = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"audit", "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = run_writ(folder, arguments);
    CAPTURE(ran.err);
    CHECK(ran.status == 0);
    return nlohmann::ordered_json::parse(ran.out);
  };
  nlohmann::ordered_json of_files = report({});
  folder.write("users.csv", "this is no longer the data");
  for (const std::string& which :
       {std::string("latest"), name, name.substr(name.size() - 12), ".writ/snapshots/" + name}) {
    nlohmann::ordered_json of_stored = report({"--snapshot", which});
    const std::string id = of_stored["snapshot"]["id"];
    CHECK(id.substr(7, 12) == name.substr(name.size() - 12));
    of_stored["snapshot"]["id"] = of_files["snapshot"]["id"];
    CHECK(of_stored == of_files);
  }
}

TEST_CASE("query and explain judge a stored snapshot", "[cli][collect]") {
  const TempFolder folder;
  write_project(folder);
  REQUIRE(run_writ(folder, {"collect"}).status == 0);
  fs::remove(folder.path() / "users.csv");
  const Ran query = run_writ(folder, {"query", "a in lms.users", "--snapshot", "latest"});
  CHECK(query.status == 0);
  CHECK(mentions(query.out, "1 row of lms.users"));
  const Ran proof =
      run_writ(folder, {"explain", "leavers_deactivated", "w1", "--snapshot", "latest"});
  CHECK(proof.status == 0);
  CHECK(mentions(proof.out, "users.csv"));
}

TEST_CASE("some sources may be collected alone", "[cli][collect]") {
  const TempFolder folder;
  write_project(folder);
  const Ran ran = run_writ(folder, {"collect", "hr", "--format", "json"});
  CAPTURE(ran.err);
  CHECK(ran.status == 0);
  const auto json = nlohmann::json::parse(ran.out);
  CHECK(json["tables"].size() == 1);
  CHECK(json["snapshot"]["incomplete_tables"] == 1);
  const Ran audit = run_writ(folder, {"audit", "--snapshot", "latest"});
  CHECK(audit.status == 3);
  CHECK(mentions(audit.out, "the source was left out when the snapshot was collected"));
  const Ran wrong = run_writ(folder, {"collect", "hrr"});
  CHECK(wrong.status == 2);
  CHECK(mentions(wrong.err, "no policy uses a source `hrr`; did you mean `hr`?"));
}

TEST_CASE("a snapshot that is not whole is stored and says so", "[cli][collect]") {
  const TempFolder folder;
  write_project(folder);
  fs::remove(folder.path() / "users.csv");
  const Ran ran = run_writ(folder, {"collect"});
  CHECK(ran.status == 3);
  CHECK(mentions(ran.out, "incomplete  lms.users: cannot open users.csv"));
  CHECK(run_writ(folder, {"audit", "--snapshot", "latest"}).status == 3);
}

TEST_CASE("a schema that grew makes unknown what was not collected", "[cli][collect]") {
  const TempFolder folder;
  write_project(folder);
  REQUIRE(run_writ(folder, {"collect"}).status == 0);
  std::string schema = hr_schema;
  schema.insert(schema.find("    status"), "    team : string\n");
  folder.write("schemas/hr.writ", schema);
  const Ran query = run_writ(folder, {"query", "w in hr.workers", "--snapshot", "latest"});
  CHECK(query.status == 0);
  CHECK(mentions(query.out, "unknown"));
  schema.replace(schema.find("key id"), 6, "key email");
  folder.write("schemas/hr.writ", schema);
  const Ran other =
      run_writ(folder, {"query", "w in hr.workers", "--snapshot", "latest", "--format", "json"});
  CHECK(other.status == 3);
  CHECK(mentions(other.out, "the snapshot was collected when the table had another key"));
}

TEST_CASE("what a snapshot brings cannot be said again", "[cli][collect]") {
  const TempFolder folder;
  write_project(folder);
  const Ran none = run_writ(folder, {"audit", "--snapshot", "latest"});
  CHECK(none.status == 2);
  CHECK(mentions(none.err, "the store `.writ` has no snapshot; `writ collect` makes one"));
  REQUIRE(run_writ(folder, {"collect"}).status == 0);
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{"latest", "--as-of", "2026-03-03T12:00:00Z"}, "leave out `--as-of`"},
      {{"latest", "--table", "lms.users=users.csv"}, "leave out `--table`"},
      {{"latest", "--timezone", "lms=UTC"}, "leave out `--timezone`"},
      {{"lastest"}, "there is no snapshot `lastest`"},
      {{"elsewhere/x"}, "there is no snapshot in `elsewhere/x`"}};
  for (const Case& wrong : cases) {
    std::vector<std::string> arguments = {"audit", "--snapshot"};
    arguments.insert(arguments.end(), wrong.arguments.begin(), wrong.arguments.end());
    const Ran ran = run_writ(folder, arguments);
    CAPTURE(ran.err, wrong.says);
    CHECK(ran.status == 2);
    CHECK(mentions(ran.err, wrong.says));
  }
}

TEST_CASE("a damaged snapshot is never judged", "[cli][collect]") {
  const TempFolder folder;
  write_project(folder);
  REQUIRE(run_writ(folder, {"collect"}).status == 0);
  const fs::path table = only_snapshot(folder) / "tables/lms.users.col";
  std::string bytes;
  {
    std::ifstream in(table, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  std::ofstream(table, std::ios::binary) << bytes;
  for (const char* command : {"audit", "query", "explain"}) {
    std::vector<std::string> arguments = {command, "--snapshot", "latest"};
    if (arguments[0] != "audit") {
      arguments.emplace_back(arguments[0] == "query" ? "a in lms.users" : "leavers_deactivated");
    }
    const Ran ran = run_writ(folder, arguments);
    CHECK(ran.status == 5);
    CHECK(ran.out.empty());
    CHECK(mentions(ran.err, "`tables/lms.users.col` is damaged: its digest is not the manifest's"));
  }
}

}  // namespace
}  // namespace writ
