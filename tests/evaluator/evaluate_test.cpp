#include "evaluator/evaluate.h"

#include <catch2/catch.hpp>

#include "evaluator/evaluation.h"

using namespace writ;
using namespace writ::testing;

namespace {

constexpr const char* leavers = R"(
param grace : duration = 24h
define active(e : email) = exists w in hr.workers where w.work_email == e and w.status == "Active"
policy leavers {
  title    "Leavers lose access within {grace}"
  severity critical
  controls soc2 "CC6.2" "CC6.3", iso27001 "A.5.18"
  owner    "it@acme.example"
  tags     "access", "leavers"
  cost     200.00 USD per month
  for w in hr.workers where w.status == "Terminated"
  for u in lms.users  where u.email == w.work_email
  require u.deactivated_at by end of w.terminated_on + grace
  message "{u.email} left on {w.terminated_on}; deactivated: {u.deactivated_at}"
  remedy  "Deactivate {u.id}"
}
)";

Rows leaver_rows() {
  return {{"hr.workers",
           {{{"id", "w1"},
             {"status", "Terminated"},
             {"terminated_on", "2026-03-01"},
             {"work_email", "kim@acme.example"}},
            {{"id", "w2"},
             {"status", "Terminated"},
             {"terminated_on", "2026-03-09"},
             {"work_email", "lee@acme.example"}},
            {{"id", "w3"},
             {"status", "Terminated"},
             {"terminated_on", "2026-03-01"},
             {"work_email", "?"}},
            {{"id", "w4"},
             {"status", "Terminated"},
             {"terminated_on", "2026-03-01"},
             {"work_email", "-"}}}},
          {"lms.users",
           {{{"id", "u1"},
             {"status", "active"},
             {"email", "Kim@Acme.example"},
             {"deactivated_at", "-"}},
            {{"id", "u2"},
             {"status", "active"},
             {"email", "lee@acme.example"},
             {"deactivated_at", "-"}}}},
          {"lms.groups", {{{"id", "g1"}, {"parent", "-"}, {"owner", "-"}}}},
          {"lms.edges", {{{"a", "x"}, {"b", "y"}}}}};
}

}  // namespace

TEST_CASE("an outcome says what was found and why", "[evaluator][outcome]") {
  const Checked checked = good_program(leavers);
  const Snapshot snapshot = snapshot_of(checked.program, "2026-03-10T00:00:00Z", leaver_rows());
  const Outcome outcome = evaluate(checked.program, checked.sources, snapshot);
  REQUIRE(outcome.policies.size() == 1);
  const PolicyOutcome& policy = outcome.policies[0];

  CHECK(policy.name == "leavers");
  CHECK(policy.title == "Leavers lose access within 1d");
  CHECK(policy.severity == PolicySeverity::critical);
  CHECK(policy.owner == "it@acme.example");
  CHECK(policy.tags == std::vector<std::string>{"access", "leavers"});
  CHECK(policy.controls ==
        std::vector<Control>{{"soc2", "CC6.2"}, {"soc2", "CC6.3"}, {"iso27001", "A.5.18"}});
  CHECK(policy.line == 4);
  CHECK(policy.status == Status::violation);
  CHECK(verdicts(policy) ==
        std::vector<std::string>{"violation (w1, u1)", "unknown (w3, _)", "pending (w2, u2)"});
  CHECK(policy.incomplete.empty());

  SECTION("a violation names its clauses and rows") {
    const Finding& finding = policy.findings[0];
    CHECK(finding.message == "Kim@Acme.example left on 2026-03-01; deactivated: absent");
    CHECK(finding.remedy == "Deactivate u1");
    CHECK(finding.reasons.empty());
    CHECK(finding.because ==
          std::vector<Because>{
              {"where", 11, "w.status == \"Terminated\"", "true"},
              {"where", 12, "u.email == w.work_email", "true"},
              {"require", 13, "u.deactivated_at by end of w.terminated_on + grace", "false"}});
    CHECK(finding.witnesses == std::vector<Witness>{{"hr.workers", "w1", "hr.workers.csv", 1},
                                                    {"lms.users", "u1", "lms.users.csv", 1}});
  }
  SECTION("what is unknown has no message, which would state it as a fact") {
    const Finding& finding = policy.findings[1];
    CHECK(finding.message.empty());
    CHECK(finding.remedy.empty());
    REQUIRE(finding.reasons.size() == 1);
    CHECK(to_string(finding.reasons[0]) ==
          "missing: hr.workers w3 column work_email: the cell is empty");
    CHECK(finding.because.back().value == "unknown");
  }
  SECTION("a pending one has the deadline") {
    const Finding& finding = policy.findings[2];
    REQUIRE(finding.due);
    CHECK(to_string(*finding.due) == "2026-03-11T00:00:00Z");
  }
  SECTION("costs count once a violation") {
    REQUIRE(policy.cost);
    REQUIRE(policy.total_cost);
    CHECK(to_string(policy.cost->amount) == "200.00");
    CHECK(policy.cost->unit == "USD per month");
    CHECK(policy.total_cost->amount == policy.cost->amount);
  }
  SECTION("who found no partner is counted") {
    REQUIRE(policy.notes.size() == 1);
    CHECK(policy.notes[0].text == "1 row of hr.workers (w) found no partner in lms.users (u)");
  }
  SECTION("twice the same") {
    const Outcome again = evaluate(checked.program, checked.sources, snapshot);
    CHECK(again.snapshot_id == outcome.snapshot_id);
    CHECK(again.policies[0].findings[0].fingerprint == policy.findings[0].fingerprint);
    CHECK(lines(again.data_findings) == lines(outcome.data_findings));
  }
}

