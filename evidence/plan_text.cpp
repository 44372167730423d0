// The plan as a person reads it: a line a step, what serves a step indented under it.
#include "evidence/duration_text.h"
#include "evidence/layout.h"
#include "evidence/plan_report.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::size_t label_width = 9;

std::string label_of(const PlanStep& step) {
  using enum PlanStepKind;
  const bool product = step.access == PlanAccess::product;
  switch (step.kind) {
    case scan:
      return "scan";
    case join:
      return product ? "product" : "join";
    case let:
      return "let";
    case require:
      return "require";
    case report:
      return "report";
    case semi_join:
      return "semi-join";
    case anti_join:
      return "anti-join";
    case aggregate_join:
      return "aggregate";
    case set_join:
      return "collect";
    case closure:
    case reach:
      return "closure";
    case call:
      return "call";
    case field:
      return "field";
  }
  return {};
}

// The label says "let", "require" already.
std::string text_of(const PlanStep& step) {
  for (const std::string_view word : {"let ", "require "}) {
    if (step.text.starts_with(word)) {
      return step.text.substr(word.size());
    }
  }
  return step.text;
}

std::string references(const std::vector<std::size_t>& shared) {
  std::string text;
  for (const std::size_t one : shared) {
    text += (text.empty() ? "[" : " [") + std::to_string(one + 1) + "]";
  }
  return text;
}

void write_conditions(Layout& layout, std::size_t indent, const char* label,
                      const std::vector<std::string>& conditions) {
  for (const std::string& condition : conditions) {
    layout.labelled(indent, label_width, {label, Ink::dim}, {{condition}});
  }
}

void write_step(Layout& layout, std::size_t indent, const PlanStep& step) {
  indent += 2 * static_cast<std::size_t>(step.depth);
  std::vector<Piece> pieces{{text_of(step)}};
  if (!step.shared.empty()) {
    pieces.push_back({"  " + references(step.shared), Ink::dim});
  }
  const bool slow = step.access == PlanAccess::product;
  layout.labelled(indent, label_width, {label_of(step), slow ? Ink::yellow : Ink::bold},
                  std::move(pieces));
  write_conditions(layout, indent + 2, "first", step.first);
  if (step.access == PlanAccess::look_up) {
    layout.labelled(indent + 2, label_width, {"by", Ink::dim}, {{step.key}});
  } else if (slow) {
    layout.labelled(indent + 2, label_width, {"by", Ink::dim},
                    {{"no key: every row for each subject", Ink::yellow}});
  } else if (step.access == PlanAccess::members) {
    layout.labelled(indent + 2, label_width, {"by", Ink::dim}, {{"the members of the set"}});
  }
  write_conditions(layout, indent + 2, "then", step.then);
  if (step.actual) {
    layout.labelled(indent + 2, label_width, {"rows", Ink::dim},
                    {{grouped(*step.actual) + ", estimated " + grouped(step.estimate)}});
  }
}

void write_policy(Layout& layout, const PlanPolicy& policy) {
  layout.blank();
  layout.text(0, {{policy.name, Ink::bold},
                  {"  " + policy.file + ":" + std::to_string(policy.line), Ink::dim}});
  if (policy.actual && policy.micros) {
    layout.text(2, duration_text(*policy.micros) + "; " + counted(*policy.actual, "row") +
                       " visited, estimated " + grouped(policy.estimate));
  }
  for (const PlanStep& step : policy.steps) {
    write_step(layout, 2, step);
  }
  for (const Quadratic& one : policy.quadratic) {
    layout.text(2, "quadratic: " + one.text + " (" + one.file + ":" + std::to_string(one.line) +
                       "): " + one.reason,
                Ink::yellow);
  }
}

std::string title_of(const PlanShared& shared) {
  switch (shared.kind) {
    case PlanShared::Kind::range:
      return "rows of " + shared.text + (shared.key.empty() ? "" : ", by " + shared.key);
    case PlanShared::Kind::value:
      return "value of " + shared.text;
    case PlanShared::Kind::closure:
      return "closure " + shared.text;
    case PlanShared::Kind::link:
      break;
  }
  return shared.text;
}

void write_shared(Layout& layout, std::size_t number, const PlanShared& shared) {
  layout.labelled(2, 4, {"[" + std::to_string(number) + "]", Ink::dim},
                  {{title_of(shared), Ink::bold}});
  write_conditions(layout, 8, "first", shared.first);
  for (const PlanStep& step : shared.steps) {
    write_step(layout, 8, step);
  }
  std::string users;
  for (const std::string& user : shared.users) {
    users += (users.empty() ? "" : ", ") + user;
  }
  layout.labelled(8, label_width, {shared.users.size() > 1 ? "shared by" : "used by", Ink::dim},
                  {{users}});
  if (shared.actual && shared.micros) {
    const bool rows = shared.kind != PlanShared::Kind::value;
    layout.labelled(8, label_width, {rows ? "rows" : "time", Ink::dim},
                    {{(rows ? grouped(*shared.actual) + ", estimated " + grouped(shared.estimate) +
                                  "; "
                            : "") +
                      duration_text(*shared.micros)}});
  }
}

}  // namespace

std::string plan_text(const PlanReport& report, std::size_t width, bool color) {
  Layout layout(width, color);
  layout.text(0, "plan of " + counted(report.policies.size(), "policy", "policies"), Ink::bold);
  for (const PlanPolicy& policy : report.policies) {
    write_policy(layout, policy);
  }
  if (!report.shared.empty()) {
    layout.blank();
    layout.text(0, "Worked out once", Ink::bold);
  }
  for (std::size_t i = 0; i < report.shared.size(); ++i) {
    write_shared(layout, i + 1, report.shared[i]);
  }
  return std::move(layout).take();
}

}  // namespace writ
