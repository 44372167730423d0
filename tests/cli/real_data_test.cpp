// The projects in tests/data: files as AWS and SCIM servers print them, and what an audit says.
#include <nlohmann/json.hpp>

#include "run_writ.h"
#include "support/golden.h"

namespace writ {
namespace {

TEST_CASE("files as real systems print them are read whole and judged", "[cli][real]") {
  struct Case {
    const char* project;
    std::vector<const char*> lines;
  };
  const Case cases[] = {
      {"aws_iam",
       {"aws_console_users_use_mfa violation arn:aws:iam::123456789012:user\\/dana.lee",
        "aws_keys_rotated violation arn:aws:iam::123456789012:user\\/dana.lee",
        "aws_passwords_in_use violation arn:aws:iam::123456789012:user\\/dana.lee",
        "aws_root_uses_mfa violation arn:aws:iam::123456789012:root"}},
      {"scim",
       {"scim_active_users_work_here violation 77d1", "scim_active_users_work_here unknown 88e2"}},
      {"scim_server", {"scim_active_users_work_here violation 00u0003"}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.project);
    const TempFolder folder;
    std::filesystem::copy(repository_path("tests/data"), folder.path() / "data",
                          std::filesystem::copy_options::recursive);
    const Ran ran =
        run_writ(folder, {"audit", "data/" + std::string(c.project), "--format", "json"});
    CAPTURE(ran.err);
    REQUIRE(ran.status == 1);
    const nlohmann::json report = nlohmann::json::parse(ran.out);
    std::vector<std::string> lines;
    for (const auto& policy : report["policies"]) {
      for (const auto& finding : policy["findings"]) {
        lines.push_back(policy["policy"].get<std::string>() + " " +
                        finding["verdict"].get<std::string>() + " " +
                        finding["subject"].begin().value()["key"].get<std::string>());
      }
    }
    CHECK(lines == std::vector<std::string>(c.lines.begin(), c.lines.end()));
    for (const auto& table : report["snapshot"]["tables"]) {
      CHECK(table["complete"] == true);
      CHECK(table["rows"] > 0);
    }
  }
}

}  // namespace
}  // namespace writ
