#include "evidence/text_unknowns.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "evidence/text_findings.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::size_t indent = 6;
constexpr std::size_t keys_shown = 8;

// All that one table does to the verdicts, in one way.
struct Cause {
  std::set<std::size_t> findings;  // positions
  std::set<std::string> keys;      // rows that are to blame; empty: the table as a whole
  // column and note -> keys
  std::map<std::pair<std::string, std::string>, std::set<std::string>> details;
  std::optional<Instant> due;  // the first of its deadlines
  bool more = false;           // further rows were not recorded
};
using Causes = std::map<std::pair<ReasonKind, std::string>, Cause>;

Causes causes_of(const std::vector<const Finding*>& findings) {
  Causes causes;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    for (const Reason& reason : findings[i]->reasons) {
      Cause& cause = causes[{reason.kind, reason.table}];
      cause.findings.insert(i);
      cause.more = cause.more || findings[i]->more_reasons;
      if (reason.due && (!cause.due || *reason.due < *cause.due)) {
        cause.due = reason.due;
      }
      std::set<std::string>& keys = cause.details[{reason.column, reason.note}];
      if (!reason.key.empty()) {
        cause.keys.insert(reason.key);
        keys.insert(reason.key);
      }
    }
  }
  return causes;
}

std::string rows_text(const Cause& cause, const std::string& table) {
  const std::string at_least = cause.more ? "at least " : "";
  return at_least + counted(cause.keys.size(), "row") + " of " + table;
}

std::string headline(ReasonKind kind, const std::string& table, const Cause& cause) {
  const std::string verdicts = counted(cause.findings.size(), "verdict");
  const bool one = cause.keys.size() == 1 && !cause.more;
  const std::string where = table.empty() ? "the policy's own arithmetic" : table;
  switch (kind) {
    case ReasonKind::missing:
      if (cause.keys.empty()) {
        return "values missing from " + where + " block " + verdicts + ":";
      }
      return rows_text(cause, where) + (one ? " blocks " : " block ") + verdicts + ":";
    case ReasonKind::imprecise:
      return "times too imprecise to compare, in " + where + ", leave " + verdicts + " open:";
    case ReasonKind::incomplete:
      return where + " was not read whole, which leaves " + verdicts + " open:";
    case ReasonKind::ambiguous:
      return "several matches for one record of " + where + " leave " + verdicts + " open:";
    case ReasonKind::not_due:
      return "deadlines that lie ahead leave " + verdicts + " open" +
             (cause.due ? ", the first of them " + to_string(*cause.due) : "") + ":";
  }
  return {};
}

std::vector<std::string> details_of(const Cause& cause, const TextOptions& options) {
  std::vector<std::string> details;
  for (const auto& [what, keys] : cause.details) {
    const auto& [column, note] = what;
    std::string text = column;
    if (!keys.empty()) {
      const std::vector<std::string> list(keys.begin(), keys.end());
      text += column.empty() ? "row " : " of ";
      text += listed(list, options.all ? list.size() : keys_shown);
    }
    if (!note.empty()) {
      text += text.empty() ? note : ": " + note;
    }
    if (!text.empty()) {
      details.push_back(std::move(text));
    }
  }
  return details;
}

void write_cause(Layout& layout, std::string head, const Cause& cause, const TextOptions& options) {
  const std::vector<std::string> details = details_of(cause, options);
  if (details.empty()) {
    head.pop_back();  // the colon
  }
  layout.text(indent, head);
  const std::size_t shown = options.all ? details.size() : std::min(details.size(), options.limit);
  for (std::size_t i = 0; i < shown; ++i) {
    layout.text(indent + 2, details[i]);
  }
  if (shown < details.size()) {
    layout.text(indent + 2, "… and " + grouped(details.size() - shown) + " more", Ink::dim);
  }
}

}  // namespace

void write_unknowns(Layout& layout, const std::vector<const Finding*>& findings,
                    const TextOptions& options) {
  for (const auto& [what, cause] : causes_of(findings)) {
    write_cause(layout, headline(what.first, what.second, cause), cause, options);
  }
  std::vector<std::string> subjects;
  for (const Finding* finding : findings) {
    subjects.push_back(to_string(finding->subject));
  }
  layout.labelled(indent, 7, {"subject", Ink::dim},
                  {{listed(subjects, options.all ? subjects.size() : options.limit)}});
}

}  // namespace writ
