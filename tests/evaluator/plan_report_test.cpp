// The plan as it is reported: how rows are found, what is shared, what is quadratic, and what an
// evaluation counted.
#include "evaluator/plan_report.h"

#include <catch2/catch.hpp>

#include "evaluation.h"
#include "evaluator/evaluate_columns.h"
#include "support/golden.h"

using namespace writ;
using namespace writ::testing;

namespace {

PlanReport report_of(const std::string& text, const TableSizes& sizes = {}) {
  const Checked checked = good_program(text);
  return plan_report(checked.program, checked.sources, {}, sizes);
}

std::string policy(const std::string& clauses) {
  return "policy p {\n" + clauses + "\n}\n";
}

// "join look_up u.email == w.work_email": each step that ranges over something.
std::vector<std::string> accesses(const std::vector<PlanStep>& steps) {
  std::vector<std::string> lines;
  for (const PlanStep& step : steps) {
    if (step.access == PlanAccess::none) {
      continue;
    }
    const char* names[] = {"", "all", "look_up", "product", "members"};
    lines.push_back(step.text + ": " + names[static_cast<int>(step.access)] +
                    (step.key.empty() ? "" : " " + step.key));
  }
  return lines;
}

}  // namespace

TEST_CASE("steps say by which key rows are found", "[evaluator][plan]") {
  struct Row {
    std::string clauses;
    std::vector<std::string> steps;
    std::size_t quadratic;
  };
  const auto row = GENERATE(values<Row>({
      {"for u in lms.users require exists w in hr.workers where w.work_email == u.email",
       {"for u in lms.users: all", "exists w in hr.workers: look_up w.work_email == u.email"},
       0},
      // The first `==` selects, the second finds.
      {"for u in lms.users require no w in hr.workers where w.status == \"Active\" and w.id == u.id",
       {"for u in lms.users: all", "no w in hr.workers: look_up w.id == u.id"},
       0},
      // An address tells more apart than a role, a text more than a choice.
      {"for u in lms.users require no v in lms.users where v.status == u.status and v.email == u.email",
       {"for u in lms.users: all", "no v in lms.users: look_up v.email == u.email"},
       0},
      {"for u in lms.users require no v in lms.users where v.status == u.status",
       {"for u in lms.users: all", "no v in lms.users: look_up v.status == u.status"},
       1},
      {"for a in account require no b in account where b.app == a.app and b.id != a.id",
       {"for a in account: all", "no b in account: look_up b.app == a.app"},
       1},
      {"for u in lms.users require no v in lms.users where v.id != u.id and v.logins < u.logins",
       {"for u in lms.users: all", "no v in lms.users: product"},
       1},
      {"for w in hr.workers for u in lms.users where u.created_at is known require u.logins < w.level",
       {"for w in hr.workers: all", "for u in lms.users: product"},
       1},
      {"for u in lms.users require every w in hr.workers satisfies w.id == u.id",
       {"for u in lms.users: all", "every w in hr.workers: product"},
       1},
      {"for u in lms.users require every g in u.groups satisfies g.owner is present",
       {"for u in lms.users: all", "every g in u.groups: members"},
       0},
      {"require count(u in lms.users where u.role == \"Admin\") >= 2", {}, 0},
  }));
  CAPTURE(row.clauses);
  const PlanReport report = report_of(policy(row.clauses));
  CHECK(accesses(report.policies.front().steps) == row.steps);
  CHECK(report.policies.front().quadratic.size() == row.quadratic);
}

TEST_CASE("a quadratic step is named with its place and what would help", "[evaluator][plan]") {
  const PlanReport product = report_of(
      "define twin(u : lms.users) = exists v in lms.users where v.logins + 1 > 0 and v.id == u.id\n"
      "policy p {\n  for u in lms.users\n  require twin(u)\n}\n");
  REQUIRE(product.policies.front().quadratic.size() == 1);
  const Quadratic& one = product.policies.front().quadratic.front();
  CHECK(one.text == "exists v in lms.users");
  CHECK(one.file == "policy.writ");
  CHECK(one.line == 1);
  CHECK(one.clause == "require twin(u)");
  CHECK(one.reason.starts_with("every row of lms.users is tried for each subject"));
  CHECK(one.help.starts_with("write the `==` before `v.logins + 1 > 0`"));

  const std::string known =
      "define known = {w.work_email for w in hr.workers where w.work_email is present}\n";
  const PlanReport looked_up = report_of(known + policy("for u in lms.users require u.email in known"));
  CHECK(looked_up.policies.front().quadratic.empty());
  const PlanReport set = report_of(known + policy("for u in lms.users require [u.email] subset of known"));
  REQUIRE(set.policies.front().quadratic.size() == 1);
  CHECK(set.policies.front().quadratic.front().text == "[u.email] subset of known");
  const PlanReport members = report_of(
      "define active = {w for w in hr.workers where w.status == \"Active\"}\n" +
      policy("for u in lms.users require exists w in active where w.work_email == u.email"));
  REQUIRE(members.policies.front().quadratic.size() == 1);
  CHECK(members.policies.front().quadratic.front().text == "exists w in active");
}

