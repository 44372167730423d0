#include "evidence/text_findings.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/text_unknowns.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::size_t indent = 4;
constexpr std::size_t detail_indent = 6;
constexpr std::size_t label_width = 7;
constexpr std::size_t witnesses_shown = 6;

void detail(Layout& layout, std::string_view label, std::string text) {
  layout.labelled(detail_indent, label_width, {std::string(label), Ink::dim}, {{std::move(text)}});
}

std::string place_of(const Witness& witness) {
  return witness.record == 0 ? witness.source.text()
                             : witness.source + ", record " + std::to_string(witness.record);
}

// "hr.workers w1   exports/workers.csv, record 3", the files below each other; on lines of their
// own where they do not fit.
void write_witnesses(Layout& layout, const Finding& finding, const TextOptions& options) {
  const std::size_t all = finding.witnesses.size();
  const std::size_t shown = options.all ? all : std::min(all, witnesses_shown);
  std::size_t rows = 0;
  std::size_t places = 0;
  for (std::size_t i = 0; i < shown; ++i) {
    const Witness& witness = finding.witnesses[i];
    rows = std::max(rows, display_width(printable(witness.table + " " + witness.key)));
    places = std::max(places, display_width(printable(place_of(witness))));
  }
  const bool beside = detail_indent + label_width + 2 + rows + 2 + places <= options.width;
  for (std::size_t i = 0; i < shown; ++i) {
    const Witness& witness = finding.witnesses[i];
    const std::string row = witness.table + " " + witness.key;
    const std::string place = witness.source.empty() ? "" : "  " + place_of(witness);
    detail(layout, i == 0 ? "row" : "", beside ? padded(row, rows) + place : row);
    if (!beside && !place.empty()) {
      layout.text(detail_indent + label_width + 4, place_of(witness));
    }
  }
  if (shown < all) {
    detail(layout, "", "… and " + counted(all - shown, "more row"));
  }
}

void write_finding(Layout& layout, const Finding& finding, const TextOptions& options) {
  std::string subject = to_string(finding.subject);
  if (finding.due) {
    subject += ", due " + to_string(*finding.due);
  }
  layout.labelled(indent, 9, {std::string(to_string(finding.verdict)), ink_of(finding.verdict)},
                  {{subject, Ink::bold}});
  if (!finding.message.empty()) {
    layout.text(detail_indent, finding.message);
  }
  for (const Because& because : finding.because) {
    if (because.clause == "require" && because.value != "true") {
      detail(
          layout, "because",
          because.text + " is " + because.value + " (line " + std::to_string(because.line) + ")");
    }
  }
  write_witnesses(layout, finding, options);
  if (!finding.remedy.empty() && finding.verdict == Verdict::violation) {
    detail(layout, "remedy", finding.remedy);
  }
}

void write_waived(Layout& layout, const Finding& finding) {
  std::string text = to_string(finding.subject);
  if (finding.waiver) {
    text += ": " + waiver_sentence(*finding.waiver);
  }
  layout.labelled(indent, 9, {"waived", Ink::blue}, {{text}});
}

void write_more(Layout& layout, std::size_t more, Verdict verdict) {
  if (more > 0) {
    layout.text(indent,
                "… and " + grouped(more) + " more " + std::string(to_string(verdict)) +
                    ": `writ audit --all` or `--format json` lists them",
                Ink::dim);
  }
}

std::vector<const Finding*> of_verdict(const PolicyOutcome& policy, Verdict verdict) {
  std::vector<const Finding*> found;
  for (const Finding& finding : policy.findings) {
    if (finding.verdict == verdict) {
      found.push_back(&finding);
    }
  }
  return found;
}

void write_compliant(Layout& layout, const std::vector<const Finding*>& findings) {
  std::vector<std::string> subjects;
  for (const Finding* finding : findings) {
    subjects.push_back(to_string(finding->subject));
  }
  // In pieces, since one text is shortened when it grows long.
  constexpr std::size_t at_once = 50;
  for (std::size_t i = 0; i < subjects.size(); i += at_once) {
    const auto begin = subjects.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end =
        subjects.begin() + static_cast<std::ptrdiff_t>(std::min(subjects.size(), i + at_once));
    layout.labelled(indent, 9, {i == 0 ? "compliant" : "", Ink::green},
                    {{listed({begin, end}, at_once)}});
  }
}

}  // namespace

Ink ink_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation:
      return Ink::red;
    case Verdict::unknown:
      return Ink::magenta;
    case Verdict::pending:
      return Ink::yellow;
    case Verdict::waived:
      return Ink::blue;
    case Verdict::compliant:
      return Ink::green;
  }
  return Ink::plain;
}

std::string waiver_sentence(const AppliedWaiver& waiver) {
  std::string text = std::string(to_string(waiver.waives)) + " waived until " +
                     to_string(waiver.expires) + " by " + waiver.approved_by;
  text += waiver.ticket.empty() ? "" : " (" + waiver.ticket + ")";
  return text + ": " + waiver.reason;
}

Ink ink_of(Status status) {
  switch (status) {
    case Status::violation:
      return Ink::red;
    case Status::unknown:
    case Status::vacuous:
      return Ink::magenta;
    case Status::pending:
      return Ink::yellow;
    case Status::waived:
      return Ink::blue;
    case Status::compliant:
      return Ink::green;
  }
  return Ink::plain;
}

void write_findings(Layout& layout, const PolicyOutcome& policy, const TextOptions& options) {
  using enum Verdict;
  for (const Verdict verdict : {violation, unknown, pending, waived}) {
    const std::vector<const Finding*> findings = of_verdict(policy, verdict);
    if (findings.empty()) {
      continue;
    }
    layout.blank();
    if (verdict == unknown) {
      layout.labelled(indent, 9, {"unknown", Ink::magenta},
                      {{counted(findings.size(), "subject"), Ink::bold}});
      write_unknowns(layout, findings, options);
      continue;
    }
    const std::size_t shown =
        options.all ? findings.size() : std::min(findings.size(), options.limit);
    for (std::size_t i = 0; i < shown; ++i) {
      if (verdict != waived) {
        layout.blank();
      }
      verdict == waived ? write_waived(layout, *findings[i])
                        : write_finding(layout, *findings[i], options);
    }
    write_more(layout, findings.size() - shown, verdict);
  }
  if (options.all && policy.counts.compliant > 0) {
    layout.blank();
    write_compliant(layout, of_verdict(policy, compliant));
  }
}

}  // namespace writ