TEST_CASE("the rows that decided a quantifier are witnesses", "[evaluator][outcome]") {
  const Checked checked = good_program(R"(
define has_login(w : hr.workers) = exists u in lms.users where u.email == w.work_email
policy none  { title "t" for w in hr.workers require not has_login(w) }
policy every_one { title "t" for w in hr.workers require w.level == 0 or every u in lms.users satisfies u.logins > 0 }
policy both { title "t" for w in hr.workers require (exists g in lms.groups) and no u in lms.users where u.logins == 0 }
)");
  const Snapshot snapshot =
      snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                  {{"hr.workers", {{{"id", "w1"}, {"level", "1"}, {"work_email", "a@x.example"}}}},
                   {"lms.groups", {{{"id", "g1"}, {"parent", "-"}, {"owner", "-"}}}},
                   {"lms.users",
                    {{{"id", "u1"}, {"email", "b@x.example"}, {"logins", "1"}},
                     {{"id", "u2"}, {"email", "a@x.example"}, {"logins", "0"}}}}});
  EvaluateOptions options;
  options.contracts = false;
  const Outcome outcome = evaluate(checked.program, checked.sources, snapshot, options);
  for (const PolicyOutcome& policy : outcome.policies) {
    CAPTURE(policy.name);
    REQUIRE(verdicts(policy) == std::vector<std::string>{"violation w1"});
    CHECK(policy.findings[0].witnesses ==
          std::vector<Witness>{{"hr.workers", "w1", "hr.workers.csv", 1},
                               {"lms.users", "u2", "lms.users.csv", 2}});
  }
}

TEST_CASE("rows set aside by `is known` are counted", "[evaluator][outcome]") {
  const Checked checked = good_program(R"(
policy p { title "t" for w in hr.workers where w.work_email is known and w.level > 0 require w.level > 1 }
)");
  const Snapshot snapshot = snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                                        {{"hr.workers",
                                          {{{"id", "w1"}, {"level", "2"}, {"work_email", "-"}},
                                           {{"id", "w2"}, {"level", "1"}, {"work_email", "?"}},
                                           {{"id", "w3"}, {"work_email", "?"}},
                                           {{"id", "w4"}, {"level", "0"}, {"work_email", "?"}}}}});
  const Outcome outcome = evaluate(checked.program, checked.sources, snapshot);
  CHECK(verdicts(outcome.policies[0]) == std::vector<std::string>{"compliant w1"});
  REQUIRE(outcome.policies[0].notes.size() == 1);
  CHECK(outcome.policies[0].notes[0].text ==
        "2 rows of hr.workers (w) set aside by `w.work_email is known`");
}

