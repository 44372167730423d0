// writ snapshot: list, show, verify, diff and prune from end to end.
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "fixture.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

// The names of the store's snapshots, by name.
std::vector<std::string> names_in(const TempFolder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder.path() / ".writ/snapshots")) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A project with two snapshots, a day apart.
std::vector<std::string> collect_twice(const TempFolder& folder) {
  write_project(folder);
  REQUIRE(run_writ(folder, {"collect"}).status == 0);
  folder.write("users.csv", users_csv + "u1,kim@x.example,active,\nu2,lee@x.example,active,\n");
  REQUIRE(run_writ(folder, {"collect", "--as-of", "2026-03-04T12:00:00Z"}).status == 0);
  return names_in(folder);
}

TEST_CASE("list names what the store has", "[cli][snapshot]") {
  const TempFolder folder;
  write_project(folder);
  const Ran none = run_writ(folder, {"snapshot", "list"});
  CHECK(none.status == 0);
  CHECK(none.out == "no snapshot in `.writ`; `writ collect` makes one\n");
  const std::vector<std::string> names = collect_twice(folder);
  const Ran ran = run_writ(folder, {"snapshot", "list"});
  CHECK(ran.status == 0);
  CHECK(ran.out == "snapshot                       as of                 tables  rows  note\n" +
                       names[0] + "  2026-03-03T12:00:00Z       2     2\n" + names[1] +
                       "  2026-03-04T12:00:00Z       2     3\n");
  const auto json =
      nlohmann::json::parse(run_writ(folder, {"snapshot", "list", "--format", "json"}).out);
  CHECK(json["snapshots"][1]["rows"] == 3);
  // From elsewhere, and for want of a project.
  const std::string store = (folder.path() / ".writ").string();
  const TempFolder elsewhere;
  CHECK(run_writ(elsewhere, {"snapshot", "list", "--store", store}).out == ran.out);
}

TEST_CASE("show says what a snapshot holds", "[cli][snapshot]") {
  const TempFolder folder;
  const std::vector<std::string> names = collect_twice(folder);
  const Ran ran = run_writ(folder, {"snapshot", "show", names[0]});
  CHECK(ran.status == 0);
  CHECK(mentions(ran.out, "id        sha256:" + names[0].substr(17)));
  const std::string users = users_csv + "u1,kim@x.example,inactive,2026-02-20T10:00:00Z\n";
  CHECK(mentions(ran.out, "lms.users  1 row, dates in UTC\n  users.csv: " +
                              std::to_string(users.size()) +
                              " bytes, as raw/lms/users-0001.csv.zst\n    sha256 " +
                              sha256_hex(users) + "\n"));
  const Ran json = run_writ(folder, {"snapshot", "show", "latest", "--format", "json"});
  const auto shown = nlohmann::ordered_json::parse(json.out);
  CHECK(shown["manifest"] == nlohmann::ordered_json::parse(
                                 folder.read(".writ/snapshots/" + names[1] + "/manifest.json")));
}

TEST_CASE("diff says who gained and lost what", "[cli][snapshot]") {
  const TempFolder folder;
  const std::vector<std::string> names = collect_twice(folder);
  const Ran ran = run_writ(folder, {"snapshot", "diff", names[0], "latest"});
  CHECK(ran.status == 1);
  CHECK(ran.out == "from " + names[0] + " to " + names[1] + R"(

lms.users  1 row gained, 1 row changed
  +  u2  id: u2  email: lee@x.example  status: active
  ~  u1
      status: inactive -> active
      deactivated_at: 2026-02-20T10:00:00Z -> absent

1 table the same in both
)");
  const Ran back = run_writ(folder, {"snapshot", "diff", "latest", names[0]});
  CHECK(mentions(back.out, "  -  u2  id: u2"));
  const Ran same = run_writ(folder, {"snapshot", "diff", "latest", "latest"});
  CHECK(same.status == 0);
  CHECK(mentions(same.out, "no difference: 2 tables, the same in both\n"));
  const auto json = nlohmann::json::parse(
      run_writ(folder, {"snapshot", "diff", names[0], names[1], "--format", "json"}).out);
  CHECK(json["same"] == false);
  REQUIRE(json["tables"].size() == 1);
  CHECK(json["tables"][0]["gained"][0]["key"] == "u2");
  CHECK(json["tables"][0]["changed"][0]["cells"][0]["after"] == "active");
}

