#include "evidence/text_sections.h"

#include <algorithm>

#include "evidence/shell_word.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

void heading(Layout& layout, std::string_view text) {
  layout.blank();
  layout.text(0, text, Ink::bold);
}

void write_notes(Layout& layout, const std::vector<WaiverNote>& notes, std::string_view what) {
  for (const WaiverNote& note : notes) {
    std::string text = note.policy + ", " + note.covers + ": " + note.reason + " (until " +
                       to_string(note.expires) + ", " + note.approved_by;
    text += note.ticket.empty() ? ")" : ", " + note.ticket + ")";
    text += "; " + note.place;
    layout.labelled(2, 7, {std::string(what), Ink::yellow}, {{text}});
  }
}

std::vector<std::string> summary_row(std::string name, const Summary& sum) {
  return {std::move(name),
          grouped(sum.policies),
          grouped(sum.counts.violation),
          grouped(sum.counts.unknown),
          grouped(sum.counts.pending),
          grouped(sum.counts.waived),
          grouped(sum.counts.compliant)};
}

// The finding that a reader should look at first: a violation before an unknown verdict, then by
// severity; where there is neither, the policy of the worst status.
struct Worst {
  const PolicyOutcome* policy = nullptr;
  const Finding* finding = nullptr;
};

Worst worst_of(const Outcome& outcome) {
  Worst worst;
  const auto open = [](const PolicyOutcome& policy) {
    return !policy.findings.empty() && policy.findings.front().verdict <= Verdict::unknown;
  };
  // What has no open finding comes after what has, of the same rank.
  const auto urgency = [&](const PolicyOutcome& policy) {
    return open(policy) ? 2 * static_cast<int>(policy.findings.front().verdict)
                        : 2 * rank(policy.status) + 1;
  };
  const auto before = [&](const PolicyOutcome& a, const PolicyOutcome& b) {
    return urgency(a) != urgency(b) ? urgency(a) < urgency(b) : a.severity > b.severity;
  };
  for (const PolicyOutcome& policy : outcome.policies) {
    const bool waived = policy.status == Status::waived;
    if (policy.status != Status::compliant && !waived &&
        (worst.policy == nullptr || before(policy, *worst.policy))) {
      worst.policy = &policy;
    }
  }
  if (worst.policy != nullptr && !worst.policy->findings.empty() &&
      worst.policy->findings.front().verdict < Verdict::waived) {
    worst.finding = &worst.policy->findings.front();
  }
  return worst;
}

std::string verdict_sentence(const Outcome& outcome) {
  std::uint64_t violated = 0;
  std::uint64_t unclear = 0;
  for (const PolicyOutcome& policy : outcome.policies) {
    violated += policy.status == Status::violation ? 1 : 0;
    unclear += policy.status == Status::unknown || policy.status == Status::vacuous ? 1 : 0;
  }
  const std::string all = counted(outcome.policies.size(), "policy", "policies");
  if (violated > 0) {
    return grouped(violated) + " of " + all + (violated == 1 ? " is violated." : " are violated.");
  }
  if (unclear > 0) {
    return "No violation, but the evidence does not suffice for " + grouped(unclear) + " of " +
           all + ".";
  }
  return "No violation in " + all + ".";
}

}  // namespace

void write_waiver_notes(Layout& layout, const Report& report) {
  if (report.expired.empty() && report.stale.empty()) {
    return;
  }
  heading(layout, "Waivers to look at");
  write_notes(layout, report.expired, "expired");
  write_notes(layout, report.stale, "unused");
}

namespace {

void write_refusals(Layout& layout, const Report& report, const std::string& table,
                    const TextOptions& options) {
  const auto place = report.refusals.find(table);
  if (place == report.refusals.end()) {
    return;
  }
  constexpr std::size_t refusals_shown = 5;
  const std::vector<std::string>& first = place->second.first;
  const std::size_t shown = options.all ? first.size() : std::min(first.size(), refusals_shown);
  for (std::size_t i = 0; i < shown; ++i) {
    layout.text(4, first[i]);
  }
  if (shown < place->second.records) {
    layout.text(4, "… and " + grouped(place->second.records - shown) + " more", Ink::dim);
  }
}

}  // namespace

