// An audit with some of everything, built by hand, and one whose data is hostile.
#pragma once

#include "base/time.h"
#include "evidence/report.h"

namespace writ {

inline Instant at(std::string_view text) {
  return *parse_timestamp(text);
}

inline Finding finding_of(Verdict verdict, Subject subject, std::string message) {
  Finding finding;
  finding.verdict = verdict;
  finding.subject = std::move(subject);
  finding.fingerprint = 0x0123456789abcdef;
  finding.message = std::move(message);
  return finding;
}

inline Subject pair_of(const std::string& worker, const std::string& account) {
  return {{.variable = "w", .table = "hr.workers", .key = worker},
          {.variable = "a", .table = "lms.users", .key = account, .open = account.empty()}};
}

inline PolicyOutcome leavers() {
  PolicyOutcome policy;
  policy.name = "leavers_deactivated";
  policy.file = "policies/access.writ";
  policy.line = 31;
  policy.title = "Leavers lose access within 24h";
  policy.owner = "it@acme.example";
  policy.severity = PolicySeverity::critical;
  policy.controls = {{"nist_800_53", "PS-4"}, {"soc2", "CC6.2"}, {"soc2", "CC6.3"}};
  policy.tags = {"leavers"};
  policy.status = Status::violation;
  policy.counts = {
      .subjects = 1206, .violation = 1, .unknown = 3, .pending = 1, .waived = 1, .compliant = 1200};
  policy.notes = {{"3 rows of hr.workers (w) found no partner in lms.users (a)", 3}};
  policy.cost = Cost{{200 * Decimal::one}, "USD per month"};
  policy.total_cost = policy.cost;

  Finding violation = finding_of(Verdict::violation, pair_of("w1", "u1"),
                                 "kim@acme.example left on 2026-03-01; deactivated: absent");
  violation.remedy = "Admin > Users > kim@acme.example > Deactivate";
  violation.because = {
      {"where", 36, "w.status == \"Terminated\"", "true"},
      {"require", 38, "a.deactivated_at by end of w.terminated_on + grace", "false"}};
  violation.witnesses = {{"hr.workers", "w1", "exports/workers.csv", 3},
                         {"lms.users", "u1", "exports/lms_users.csv", 17}};
  policy.findings.push_back(violation);

  for (const auto* key : {"u7", "u8"}) {
    Finding unknown = finding_of(Verdict::unknown, pair_of("w7", key), "");
    unknown.reasons = {
        {ReasonKind::missing, "hr.workers", "w7", "terminated_on", "`29.02` is no date", {}}};
    policy.findings.push_back(unknown);
  }
  Finding open = finding_of(Verdict::unknown, pair_of("w9", ""), "");
  open.reasons = {{ReasonKind::missing, "hr.workers", "w9", "work_email", "the cell is empty", {}},
                  {ReasonKind::incomplete, "lms.users", "", "", "2 records were refused", {}}};
  policy.findings.push_back(open);

  Finding pending = finding_of(Verdict::pending, pair_of("w2", "u2"),
                               "lee@acme.example left on 2026-03-02; deactivated: absent");
  pending.due = at("2026-03-04T05:00:00Z");
  pending.because = {
      {"require", 38, "a.deactivated_at by end of w.terminated_on + grace", "unknown"}};
  pending.witnesses = {{"hr.workers", "w2", "exports/workers.csv", 4}};
  policy.findings.push_back(pending);

  Finding waived = finding_of(Verdict::waived, pair_of("w17", "u88"), "max@acme.example left");
  waived.waiver = std::make_shared<const AppliedWaiver>(AppliedWaiver{"Handover of the spring cohort", "cfo@acme.example", "SEC-481",
                                *parse_date("2026-04-01"), Verdict::violation});
  policy.findings.push_back(waived);
  policy.findings.push_back(finding_of(Verdict::compliant, pair_of("w3", "u3"), ""));
  return policy;
}

inline PolicyOutcome plain(std::string name, PolicySeverity severity, Status status) {
  PolicyOutcome policy;
  policy.name = std::move(name);
  policy.file = "policies/access.writ";
  policy.line = 60;
  policy.title = "The title of " + policy.name;
  policy.severity = severity;
  policy.status = status;
  policy.vacuous = status == Status::vacuous;
  policy.counts.subjects = policy.vacuous ? 0 : 42;
  policy.counts.compliant = policy.counts.subjects;
  return policy;
}

inline History sample_history() {
  return {{{"sha256:" + std::string(64, 'e'), at("2026-03-01T12:00:00Z")},
           {"sha256:" + std::string(64, 'f'), at("2026-03-02T12:00:00Z")}}};
}

inline Report sample_report() {
  Report report;
  report.history = sample_history();
  report.project = "acme";
  report.policy_digest = "sha256:" + std::string(64, 'b');
  Outcome& outcome = report.outcome;
  outcome.as_of = at("2026-03-03T12:00:00Z");
  outcome.snapshot_id = "sha256:" + std::string(64, 'a');
  outcome.tables = {{"hr.workers", 12345, {}, std::string(64, 'c')},
                    {"lms.users", 2214, {"2 records were refused"}, std::string(64, 'd')}};
  PolicyOutcome covered = plain("dormant_accounts", PolicySeverity::high, Status::unknown);
  covered.incomplete = {"lms.users: 2 records were refused"};
  covered.sources_covered = {"idp", "lms"};
  covered.sources_not_covered = {"crm"};
  outcome.policies = {covered, leavers(),
                      plain("managers_confined", PolicySeverity::high, Status::compliant),
                      plain("no_orphans", PolicySeverity::critical, Status::compliant),
                      plain("seats_used", PolicySeverity::low, Status::vacuous)};
  outcome.data_findings = {
      {"hr.workers", "terminated_on", "unparsable", "29.02", 1, "expected a date: 2026-03-01"},
      {"lms.users", "", "refused_row", "", 2, "no key"},
      {"lms.users", "role", "unlisted_value", "Owner", 3, ""}};
  outcome.links = {{"person: lms.users", 2100, 100, 4, 10}};
  report.refusals = {
      {"lms.users", {2, {"exports/lms_users.csv record 17: short row: 3 of 5 fields, line 19"}}}};
  report.expired = {{"leavers_deactivated", "w = w5", "On leave", "cfo@acme.example", "",
                     *parse_date("2026-03-01"), "waivers.yaml:9"}};
  report.stale = {{"no_orphans", "a.email ends with \"@partner.example\"", "Partners",
                   "ciso@acme.example", "SEC-7", *parse_date("2026-09-01"), "waivers.yaml:15"}};
  return report;
}

}  // namespace writ