TEST_CASE("reasons name the rows that block", "[evaluator][reason]") {
  const Checked checked = good_program(R"(
policy p { title "t" for u in lms.users require exists w in hr.workers where w.work_email == u.email }
)");
  const Snapshot snapshot =
      snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                  {{"hr.workers",
                    {{{"id", "w1"}, {"work_email", "?"}},
                     {{"id", "w2"}, {"work_email", "b@x.example"}},
                     {{"id", "w3"}, {"work_email", "?"}}}},
                   {"lms.users", {{{"id", "u1"}, {"email", "a@x.example"}}}}});
  const Outcome outcome = evaluate(checked.program, checked.sources, snapshot);
  const Finding& finding = outcome.policies[0].findings[0];
  REQUIRE(finding.reasons.size() == 2);
  CHECK(finding.reasons[0].key == "w1");
  CHECK(finding.reasons[1].key == "w3");
  CHECK(finding.reasons[0].column == "work_email");
}

TEST_CASE("contracts on what was collected", "[evaluator][contracts]") {
  const Checked checked = good_program(R"(
expect hr.workers fresh 24h
expect hr.workers count >= 2
expect hr.workers count >= 50% of previous
expect lms.users may be empty
policy p { title "t" for w in hr.workers require w.level > 0 and no u in lms.users where u.logins < 0 }
policy q { title "t" may be vacuous for g in lms.groups require g.owner is present }
)");
  const Rows two = {
      {"hr.workers", {{{"id", "w1"}, {"level", "1"}}, {{"id", "w2"}, {"level", "1"}}}}};
  const Rows five = {
      {"hr.workers", {{{"id", "1"}}, {{"id", "2"}}, {{"id", "3"}}, {{"id", "4"}}, {{"id", "5"}}}}};
  Snapshot snapshot = snapshot_of(checked.program, "2026-03-10T00:00:00Z", two);
  const Snapshot same = snapshot_of(checked.program, "2026-03-09T00:00:00Z", two);
  const Snapshot larger = snapshot_of(checked.program, "2026-03-09T00:00:00Z", five);
  EvaluateOptions options;
  options.history = {&same};
  const auto policy = [&](std::size_t i) {
    return evaluate(checked.program, checked.sources, snapshot, options).policies[i];
  };

  SECTION("all hold") {
    CHECK(policy(0).status == Status::compliant);
    CHECK(policy(0).incomplete.empty());
  }
  SECTION("an empty table that a policy reads is incomplete") {
    CHECK(policy(1).status == Status::unknown);
    REQUIRE(policy(1).incomplete.size() == 1);
    CHECK(policy(1).incomplete[0] ==
          "lms.groups: broken contract `expect lms.groups count >= 1`: it has no rows, and nothing "
          "says that it may "
          "be empty");
  }
  SECTION("stale") {
    snapshot.tables.at("hr.workers").collected_at = parse_timestamp("2026-03-08T23:59:59Z");
    CHECK(policy(0).status == Status::unknown);
    CHECK(policy(0).incomplete[0].find("expect hr.workers fresh 1d") != std::string::npos);
  }
  SECTION("nobody knows how fresh") {
    snapshot.tables.at("hr.workers").collected_at.reset();
    CHECK(policy(0).status == Status::unknown);
  }
  SECTION("too few") {
    options.history = {&same, &larger};
    CHECK(policy(0).status == Status::unknown);
  }
  SECTION("half a table is nothing to compare with") {
    Snapshot half = larger;
    half.tables.at("hr.workers").incomplete = {"a page is missing"};
    options.history = {&same, &half};
    CHECK(policy(0).status == Status::compliant);
    options.history = {&half};
    CHECK(policy(0).status == Status::unknown);
  }
  SECTION("nothing to compare with") {
    options.history.clear();
    const Outcome outcome = evaluate(checked.program, checked.sources, snapshot, options);
    CHECK(outcome.policies[0].status == Status::unknown);
    const auto findings = lines(outcome.data_findings);
    CHECK(std::find(findings.begin(), findings.end(),
                    "broken_contract hr.workers. `expect hr.workers count >= 50% of previous` 2") !=
          findings.end());
    CHECK_FALSE(outcome.tables[0].incomplete.empty());
  }
  SECTION("not in tests") {
    options.contracts = false;
    options.history.clear();
    CHECK(policy(0).status == Status::compliant);
    CHECK(policy(1).status == Status::compliant);
    CHECK(policy(1).vacuous);
  }
}