TEST_CASE("verify finds damage, and every command refuses it", "[cli][snapshot]") {
  const TempFolder folder;
  const std::vector<std::string> names = collect_twice(folder);
  const Ran whole = run_writ(folder, {"snapshot", "verify"});
  CHECK(whole.status == 0);
  CHECK(whole.out == "whole    " + names[0] + "\nwhole    " + names[1] + "\n");
  const std::string manifest = ".writ/snapshots/" + names[1] + "/manifest.json";
  folder.write(manifest, folder.read(manifest) + "\n");
  const Ran damaged = run_writ(folder, {"snapshot", "verify"});
  CHECK(damaged.status == 5);
  CHECK(mentions(damaged.out, "whole    " + names[0] + "\ndamaged  " + names[1] + "\n"));
  CHECK(run_writ(folder, {"snapshot", "verify", names[0]}).status == 0);
  CHECK(run_writ(folder, {"snapshot", "list"}).status == 5);
  CHECK(run_writ(folder, {"snapshot", "show", "latest"}).status == 5);
  CHECK(run_writ(folder, {"snapshot", "diff", names[0], "latest"}).status == 5);
  const auto json = nlohmann::json::parse(
      run_writ(folder, {"snapshot", "verify", "latest", "--format", "json"}).out);
  CHECK(json["snapshots"][0]["whole"] == false);
  CHECK(json["snapshots"][0]["problems"].size() == 1);
}

TEST_CASE("prune removes what it is told to", "[cli][snapshot]") {
  const TempFolder folder;
  const std::vector<std::string> names = collect_twice(folder);
  const Ran would = run_writ(folder, {"snapshot", "prune", "--keep", "1", "--check"});
  CHECK(would.status == 1);
  CHECK(would.out == "would remove " + names[0] + "\n");
  CHECK(names_in(folder) == names);
  CHECK(run_writ(folder, {"snapshot", "prune", "--keep", "2"}).out == "nothing to remove\n");
  const Ran ran = run_writ(folder, {"snapshot", "prune", "--keep", "1"});
  CHECK(ran.status == 0);
  CHECK(ran.out == "removed " + names[0] + "\n");
  CHECK(names_in(folder) == std::vector<std::string>{names[1]});
}

TEST_CASE("snapshot used wrongly", "[cli][snapshot]") {
  const TempFolder folder;
  const std::vector<std::string> names = collect_twice(folder);
  fs::create_directory(folder.path() / "copy");
  fs::copy(folder.path() / ".writ/snapshots" / names[1], folder.path() / "copy" / names[1],
           fs::copy_options::recursive);
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{}, "snapshot takes an action: list, show ID, verify [ID…], diff ID ID, prune ID…"},
      {{"lst"}, "snapshot has no action `lst`; did you mean `list`?"},
      {{"list", "x"}, "expected `writ snapshot list`, found 1 name"},
      {{"diff", "latest"}, "expected `writ snapshot diff ID ID`, found 1 name"},
      {{"show", "0000000000000000"},
       "there is no snapshot `0000000000000000`; `writ snapshot list`"},
      {{"show", "lates"}, "there is no snapshot `lates`; "},
      {{"prune"}, "prune takes the snapshots to remove, or `--keep N`"},
      {{"prune", "latest", "--keep", "1"}, "prune takes the snapshots to remove, or `--keep N`"},
      {{"prune", "copy/" + names[1]}, "is not in the store `.writ`"},
      {{"prune", "--keep", "0"}, "--keep"}};
  for (const Case& wrong : cases) {
    std::vector<std::string> arguments = {"snapshot"};
    arguments.insert(arguments.end(), wrong.arguments.begin(), wrong.arguments.end());
    const Ran ran = run_writ(folder, arguments);
    CAPTURE(ran.err, wrong.says);
    CHECK(ran.status == 2);
    CHECK(mentions(ran.err, wrong.says));
  }
  CHECK(names_in(folder) == names);
  const Ran copy = run_writ(folder, {"audit", "--snapshot", "copy/" + names[1] + "/"});
  CHECK(copy.status == 1);
  folder.write("writ.yaml", "project: [");
  const Ran broken = run_writ(folder, {"snapshot", "list"});
  CHECK(broken.status == 2);
  CHECK(mentions(broken.err, "`--store DIR`"));
}

}  // namespace
}  // namespace writ
