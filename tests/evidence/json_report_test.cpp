#include "evidence/json_report.h"

#include <catch2/catch.hpp>

#include "evidence/sample.h"
#include "support/golden.h"
#include "support/json_schema.h"

namespace writ {
namespace {

JsonSchema schema(const std::string& name) {
  return JsonSchema(
      nlohmann::json::parse(read_file(repository_path("docs/schemas/" + name + ".json"))));
}

TEST_CASE("the JSON report is its golden file and fits its schema", "[evidence][json]") {
  for (const bool all : {false, true}) {
    const std::string text = json_report(sample_report(), all);
    golden(all ? "report/sample_all.json" : "report/sample.json", text);
    CHECK(schema("audit-1").faults(nlohmann::json::parse(text)) == std::vector<std::string>{});
    CHECK(text.ends_with("}\n"));
    CHECK(text.find(" \n") == std::string::npos);
  }
}

TEST_CASE("the schema refuses what the contract does not allow", "[evidence][json]") {
  const nlohmann::json good = nlohmann::json::parse(json_report(sample_report(), false));
  const auto faults_after = [&](const std::string& pointer, const nlohmann::json& value) {
    nlohmann::json changed = good;
    changed[nlohmann::json::json_pointer(pointer)] = value;
    return schema("audit-1").faults(changed).size();
  };
  CHECK(faults_after("/schema", "writ.audit/2") == 1);
  CHECK(faults_after("/as_of", "2026-03-03 12:00") == 1);
  CHECK(faults_after("/policies/1/status", "fine") == 1);
  CHECK(faults_after("/policies/1/line", 0) == 1);
  CHECK(faults_after("/policies/1/findings/0/due", 7) == 1);
  CHECK(faults_after("/summary/cost/EUR", 4.5) == 1);
  CHECK(faults_after("/further", 1) == 1);
}

TEST_CASE("findings without --all are all but the compliant ones", "[evidence][json]") {
  const auto findings = [](bool all) {
    return nlohmann::json::parse(json_report(sample_report(), all))["policies"][1]["findings"]
        .size();
  };
  CHECK(findings(false) == 6);
  CHECK(findings(true) == 7);
}

TEST_CASE("JSON keeps hostile data as it is, escaped, and mends malformed UTF-8",
          "[evidence][json]") {
  Report report;
  report.outcome.policies.push_back(leavers());
  const std::string hostile = "\x1b[2J\"}]\n\xe2\x80\xae\x07\x7f\xc2\x9b\xe2\x81\xa6\xd8\x9c ö";
  report.outcome.policies[0].findings[0].message = hostile;
  report.outcome.policies[0].findings[0].remedy = "\xff";
  const std::string text = json_report(report, false);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(text.find(R"(\u202e\u0007\u007f\u009b\u2066\u061c ö)") != std::string::npos);
  const nlohmann::json finding = nlohmann::json::parse(text)["policies"][0]["findings"][0];
  CHECK(finding["message"] == hostile);
  CHECK(finding["remedy"] == "\xef\xbf\xbd");
}

}  // namespace
}  // namespace writ