void write_incomplete_tables(Layout& layout, const Report& report, const TextOptions& options) {
  bool first = true;
  for (const TableSummary& table : report.outcome.tables) {
    for (const std::string& reason : table.incomplete) {
      if (first) {
        heading(layout, "Tables that were not read whole");
        first = false;
      }
      layout.text(2, {{table.table, Ink::yellow}, {": " + reason}});
    }
    write_refusals(layout, report, table.table, options);
  }
}

void write_data_findings(Layout& layout, const Report& report, const TextOptions& options) {
  const std::vector<DataFinding>& findings = report.outcome.data_findings;
  if (findings.empty()) {
    return;
  }
  heading(layout, "Data to look at");
  std::vector<std::vector<std::string>> rows;
  const std::size_t shown =
      options.all ? findings.size() : std::min(findings.size(), options.limit);
  for (std::size_t i = 0; i < shown; ++i) {
    const DataFinding& finding = findings[i];
    const std::string place =
        finding.column.empty() ? finding.table : finding.table + "." + finding.column;
    std::string text = finding.detail;
    if (!finding.value.empty()) {
      text +=
          (text.empty() ? "" : ", ") + std::string("e.g. `") + shortened(finding.value, 60) + "`";
    }
    rows.push_back({place, finding.kind, counted(finding.rows, "row"), text});
  }
  layout.table(2, rows, {Align::left, Align::left, Align::right, Align::left}, false);
  if (shown < findings.size()) {
    layout.text(2,
                "… and " + grouped(findings.size() - shown) +
                    " more: `writ audit --all` or `--format json` lists them",
                Ink::dim);
  }
}

void write_links(Layout& layout, const Report& report) {
  if (report.outcome.links.empty()) {
    return;
  }
  heading(layout, "Links");
  std::vector<std::vector<std::string>> rows = {
      {"link", "matched", "unmatched", "ambiguous", "unknown"}};
  for (const LinkCount& link : report.outcome.links) {
    rows.push_back({link.link, grouped(link.matched), grouped(link.unmatched),
                    grouped(link.ambiguous), grouped(link.unknown)});
  }
  layout.table(2, rows, {Align::left, Align::right, Align::right, Align::right, Align::right},
               true);
}

void write_summary(Layout& layout, const Report& report) {
  heading(layout, "Summary");
  std::vector<std::vector<std::string>> rows = {
      {"severity", "policies", "violation", "unknown", "pending", "waived", "compliant"}};
  using enum PolicySeverity;
  for (const PolicySeverity severity : {critical, high, medium, low, info}) {
    Summary part;
    for (const PolicyOutcome& policy : report.outcome.policies) {
      if (policy.severity == severity) {
        part.add(policy);
      }
    }
    if (part.policies > 0) {
      rows.push_back(summary_row(std::string(to_string(severity)), part));
    }
  }
  const Summary sum = summarize(report.outcome);
  rows.push_back(summary_row("all", sum));
  layout.table(2, rows,
               std::vector<Align>{Align::left, Align::right, Align::right, Align::right,
                                  Align::right, Align::right, Align::right},
               true);
  for (const auto& [unit, amount] : sum.cost) {
    layout.text(2, "violations cost " +
                       (amount ? to_string(*amount) : "more than can be counted in") + " " + unit);
  }
}

void write_next(Layout& layout, const Report& report, const TextOptions& options) {
  const Outcome& outcome = report.outcome;
  // What begins with a dash must come last, after `--`.
  const auto command = [&](const std::string& what, const std::string& last = {}) {
    const std::string arguments = options.arguments.empty() ? "" : " " + options.arguments;
    layout.verbatim(2, "writ " + what + arguments + (last.empty() ? "" : " -- " + last), Ink::bold);
  };
  layout.blank();
  if (outcome.budget_exhausted) {
    layout.text(0, "The step budget ran out: not every policy was evaluated.", Ink::red);
  }
  const Worst worst = worst_of(outcome);
  layout.text(0, verdict_sentence(outcome) + (worst.policy != nullptr ? " To see why, step by step:"
                                                                      : " To keep the result:"));
  if (worst.policy == nullptr) {
    command("audit --format json --output audit.json");
  } else if (worst.finding == nullptr) {
    command("explain " + worst.policy->name);
  } else {
    const std::string key = to_string(worst.finding->subject);
    key.starts_with('-') ? command("explain " + worst.policy->name, shell_word(key))
                         : command("explain " + worst.policy->name + " " + shell_word(key));
  }
}

}  // namespace writ
