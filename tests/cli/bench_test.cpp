// The company that is measured: made the same everywhere, and judged.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "run_writ.h"
#include "support/golden.h"

namespace writ {
namespace {

TEST_CASE("the company that is measured has something of everything", "[cli][bench]") {
  const TempFolder folder;
  std::filesystem::copy(repository_path("bench/policies"), folder.path() / "policies");
  std::filesystem::copy(repository_path("bench/schemas.writ"), folder.path() / "schemas.writ");
  std::filesystem::copy(repository_path("bench/writ.yaml"), folder.path() / "writ.yaml");
  const std::string data = (folder.path() / "data").string();
  REQUIRE(std::system((std::string(BENCH_GENERATE) + " 400 1 '" + data + "'").c_str()) == 0);
  const Ran ran = run_writ(folder, {"audit", "--format", "json"});
  CAPTURE(ran.err);
  REQUIRE(ran.status == 1);
  const nlohmann::json report = nlohmann::json::parse(ran.out);
  std::string violations;
  for (const auto& policy : report["policies"]) {
    violations += policy["policy"].get<std::string>() + " " + policy["counts"]["violation"].dump() +
                  " of " + policy["counts"]["subjects"].dump() + "\n";
  }
  CHECK(violations == R"(duties_segregated 0 of 382
known_domains 2 of 804
leavers_deactivated 4 of 34
managers_confined 2 of 23
no_dormant_accounts 46 of 804
no_orphaned_super_admins 0 of 0
no_terminated_managers 7 of 376
one_account_a_person 84 of 804
)");
}

}  // namespace
}  // namespace writ