TEST_CASE("what is wrong with the data is found whoever reads it", "[evaluator][findings]") {
  const Checked checked = good_program(R"(
policy p { title "t" may be vacuous for w in hr.workers require w.level * 9_223_372_036_854_775_807 > 0 }
)");
  const Snapshot snapshot =
      snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                  {{"hr.workers",
                    {{{"id", "w1"},
                      {"level", "2"},
                      {"manager", "gone"},
                      {"mentors", "w1;lost;lost2"},
                      {"personal_email", "paypal@x.example"}},
                     {{"id", "w2"},
                      {"level", "3"},
                      {"manager", "w1"},
                      {"status", "Active"},
                      {"terminated_on", "2026-03-01"}},
                     {{"id", "w3"},
                      {"level", "1"},
                      {"manager", "-"},
                      {"status", "Terminated"},
                      {"terminated_on", "-"}}}},
                   {"lms.users", {{{"id", "u1"}, {"email", "pаypal@x.example"}}}}});
  EvaluateOptions options;
  options.contracts = false;
  const Outcome outcome = evaluate(checked.program, checked.sources, snapshot, options);
  CHECK(lines(outcome.data_findings) ==
        std::vector<std::string>{"overflow . `w.level * 9_223_372_036_854_775_807` 1",
                                 "dangling_ref hr.workers.manager `gone` 1",
                                 "dangling_ref hr.workers.mentors `lost` 1",
                                 "confusable_email hr.workers.personal_email `paypal@x.example` 1",
                                 "contradiction hr.workers.terminated_on `` 1",
                                 "stale_value hr.workers.terminated_on `2026-03-01` 1",
                                 "confusable_email lms.users.email `pаypal@x.example` 1"});
  CHECK(verdicts(outcome.policies[0]) ==
        std::vector<std::string>{"unknown w1", "unknown w2", "compliant w3"});
}

TEST_CASE("links and persons are counted, overrides win", "[evaluator][links]") {
  const Checked checked = good_program(R"(
link lms.users.worker to hr.workers by worker_id == id
identity person = hr.workers { account by email == work_email }
policy p { title "t" for a in account require a.person is present }
)");
  const Snapshot snapshot =
      snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                  {{"hr.workers",
                    {{{"id", "w1"}, {"work_email", "a@x.example"}},
                     {{"id", "w2"}, {"work_email", "b@x.example"}},
                     {{"id", "w3"}, {"work_email", "b@x.example"}}}},
                   {"lms.users",
                    {{{"id", "u1"}, {"worker_id", "w1"}, {"email", "a@x.example"}},
                     {{"id", "u2"}, {"worker_id", "-"}, {"email", "b@x.example"}},
                     {{"id", "u3"}, {"worker_id", "?"}, {"email", "?"}},
                     {{"id", "u4"}, {"worker_id", "w9"}, {"email", "c@x.example"}}}}});
  EvaluateOptions options;
  options.project_sources = {"hr", "lms", "vpn"};
  Outcome outcome = evaluate(checked.program, checked.sources, snapshot, options);
  REQUIRE(outcome.links.size() == 2);
  const LinkCount& link = outcome.links[0];
  CHECK(link.link == "lms.users.worker");
  CHECK(std::vector{link.matched, link.unmatched, link.ambiguous, link.unknown} ==
        std::vector<std::uint64_t>{1, 2, 0, 1});
  const LinkCount& person = outcome.links[1];
  CHECK(person.link == "person: lms.users");
  CHECK(std::vector{person.matched, person.unmatched, person.ambiguous, person.unknown} ==
        std::vector<std::uint64_t>{1, 1, 1, 1});
  CHECK(outcome.policies[0].sources_covered == std::vector<std::string>{"lms"});
  CHECK(outcome.policies[0].sources_not_covered == std::vector<std::string>{"hr", "vpn"});

  options.overrides = {{"lms.users/u1", std::nullopt, "a service account", "cto@x.example"},
                       {"lms.users/u2", "w3", "shared name", "cto@x.example"},
                       {"lms.users/u3", "w9", "a typo", "cto@x.example"}};
  outcome = evaluate(checked.program, checked.sources, snapshot, options);
  CHECK(verdicts(outcome.policies[0]) ==
        std::vector<std::string>{"violation lms.users/u1", "violation lms.users/u4",
                                 "unknown lms.users/u3", "compliant lms.users/u2"});
}

