// An outcome as text, with all that it says: what two engines must agree on.
#pragma once

#include <sstream>
#include <string>

#include "evaluator/outcome.h"

namespace writ::testing {

inline std::string outcome_text(const Finding& finding) {
  std::string text = "  " + std::string(to_string(finding.verdict)) + " " +
                     to_string(finding.subject) + " " + fingerprint_text(finding) + "\n";
  for (const SubjectPart& part : finding.subject) {
    text += "    part " + part.variable + "|" + part.table + "|" + part.key + (part.open ? "|open\n" : "\n");
  }
  text += "    message " + finding.message + "\n    remedy " + finding.remedy + "\n";
  for (const Reason& reason : finding.reasons) {
    text += "    reason " + to_string(reason) + "\n";
  }
  text += finding.more_reasons ? "    more reasons\n" : "";
  text += finding.due ? "    due " + to_string(*finding.due) + "\n" : "";
  for (const Because& because : finding.because) {
    text += "    because " + because.clause + " " + std::to_string(because.line) + " " +
            because.text + " = " + because.value + "\n";
  }
  for (const Witness& witness : finding.witnesses) {
    text += "    witness " + witness.table + " " + witness.key + " " + witness.source + " " +
            std::to_string(witness.record) + "\n";
  }
  return text;
}

inline std::string outcome_text(const PolicyOutcome& policy) {
  std::string text = "policy " + policy.name + " " + std::string(to_string(policy.status)) +
                     (policy.vacuous ? " vacuous" : "") + " " + policy.file + ":" +
                     std::to_string(policy.line) + "\n  title " + policy.title + "\n";
  const Counts& c = policy.counts;
  text += "  counts " + std::to_string(c.subjects) + " " + std::to_string(c.violation) + " " +
          std::to_string(c.unknown) + " " + std::to_string(c.pending) + " " +
          std::to_string(c.compliant) + "\n";
  for (const std::string& why : policy.incomplete) {
    text += "  incomplete " + why + "\n";
  }
  for (const PopulationNote& note : policy.notes) {
    text += "  note " + note.text + " " + std::to_string(note.rows) + "\n";
  }
  for (const std::string& table : policy.tables) {
    text += "  table " + table + "\n";
  }
  for (const std::string& source : policy.sources_covered) {
    text += "  covered " + source + "\n";
  }
  for (const std::string& source : policy.sources_not_covered) {
    text += "  not covered " + source + "\n";
  }
  text += policy.cost ? "  cost " + to_string(policy.cost->amount) + " " + policy.cost->unit + "\n" : "";
  text += policy.total_cost ? "  total " + to_string(policy.total_cost->amount) + "\n" : "";
  for (const Finding& finding : policy.findings) {
    text += outcome_text(finding);
  }
  return text;
}

inline std::string outcome_text(const Outcome& outcome) {
  std::string text = to_string(outcome.as_of) + " " + outcome.snapshot_id +
                     (outcome.budget_exhausted ? " exhausted\n" : "\n");
  for (const TableSummary& table : outcome.tables) {
    text += "table " + table.table + " " + std::to_string(table.rows) + " " + table.sha256 + "\n";
    for (const std::string& why : table.incomplete) {
      text += "  incomplete " + why + "\n";
    }
  }
  for (const PolicyOutcome& policy : outcome.policies) {
    text += outcome_text(policy);
  }
  for (const DataFinding& finding : outcome.data_findings) {
    text += "finding " + finding.table + "|" + finding.column + "|" + finding.kind + "|" +
            finding.value + "|" + std::to_string(finding.rows) + "|" + finding.detail + "\n";
  }
  for (const LinkCount& link : outcome.links) {
    text += "link " + link.link + " " + std::to_string(link.matched) + " " +
            std::to_string(link.unmatched) + " " + std::to_string(link.ambiguous) + " " +
            std::to_string(link.unknown) + "\n";
  }
  return text;
}

// The first lines in which two outcomes differ, and the policy or finding that they stand in.
inline std::string first_difference(const std::string& name_a, const std::string& a,
                                    const std::string& name_b, const std::string& b) {
  std::istringstream in_a(a);
  std::istringstream in_b(b);
  std::string x, y, policy, finding;
  while (std::getline(in_a, x) && std::getline(in_b, y) && x == y) {
    policy = x.starts_with("policy") ? x : policy;
    finding = x.starts_with("  unknown") || x.starts_with("  viol") ? x : finding;
  }
  return "in " + policy + "\n" + finding + "\n" + name_a + ": " + x + "\n" + name_b + ": " + y;
}

}  // namespace writ::testing
