// Outcome: what an evaluation found, for people and programs, without a trace of the engine that
// found it. Reports (evidence/) and commands (cli/) read this and nothing below it. Everything is
// in a defined order.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/name.h"
#include "evaluator/reason.h"
#include "snapshot/table.h"

namespace writ {

// Worst first: a policy's status is the smallest of its subjects'.
enum class Verdict { violation, unknown, pending, waived, compliant };
std::string_view to_string(Verdict verdict);

enum class PolicySeverity { info, low, medium, high, critical };
std::string_view to_string(PolicySeverity severity);
std::optional<PolicySeverity> parse_policy_severity(std::string_view text);

struct SubjectPart {
  Name variable;         // "w"; for the snapshot itself: ""
  Name table;            // relation ("hr.workers", "account"), "" for a value
  std::string key;       // "" where `open`
  bool open = false;     // the other side of a pair that one row's gaps leave open

  friend auto operator<=>(const SubjectPart&, const SubjectPart&) = default;
};
using Subject = std::vector<SubjectPart>;
// "w1", "(w1, u7)", "(w1, _)": as tests and people write it.
std::string to_string(const Subject& subject);

struct Because {
  Name clause;  // "where", "require"
  std::uint32_t line = 0;
  Name text;   // of the clause, in one line
  Name value;  // "true", "false", "unknown"
  friend bool operator==(const Because&, const Because&) = default;
};

struct Witness {
  Name table;
  std::string key;
  Name source;               // file
  std::uint64_t record = 0;  // in that file, from 1
  friend auto operator<=>(const Witness&, const Witness&) = default;
};

struct AppliedWaiver {
  std::string reason;
  std::string approved_by;
  std::string ticket;
  Date expires;
  Verdict waives = Verdict::violation;  // what the verdict would be
};

struct Finding {
  Verdict verdict = Verdict::compliant;
  std::uint32_t row = 0;  // engines' own (footing.h): which row of its relation the subject begins with
  Subject subject;
  std::uint64_t fingerprint = 0;  // over policy and subject: stable across runs, machines and row
                                  // order; shown as 16 hex digits
  std::string message;      // rendered; empty where the policy has none, and of what is unknown:
                            // it would state as a fact what nobody knows
  std::string remedy;
  std::vector<Reason> reasons;
  bool more_reasons = false;
  std::optional<Instant> due;
  std::shared_ptr<const AppliedWaiver> waiver;  // or null
  std::vector<Because> because;
  std::vector<Witness>
      witnesses;  // of the subject's rows first, then of the rows that decided; no duplicates
};

// Its fingerprint as people and programs see it.
std::string fingerprint_text(const Finding& finding);

struct Control {
  std::string framework;
  std::string id;
  friend auto operator<=>(const Control&, const Control&) = default;
};

struct Cost {
  Decimal amount;
  std::string unit;  // "USD per month", "USD"
};

struct Counts {
  std::uint64_t subjects = 0, violation = 0, unknown = 0, pending = 0, waived = 0, compliant = 0;
  void add(Verdict verdict);
};

struct PopulationNote {
  std::string text;  // "3 rows of hr.workers (w) found no partner in lms.users (a)"
  std::uint64_t rows = 0;
};

enum class Status { violation, unknown, pending, waived, compliant, vacuous };
std::string_view to_string(Status status);

struct PolicyOutcome {
  std::string name, file, title, description, owner;
  std::uint32_t line = 0;
  PolicySeverity severity = PolicySeverity::medium;
  std::vector<Control> controls;
  std::vector<std::string> tags;
  Status status = Status::compliant;
  bool vacuous = false;
  std::vector<std::string>
      incomplete;  // "hr.workers: 2 rows were refused"; empty: the population is complete
  Counts counts;
  std::vector<PopulationNote> notes;
  std::vector<std::string> tables;               // every table that the policy may read, by name
  std::vector<std::string> sources_covered;  // of a policy over a view
  std::vector<std::string> sources_not_covered;
  std::optional<Cost> cost;        // of one violation
  std::optional<Cost> total_cost;  // of all of them
  // Every subject, by verdict and then subject; of compliant ones only those that are listed.
  std::vector<Finding> findings;
  std::uint64_t unlisted = 0;  // compliant subjects without a finding

  bool complete() const { return incomplete.empty(); }
};

struct LinkCount {
  std::string link;  // "idp.accounts.worker"; "person: lms.users" for identity
  std::uint64_t matched = 0, unmatched = 0, ambiguous = 0, unknown = 0;
};

struct TableSummary {
  std::string table;
  std::uint64_t rows = 0;
  std::vector<std::string> incomplete;
  std::string sha256;
};

struct Outcome {
  Instant as_of;
  std::string snapshot_id;
  std::vector<TableSummary> tables;     // by name
  std::vector<PolicyOutcome> policies;  // by name
  std::vector<DataFinding> data_findings;
  std::vector<LinkCount> links;
  bool budget_exhausted = false;
  std::uint64_t visited = 0;  // rows, of the budget; by the native engine
};

}  // namespace writ