TEST_CASE("policies share ranges, values and closures", "[evaluator][plan]") {
  const PlanReport report = report_of(
      "define admins = {u.email for u in lms.users where u.role == \"Admin\"}\n"
      "define tops(u : lms.users) = u.groups.parent*\n"
      "policy a {\n  for u in lms.users where u.status == \"active\"\n"
      "  require size(admins) > 0 and size(tops(u)) < 9\n}\n"
      "policy b {\n  for v in lms.users where v.status == \"active\"\n"
      "  require size(admins) > 1 or size(tops(v)) < 5\n}\n");
  std::vector<std::string> shared;
  for (const PlanShared& one : report.shared) {
    if (one.users == std::vector<std::string>{"a", "b"}) {
      shared.push_back(one.text);
    }
  }
  CHECK(shared == std::vector<std::string>{"lms.users", "admins", "lms.users", "u.groups.parent*"});
}

TEST_CASE("estimates follow the sizes of tables", "[evaluator][plan]") {
  TableSizes sizes;
  sizes.rows = 1'000;
  sizes.of["hr.workers"] = 50;
  const auto estimate = [&](const std::string& clauses) {
    return report_of(policy(clauses), sizes).policies.front().estimate;
  };
  CHECK(estimate("for w in hr.workers require w.level > 1") == 50);
  CHECK(estimate("for u in lms.users require exists w in hr.workers where w.id == u.id") == 2'000);
  CHECK(estimate("for u in lms.users require exists w in hr.workers where w.id != u.id") == 51'000);
  CHECK(estimate("for a in account require a.active") == 1'000);
  // Refs: as many rows for each target as there are on average.
  CHECK(estimate("for w in hr.workers require no v in hr.workers where v.manager == w") == 100);
  // What depends on no row is worked out once.
  CHECK(estimate("for w in hr.workers require count(u in lms.users where u.logins > 3) < 9") ==
        1'050);
  std::string many;
  for (int i = 0; i < 20; ++i) {
    many += " for u" + std::to_string(i) + " in lms.users";
  }
  CHECK(estimate(many + " require u0.logins > 1") == 1'000'000'000'000'000'000);
}

TEST_CASE("functions that call each other in a fan are reported in little", "[evaluator][plan]") {
  std::string text = "define f0(u : lms.users) = exists w in hr.workers where w.id == u.id\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "f" + std::to_string(i - 1) + "(u)";
    text += "define f" + std::to_string(i) + "(u : lms.users) = " + before + " and " + before + "\n";
  }
  const PlanReport report = report_of(text + policy("for u in lms.users require f39(u)"));
  CHECK(report.policies.front().steps.size() < 100);
  CHECK(report.policies.front().estimate > 1'000'000'000'000);
}

TEST_CASE("an evaluation that is profiled counts what it visits", "[evaluator][plan]") {
  const Checked checked = good_program(policy(
      "for u in lms.users where u.status == \"active\"\n"
      "require exists w in hr.workers where w.work_email == u.email and w.status == \"Active\""));
  const Snapshot snapshot = snapshot_of(
      checked.program, "2026-03-03T12:00:00Z",
      {{"lms.users",
        {{{"id", "u1"}, {"email", "a@x.example"}, {"status", "active"}},
         {{"id", "u2"}, {"email", "b@x.example"}, {"status", "active"}},
         {{"id", "u3"}, {"email", "c@x.example"}, {"status", "inactive"}}}},
       {"hr.workers", {{{"id", "w1"}, {"work_email", "A@x.example"}, {"status", "Active"}}}}});
  const ColumnSnapshot columns = to_columns(snapshot);
  std::int64_t clock = 0;
  PlanProfile profile{[&] { return ++clock; }, {}};
  NativeOptions native;
  native.profile = &profile;
  const Outcome with = evaluate(checked.program, checked.sources, columns, {}, native);
  native.profile = nullptr;
  const Outcome without = evaluate(checked.program, checked.sources, columns, {}, native);
  CHECK(verdicts(with.policies.front()) == verdicts(without.policies.front()));

  const PlanPolicy& counted = profile.report.policies.front();
  CHECK(counted.estimate == 6);  // three users; a row of one worker for each is rounded up
  CHECK(counted.steps[0].actual == 2U);
  CHECK(counted.steps[2].actual == 1U);
  CHECK(counted.micros.value_or(0) > 0);
  REQUIRE(profile.report.shared.size() == 2);
  CHECK(profile.report.shared[0].actual == 2U);
  CHECK(profile.report.shared[0].estimate == 3U);
  CHECK(profile.report.shared[1].actual == 1U);
  CHECK(profile.report.shared[1].micros.value_or(0) > 0);
}
