// The reports of test, query, explain and check.
#include <catch2/catch.hpp>

#include "evidence/diagnostics_json.h"
#include "evidence/proof_report.h"
#include "evidence/query_report.h"
#include "evidence/sample.h"
#include "evidence/test_report.h"
#include "support/golden.h"
#include "support/json_schema.h"

namespace writ {
namespace {

const std::string snapshot = "sha256:" + std::string(64, 'a');

void check_schema(const std::string& name, const std::string& json) {
  const JsonSchema schema(
      nlohmann::json::parse(read_file(repository_path("docs/schemas/" + name))));
  CHECK(schema.faults(nlohmann::json::parse(json)) == std::vector<std::string>{});
}

QueryValue text_value(const std::string& text) {
  return {QueryValue::Kind::text, text, text, {}};
}

QueryResult sample_query() {
  using enum QueryValue::Kind;
  const QueryValue groups = {
      set, "", "[a, unknown]", {text_value("a"), {unknown, "`b` is no group", "unknown", {}}}};
  const QueryValue nobody_knows = {unknown, "the cell is empty", "unknown", {}};
  return {"lms.users",
          {{"u1",
            false,
            {{"id", text_value("u1")},
             {"email", text_value("kim@acme.example")},
             {"seats", {integer, "12", "12", {}}},
             {"active", {boolean, "true", "true", {}}},
             {"groups", groups}}},
           {"u2",
            true,
            {{"id", text_value("u2")},
             {"email", text_value("\x1b[2J")},
             {"seats", {absent, "absent", "absent", {}}},
             {"active", nobody_knows},
             {"groups", nobody_knows}}}},
          {"lms.users: 2 records were refused"}};
}

TEST_CASE("a query's rows are a table where they fit, else blocks", "[evidence][query]") {
  golden("report/query.txt", query_text(sample_query(), 100, false));
  QueryResult wide = sample_query();
  for (QueryRow& row : wide.rows) {
    row.fields.push_back({"note", text_value(std::string(90, 'n'))});
    row.fields.push_back({"more", text_value(std::string(40, 'm'))});
  }
  golden("report/query_blocks.txt", query_text(wide, 80, false));
  const std::string json = query_json(sample_query(), snapshot, std::nullopt);
  golden("report/query.json", json);
  check_schema("query-1.json", json);
}

TEST_CASE("a query without rows says so", "[evidence][query]") {
  CHECK(query_text({"lms.users", {}, {}}, 100, false) == "0 rows of lms.users\n");
}

TEST_CASE("a proof shows each step with its value and its row", "[evidence][explain]") {
  Proof proof;
  proof.finding = leavers().findings.front();
  proof.steps = {
      {0, "where w.status == \"Terminated\"", "true", "", {}},
      {1, "w.status", "\"Terminated\"", "", Witness{"hr.workers", "w1", "exports/workers.csv", 3}},
      {0, "require a.deactivated_at by end of w.terminated_on + grace", "false", "", {}},
      {1, "a.deactivated_at", "absent", "", Witness{"lms.users", "u1", "", 0}},
      {1, "grace", "unknown", "missing: hr.workers w1 column x: the cell is \x1b[2J", {}},
  };
  golden("report/proof.txt", proof_text("leavers_deactivated", {proof}, 80, false));
  const std::string json = proof_json("leavers_deactivated", snapshot, sample_history(), {proof});
  golden("report/proof.json", json);
  check_schema("explain-1.json", json);
}

TEST_CASE("tests are reported by file, failures with what came out", "[evidence][test]") {
  Sources sources;
  sources.add("a.writ", "one\ntwo\nthree\n");
  sources.add("b.writ", "one\n");
  const TestFailure failure = {
      {0, 4, 7}, "expected p violation on u1, found compliant", {"u1: compliant"}};
  const std::vector<TestResult> results = {
      {"first", {0, 0, 3}, {}}, {"second", {0, 4, 7}, {failure}}, {"third", {1, 0, 3}, {}}};
  golden("report/test.txt", test_text(results, sources, 80, false));
  const std::string json = test_json(results, sources);
  golden("report/test.json", json);
  check_schema("test-1.json", json);
}

TEST_CASE("diagnostics as JSON have places in lines, columns and bytes", "[evidence][diag]") {
  Sources sources;
  sources.add("a.writ", "one\ntwö x\n");
  Diagnostics diagnostics;
  diagnostics.add("W0101", {0, 9, 10}, "expected `}`, found `x`", "close the block")
      .labels.push_back({{0, 0, 3}, "opened here"});
  diagnostics.add("W0302", {0, 0, 3}, "`x` is never absent");
  const std::string json = diagnostics_json(diagnostics, sources);
  golden("report/diagnostics.json", json);
  check_schema("diagnostics-1.json", json);
}

}  // namespace
}  // namespace writ
