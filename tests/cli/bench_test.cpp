// The company that is measured: made the same everywhere, and judged.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "run_writ.h"
#include "support/golden.h"

namespace writ {
namespace {

std::string violations(const TempFolder& folder) {
  const Ran ran = run_writ(folder, {"audit", "--format", "json"});
  CAPTURE(ran.err);
  REQUIRE(ran.status == 1);
  std::string text;
  const nlohmann::json report = nlohmann::json::parse(ran.out);
  for (const auto& policy : report["policies"]) {
    text += policy["policy"].get<std::string>() + " " + policy["counts"]["violation"].dump() +
            " of " + policy["counts"]["subjects"].dump() + "\n";
  }
  return text;
}

TEST_CASE("the company that is measured has something of everything", "[cli][bench]") {
  const TempFolder folder;
  std::filesystem::copy(repository_path("bench/policies"), folder.path() / "policies");
  std::filesystem::copy(repository_path("bench/schemas.writ"), folder.path() / "schemas.writ");
  std::filesystem::copy(repository_path("bench/writ.yaml"), folder.path() / "writ.yaml");
  const std::string data = (folder.path() / "data").string();
  REQUIRE(std::system((std::string(BENCH_GENERATE) + " 400 1 '" + data + "'").c_str()) == 0);
  const std::string of_ndjson = violations(folder);
  CHECK(of_ndjson == R"(duties_segregated 0 of 379
known_domains 0 of 768
leavers_deactivated 1 of 16
managers_confined 1 of 19
no_dormant_accounts 35 of 768
no_orphaned_super_admins 0 of 1
no_terminated_managers 8 of 387
one_account_a_person 10 of 768
)");
  std::string project = read_file(folder.path() / "writ.yaml");
  for (std::size_t at = 0; (at = project.find("ndjson", at)) != std::string::npos;) {
    project.replace(at, 6, "csv");
  }
  std::ofstream(folder.path() / "writ.yaml") << project;
  CHECK(violations(folder) == of_ndjson);
}

}  // namespace
}  // namespace writ