TEST_CASE("the budget stops at the same row everywhere", "[evaluator][budget]") {
  const Checked checked = good_program(R"(
policy a { title "t" for w in hr.workers require w.level > 0 }
policy b { title "t" for w in hr.workers require no u in lms.users where u.logins > w.level }
policy c { title "t" for w in hr.workers require w.level > 0 }
)");
  Rows rows;
  for (int i = 10; i < 60; ++i) {
    rows["hr.workers"].push_back({{"id", std::to_string(i)}, {"level", "1"}});
    rows["lms.users"].push_back({{"id", std::to_string(i)}, {"logins", "1"}});
  }
  const Snapshot snapshot = snapshot_of(checked.program, "2026-03-10T00:00:00Z", rows);
  EvaluateOptions options;
  options.budget = 1000;
  const Outcome outcome = evaluate(checked.program, checked.sources, snapshot, options);
  CHECK(outcome.budget_exhausted);
  REQUIRE(outcome.policies.size() == 3);
  CHECK(outcome.policies[0].status == Status::compliant);
  for (const std::size_t i : {1U, 2U}) {
    CHECK(outcome.policies[i].status == Status::unknown);
    REQUIRE(outcome.policies[i].findings.size() == 1);
    CHECK(outcome.policies[i].findings[0].reasons[0].note == "step budget exhausted");
  }
  options.budget = 3000;
  CHECK_FALSE(evaluate(checked.program, checked.sources, snapshot, options).budget_exhausted);
}

TEST_CASE("policies that double at every call end", "[evaluator][budget]") {
  std::string text = "define f0(n : int) = n > 0\n";
  for (int i = 1; i < 60; ++i) {
    const std::string inner = "f" + std::to_string(i - 1) + "(n)";
    text += "define f" + std::to_string(i) + "(n : int) = " + inner + " and " + inner + "\n";
  }
  text += "policy p { title \"t\" for w in hr.workers require f59(w.level) }\n";
  const Checked checked = good_program(text);
  const Snapshot snapshot = snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                                        {{"hr.workers", {{{"id", "w1"}, {"level", "1"}}}}});
  EvaluateOptions options;
  options.budget = 100'000;
  CHECK(evaluate(checked.program, checked.sources, snapshot, options).budget_exhausted);
}

TEST_CASE("a cost may depend on the subject", "[evaluator][cost]") {
  const Checked checked = good_program(R"(
policy p { title "t" cost w.salary * 2 USD for w in hr.workers require w.level > 0 }
policy q { title "t" cost w.salary * 2 USD for w in hr.workers where w.level == 0 and w.salary is known require w.level > 0 }
)");
  const Snapshot snapshot = snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                                        {{"hr.workers",
                                          {{{"id", "w1"}, {"level", "0"}, {"salary", "10"}},
                                           {{"id", "w2"}, {"level", "0"}, {"salary", "5.50"}},
                                           {{"id", "w3"}, {"level", "0"}},
                                           {{"id", "w4"}, {"level", "1"}, {"salary", "7"}}}}});
  const Outcome outcome = evaluate(checked.program, checked.sources, snapshot);
  CHECK_FALSE(outcome.policies[0].total_cost);
  REQUIRE(outcome.policies[0].notes.size() == 1);
  CHECK(outcome.policies[0].notes[0].text == "the cost of 1 violation is unknown");
  REQUIRE(outcome.policies[1].total_cost);
  CHECK(to_string(outcome.policies[1].total_cost->amount) == "31.00");
  CHECK(outcome.policies[1].total_cost->unit == "USD");
  CHECK_FALSE(outcome.policies[1].cost);
}

