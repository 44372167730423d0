// The plan and the costs of policies, for people and for programs.
#include "evidence/plan_report.h"

#include "evidence/duration_text.h"
#include "support/golden.h"
#include "support/json_schema.h"
#include "support/program.h"

namespace writ {
namespace {

const std::string text = R"(schema people {
  table workers key id { id : string  email : email  status : "active" | "gone"  boss : ref workers? }
}
schema lms {
  table users key id { id : string  email : email  role : string  groups : set of ref groups }
  table groups key id { id : string  parent : ref groups? }
}
use hr  : people
use lms : lms

param limit : int = 5

define works_here(e : email) =
  exists w in hr.workers where w.status == "active" and w.email == e  # the key comes last

policy admins_work_here {
  for u in lms.users where u.role == "Admin"
  require works_here(u.email)
  require count(w in hr.workers where w.status == "gone") < limit
}

policy groups_are_shallow {
  for u in lms.users where u.role == "Admin"
  let above = {g.id for g in u.groups.parent+ where g.parent is present}
  require size(above) < limit
}

policy names_do_not_clash {
  for u in lms.users
  for w in hr.workers
    where w.status == "active" and not w.id contains u.id
  require w.email == u.email
}
)";

PlanReport sample(const TableSizes& sizes = {}) {
  const testing::Checked checked = testing::check_text(text);
  INFO(checked.codes());
  REQUIRE_FALSE(checked.diagnostics.has_errors());
  return plan_report(checked.program, checked.sources, {}, sizes);
}

void check_schema(const std::string& name, const std::string& json) {
  const JsonSchema schema(
      nlohmann::json::parse(read_file(repository_path("docs/schemas/" + name))));
  CHECK(schema.faults(nlohmann::json::parse(json)) == std::vector<std::string>{});
}

TEST_CASE("a plan is written step by step", "[evidence][plan]") {
  golden("plan/plan.txt", plan_text(sample(), 100, false));
  const std::string json = plan_json(sample());
  golden("plan/plan.json", json);
  check_schema("plan-1.json", json);
}

TEST_CASE("a profiled plan shows rows and times", "[evidence][plan]") {
  PlanReport report = sample();
  report.policies.resize(1);
  report.policies[0].actual = 1'234;
  report.policies[0].micros = 2'500;
  report.policies[0].steps[0].actual = 1'000;
  report.shared.resize(2);
  report.shared[0].actual = 1'000;
  report.shared[0].micros = 850;
  golden("plan/profile.txt", plan_text(report, 100, false));
  check_schema("plan-1.json", plan_json(report));
}

TEST_CASE("costs name what is quadratic, and what is over the limit", "[evidence][plan]") {
  CostRequest request;
  request.sizes.rows = 1'000;
  request.sizes.of["hr.workers"] = 300;
  request.most = 5'000;
  const PlanReport report = sample(request.sizes);
  CHECK(too_costly(report, request) == 2);
  golden("plan/cost.txt", cost_text(report, request, 100, false));
  golden("plan/cost.json", cost_json(report, request));
  check_schema("cost-1.json", cost_json(report, request));
  request.most = std::nullopt;
  CHECK(too_costly(report, request) == 0);
  PlanReport one = report;
  one.policies.resize(1);
  CHECK(cost_text(one, request, 100, false).ends_with("\n0 of 1 policy is quadratic\n"));
  check_schema("cost-1.json", cost_json(report, request));
}

TEST_CASE("names from files cannot touch the terminal", "[evidence][plan]") {
  PlanReport report = sample();
  report.policies[0].file = "p\x1b[2J.writ";
  report.policies[0].steps[0].text = "for u\n in x";
  report.policies[2].quadratic[0].clause = "\x1b]0;x\x07";
  const std::string all = plan_text(report, 100, false) + cost_text(report, {}, 100, false) +
                          plan_json(report) + cost_json(report, {});
  CHECK(all.find('\x1b') == std::string::npos);
  CHECK(all.find('\x07') == std::string::npos);
}

TEST_CASE("durations are as long as they need to be", "[evidence]") {
  CHECK(duration_text(0) == "0 µs");
  CHECK(duration_text(999) == "999 µs");
  CHECK(duration_text(12'345) == "12.3 ms");
  CHECK(duration_text(999'970) == "1.00 s");
  CHECK(duration_text(4'500'000) == "4.50 s");
  CHECK(duration_text(59'999'000) == "1 min 0 s");
  CHECK(duration_text(125'000'000) == "2 min 5 s");
  CHECK(duration_text(4'320'000'000) == "1 h 12 min");
}

}  // namespace
}  // namespace writ
