// debug plan and check --cost from end to end.
#include <nlohmann/json.hpp>

#include "fixture.h"
#include "support/golden.h"
#include "support/json_schema.h"

namespace writ {
namespace {

const std::string product_policy = R"(policy names_differ {
  for u in lms.users
  require no v in lms.users where v.id != u.id and v.id contains u.id
}
)";

void check_schema(const std::string& name, const std::string& json) {
  const JsonSchema schema(
      nlohmann::json::parse(read_file(repository_path("docs/schemas/" + name))));
  CHECK(schema.faults(nlohmann::json::parse(json)) == std::vector<std::string>{});
}

TEST_CASE("debug plan shows the plan without reading data", "[cli][plan]") {
  const TempFolder folder;
  write_project(folder);
  std::filesystem::remove(folder.path() / "users.csv");
  const Ran ran = run_writ(folder, {"debug", "plan"});
  CHECK(ran.status == 0);
  CHECK(ran.err.empty());
  golden("plan/fixture.txt", ran.out);
  const Ran json = run_writ(folder, {"debug", "plan", "--format", "json"});
  check_schema("plan-1.json", json.out);
  write_project(folder);
  CHECK(run_writ(folder, {"debug", "plan", "."}).out == ran.out);
  CHECK(run_writ(folder, {"debug", "plan", "--only", "leavers_deactivated"}).out == ran.out);
}

TEST_CASE("debug plan --profile evaluates, and counts", "[cli][plan]") {
  const TempFolder folder;
  write_project(folder);
  const Ran ran = run_writ(folder, {"debug", "plan", "--profile"});
  CHECK(ran.status == 0);
  CHECK(mentions(ran.out, "2 rows visited, estimated 2\n"));
  CHECK(mentions(ran.out, "rows       1, estimated 1"));
  const Ran json = run_writ(folder, {"debug", "plan", "--profile", "--format", "json"});
  check_schema("plan-1.json", json.out);
  const nlohmann::json document = nlohmann::json::parse(json.out);
  CHECK(document["policies"][0]["rows"] == 2);
  CHECK(document["policies"][0]["steps"][1]["rows"] == 1);
  CHECK(document["policies"][0]["micros"].is_number());
}

TEST_CASE("check --cost estimates, and names what is quadratic", "[cli][plan]") {
  const TempFolder folder;
  write_project(folder);
  folder.write("policies/names.writ", product_policy);
  const Ran ran = run_writ(folder, {"check", "--cost", "--rows", "1000", "--rows", "hr.workers=10"});
  CHECK(ran.status == 0);
  golden("plan/fixture_cost.txt", ran.out);
  CHECK(run_writ(folder, {"check", "--cost", "--max-cost", "10000000000"}).status == 1);
  CHECK(run_writ(folder, {"check", "--cost", "--max-cost", "20000000000"}).status == 0);
  const Ran one = run_writ(folder, {"check", "--cost", "policies/access.writ", "--max-cost", "1000000"});
  CHECK(one.status == 0);
  CHECK_FALSE(mentions(one.out, "names_differ"));
  check_schema("cost-1.json", run_writ(folder, {"check", "--cost", "--format", "json"}).out);
  folder.write("policies/broken.writ", "policy broken {\n  require nothing_there\n}\n");
  const Ran broken = run_writ(folder, {"check", "--cost"});
  CHECK(broken.status == 2);
  CHECK(mentions(broken.out, "--> policies/broken.writ:2:11"));
}

TEST_CASE("the example's policies are not quadratic, or named", "[cli][plan]") {
  const TempFolder folder;
  const Ran ran = run_writ(
      folder, {"check", "--cost", "--project", repository_path("examples/acme/writ.yaml").string()});
  CHECK(ran.status == 0);
  CHECK(mentions(ran.out, "\n2 of 37 policies are quadratic\n"));
  CHECK(mentions(ran.out, "\nno_shadow_admin_groups  writ:policies/"));
  CHECK(mentions(ran.out, "\ntokens_name_a_living_owner  writ:policies/"));
}

TEST_CASE("wrong sizes and words are wrong usage", "[cli][plan]") {
  const TempFolder folder;
  write_project(folder);
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  const std::vector<Case> cases = {
      {{"check", "--rows", "5"}, "`--rows` is about an estimate; add `--cost`"},
      {{"check", "--max-cost", "5"}, "`--max-cost` is about an estimate; add `--cost`"},
      {{"check", "--cost", "--rows", "many"}, "`--rows many`: expected N or TABLE=N"},
      {{"check", "--cost", "--rows", "hr.workers=-1"}, "expected N or TABLE=N"},
      {{"check", "--cost", "--rows", "hr.worker=1"}, "did you mean `hr.workers`?"},
      {{"check", "--cost", "--max-cost", "x"}, "--max-cost"},
      {{"debug"}, "debug takes `plan`"},
      {{"debug", "plans"}, "debug takes `plan`"},
      {{"debug", "plan", "a", "b"}, "debug takes `plan`"},
      {{"debug", "plan", ".", "--project", "writ.yaml"}, "a folder or --project, not both"},
      {{"debug", "plan", "--only", "leaver_deactivated"}, "did you mean `leavers_deactivated`?"},
  };
  for (const Case& c : cases) {
    const Ran ran = run_writ(folder, c.arguments);
    CAPTURE(c.arguments, ran.out, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(mentions(ran.err, c.says));
  }
}

}  // namespace
}  // namespace writ
