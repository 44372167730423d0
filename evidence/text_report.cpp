#include "evidence/text_report.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/layout.h"
#include "evidence/text_findings.h"
#include "evidence/text_sections.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

// Where the text beside a policy's status begins: "violation" and two spaces.
constexpr std::size_t status_width = 9;
constexpr std::size_t beside_status = status_width + 2;

// Twelve digits tell snapshots apart for a person; JSON has all of them.
std::string short_id(const std::string& id) {
  return id.substr(0, std::string_view("sha256:").size() + 12);
}

void write_history(Layout& layout, const History& history) {
  if (!history) {
    return;
  }
  const auto called = [](const EarlierSnapshot& one) {
    return short_id(one.id) + " as of " + to_string(one.as_of);
  };
  std::string text = "no earlier snapshot to compare with";
  if (history->size() == 1) {
    text = "compared with " + called(history->front());
  } else if (!history->empty()) {
    text = "compared with " + counted(history->size(), "earlier snapshot") + ", " +
           called(history->front()) + " to " + called(history->back());
  }
  layout.text(0, text, Ink::dim);
}

void write_header(Layout& layout, const Report& report) {
  const Outcome& outcome = report.outcome;
  std::uint64_t rows = 0;
  std::size_t incomplete = 0;
  for (const TableSummary& table : outcome.tables) {
    rows += table.rows;
    incomplete += table.incomplete.empty() ? 0 : 1;
  }
  const std::string project = report.project.empty() ? "Audit" : report.project + ": audit";
  layout.text(0, {{project, Ink::bold}, {" as of " + to_string(outcome.as_of)}});
  std::string data = counted(outcome.tables.size(), "table") + ", " + counted(rows, "row");
  data += incomplete == 0 ? "" : ", " + grouped(incomplete) + " not read whole";
  layout.text(0, data + "; snapshot " + short_id(outcome.snapshot_id), Ink::dim);
  write_history(layout, report.history);
}

std::string controls_text(const PolicyOutcome& policy) {
  std::string text;
  std::string_view framework;
  for (const Control& control : policy.controls) {
    if (control.framework != framework) {
      text += (text.empty() ? "" : ", ") + control.framework;
      framework = control.framework;
    }
    text += " " + control.id;
  }
  return text;
}

std::string counts_text(const PolicyOutcome& policy) {
  const Counts& counts = policy.counts;
  if (counts.subjects == 0) {
    return "selects no subject";
  }
  std::string text = counted(counts.subjects, "subject") + ":";
  const auto add = [&](std::uint64_t number, Verdict verdict) {
    if (number > 0) {
      text += (text.ends_with(':') ? " " : ", ") + grouped(number) + " " +
              std::string(to_string(verdict));
    }
  };
  add(counts.violation, Verdict::violation);
  add(counts.unknown, Verdict::unknown);
  add(counts.pending, Verdict::pending);
  add(counts.waived, Verdict::waived);
  add(counts.compliant, Verdict::compliant);
  return text;
}

void write_title(Layout& layout, const PolicyOutcome& policy) {
  std::vector<Piece> pieces = {{policy.name, Ink::bold}};
  if (!policy.title.empty()) {
    pieces.push_back({"  " + policy.title});
  }
  if (policy.status == Status::compliant) {
    pieces.push_back({"  " + (policy.vacuous ? std::string("no subject, as it may be")
                                             : counted(policy.counts.subjects, "subject")),
                      Ink::dim});
  }
  layout.labelled(0, status_width, {std::string(to_string(policy.status)), ink_of(policy.status)},
                  pieces);
}

void write_policy_facts(Layout& layout, const PolicyOutcome& policy) {
  std::string where = controls_text(policy);
  where += (where.empty() ? "" : "; ") + policy.file + ":" + std::to_string(policy.line);
  where += policy.owner.empty() ? "" : "; owner " + policy.owner;
  layout.text(beside_status, where, Ink::dim);
  std::string counts = counts_text(policy);
  if (policy.total_cost) {
    counts += "; cost " + to_string(policy.total_cost->amount) + " " + policy.total_cost->unit;
  }
  layout.text(beside_status, counts);
}

void write_notes(Layout& layout, const PolicyOutcome& policy) {
  for (const std::string& reason : policy.incomplete) {
    layout.text(beside_status, "population not complete: " + reason, Ink::yellow);
  }
  for (const PopulationNote& note : policy.notes) {
    layout.text(beside_status, "note: " + note.text);
  }
  std::string coverage;
  if (!policy.sources_covered.empty()) {
    coverage = "covers " + listed(policy.sources_covered, policy.sources_covered.size());
  }
  if (!policy.sources_not_covered.empty()) {
    coverage += coverage.empty() ? "" : "; ";
    coverage +=
        "does not cover " + listed(policy.sources_not_covered, policy.sources_not_covered.size());
  }
  if (!coverage.empty()) {
    layout.text(beside_status, coverage);
  }
}

bool is_brief(const PolicyOutcome& policy, const TextOptions& options) {
  return policy.status == Status::compliant && !options.all;
}

void write_policy(Layout& layout, const PolicyOutcome& policy, const TextOptions& options) {
  write_title(layout, policy);
  if (is_brief(policy, options)) {
    write_notes(layout, policy);
    return;
  }
  write_policy_facts(layout, policy);
  write_notes(layout, policy);
  write_findings(layout, policy, options);
  layout.blank();
}

std::vector<const PolicyOutcome*> of_severity(const Outcome& outcome, PolicySeverity severity) {
  std::vector<const PolicyOutcome*> found;
  for (const PolicyOutcome& policy : outcome.policies) {
    if (policy.severity == severity) {
      found.push_back(&policy);
    }
  }
  // What is fine comes last; by name within a status, as the outcome has them.
  std::stable_sort(found.begin(), found.end(), [](const PolicyOutcome* a, const PolicyOutcome* b) {
    return rank(a->status) < rank(b->status);
  });
  return found;
}

}  // namespace

std::string text_report(const Report& report, const TextOptions& options) {
  Layout layout(options.width, options.color);
  write_header(layout, report);
  using enum PolicySeverity;
  for (const PolicySeverity severity : {critical, high, medium, low, info}) {
    const std::vector<const PolicyOutcome*> policies = of_severity(report.outcome, severity);
    if (policies.empty()) {
      continue;
    }
    layout.blank();
    layout.text(0, unicode_upper(to_string(severity)), Ink::bold);
    for (const PolicyOutcome* policy : policies) {
      write_policy(layout, *policy, options);
    }
  }
  write_waiver_notes(layout, report);
  write_incomplete_tables(layout, report, options);
  write_data_findings(layout, report, options);
  write_links(layout, report);
  write_summary(layout, report);
  write_next(layout, report, options);
  return std::move(layout).take();
}

std::string policy_text(const Report& report, const TextOptions& options) {
  Layout layout(options.width, options.color);
  for (const PolicyOutcome& policy : report.outcome.policies) {
    if (!policy.description.empty()) {
      layout.text(0, policy.description);
    }
    write_policy(layout, policy, options);
  }
  write_waiver_notes(layout, report);
  return std::move(layout).take();
}

}  // namespace writ