TEST_CASE("a query lists rows with their fields", "[evaluator][query]") {
  Checked checked =
      good_program("policy p { title \"t\" for u in lms.users require u.logins > 0 }");
  const std::uint32_t file =
      checked.sources.add("query", "u in lms.users where u.role == \"Admin\"");
  auto query = parse_query(checked.sources, file, checked.diagnostics);
  REQUIRE(query);
  bool became = false;
  query = check_query(checked.program, *query, checked.sources, checked.diagnostics, became);
  CHECK_FALSE(became);
  REQUIRE(query);
  const Snapshot snapshot =
      snapshot_of(checked.program, "2026-03-10T00:00:00Z",
                  {{"lms.users",
                    {{{"id", "u1"}, {"role", "Admin"}, {"email", "Kim@x.example"}, {"groups", ""}},
                     {{"id", "u2"}, {"role", "Learner"}},
                     {{"id", "u3"}, {"backup", "-"}}}}});
  const QueryResult result = run_query(checked.program, *query, checked.sources, snapshot);
  CHECK(result.relation == "lms.users");
  REQUIRE(result.rows.size() == 2);
  CHECK(result.rows[0].key == "u1");
  CHECK_FALSE(result.rows[0].unknown);
  CHECK(result.rows[1].key == "u3");
  CHECK(result.rows[1].unknown);
  using Fields = std::map<std::string, QueryValue>;
  using Kind = QueryValue::Kind;
  const Fields fields(result.rows[0].fields.begin(), result.rows[0].fields.end());
  CHECK(fields.at("email").shown == "Kim@x.example");
  CHECK(fields.at("groups").kind == Kind::set);
  CHECK(fields.at("groups").shown == "[]");
  CHECK(fields.at("status").kind == Kind::unknown);
  CHECK(fields.at("status").shown == "unknown");
  CHECK_FALSE(fields.at("status").text.empty());
  const Fields third(result.rows[1].fields.begin(), result.rows[1].fields.end());
  CHECK(third.at("backup").kind == Kind::absent);
  CHECK(third.at("backup").shown == "absent");
}

TEST_CASE("a proof shows what decided", "[evaluator][explain]") {
  const Checked checked = good_program(R"(
define has_login(w : hr.workers) = exists u in lms.users where u.email == w.work_email
policy p { title "t" for w in hr.workers where w.level > 0 require w.level > 1 or not has_login(w) }
)");
  const Snapshot snapshot = snapshot_of(
      checked.program, "2026-03-10T00:00:00Z",
      {{"hr.workers",
        {{{"id", "w1"}, {"level", "1"}, {"work_email", "a@x.example"}},
         {{"id", "w2"}, {"level", "2"}, {"work_email", "b@x.example"}}}},
       {"lms.users",
        {{{"id", "u1"}, {"email", "b@x.example"}}, {{"id", "u2"}, {"email", "a@x.example"}}}}});
  CHECK(explain(checked.program, checked.sources, snapshot, "p", "w9").empty());
  CHECK(explain(checked.program, checked.sources, snapshot, "no_such_policy", "w1").empty());
  const std::vector<Proof> proofs = explain(checked.program, checked.sources, snapshot, "p", "w1");
  REQUIRE(proofs.size() == 1);
  std::string text;
  for (const ProofStep& step : proofs[0].steps) {
    text += std::string(static_cast<std::size_t>(step.depth) * 2, ' ') + step.text;
    text += step.value.empty() ? "" : " = " + step.value;
    text +=
        step.row ? " [" + step.row->source + " " + std::to_string(step.row->record) + "]\n" : "\n";
  }
  CHECK(text == R"(for w in hr.workers = w1 [hr.workers.csv 1]
  w.level > 0 = true
    w.level = 1 [hr.workers.csv 1]
require = false
  w.level > 1 or not has_login(w) = false
    w.level > 1 = false
      w.level = 1 [hr.workers.csv 1]
    not has_login(w) = false
      has_login(w) = true
        w = w = w1
        exists u in lms.users where u.email == w.work_email = true
          u in lms.users = u2 [lms.users.csv 2]
            u.email == w.work_email = true
              u.email = a@x.example [lms.users.csv 2]
              w.work_email = a@x.example [hr.workers.csv 1]
verdict = violation
)");
}
