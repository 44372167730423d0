#include "evaluator/reference/judge.h"

#include <algorithm>

#include "dsl/print.h"
#include "evaluator/reference/proof.h"
#include "evaluator/reference/show.h"
#include "evaluator/settle.h"
#include "evaluator/wording.h"

namespace writ::reference {

namespace {

Verdict verdict_of(const Truth& where, const Truth& required) {
  if (required.yes()) {
    return Verdict::compliant;
  }
  if (where.open()) {
    return Verdict::unknown;
  }
  if (required.no()) {
    return Verdict::violation;
  }
  return required.reasons.only(ReasonKind::not_due) ? Verdict::pending : Verdict::unknown;
}

std::optional<Instant> earliest_due(const Reasons& reasons, Instant now) {
  std::optional<Instant> earliest;
  for (const Reason& reason : reasons.list()) {
    if (reason.due && *reason.due >= now && (!earliest || *reason.due < *earliest)) {
      earliest = reason.due;
    }
  }
  return earliest;
}

Bound whole(const Combination& combination) {
  return Bound(combination.values.begin(), combination.values.end());
}

// Of a tied combination, the side that one row's gaps leave bound; else all of it.
Bound bound_side(const Combination& combination) {
  Bound bound = whole(combination);
  for (std::size_t i = 0; combination.tied && i < bound.size(); ++i) {
    if (combination.tied->count(i) == 0) {
      bound[i].reset();
    }
  }
  return bound;
}

}  // namespace

Required require_all(World& world, const ast::Policy& policy, const Scope* scope) {
  Required required;
  for (const ast::Require& require : policy.requires_) {
    const Truth truth = holds(world, require.condition, scope);
    if (truth.no()) {
      return {truth, {&require}};
    }
    if (truth.open()) {
      required.deciding.push_back(&require);
    }
    required.truth = both(std::move(required.truth), truth);
  }
  return required;
}

void Judge::judge(const Combination& subject, const Scope* scope) {
  const Required required = require_all(world_, *policy_.policy, scope);
  const Verdict verdict = verdict_of(subject.where, required.truth);
  Reasons reasons = subject.where.reasons;
  reasons.add(required.truth.reasons);
  if (subject.tied) {
    OpenSubject& open = open_subject(bound_side(subject));
    if (verdict != Verdict::compliant) {
      open.reasons.add(reasons);
      doubt(subject, reasons);
    }
    return;
  }
  const bool unsettled = verdict == Verdict::unknown || verdict == Verdict::pending;
  findings_.push_back(make_finding(verdict, whole(subject), unsettled ? reasons : Reasons{}));
  if (verdict == Verdict::pending) {
    findings_.back().due = earliest_due(reasons, world_.now());
  }
}

void Judge::unnamed(const Combination& so_far, const Reasons& reasons) {
  Bound bound = bound_side(so_far);
  bound.resize(policy_.for_relations.size());
  OpenSubject& open = open_subject(std::move(bound));
  open.reasons.add(reasons);
  open.reasons.add(so_far.where.reasons);
  doubt(so_far, reasons);
  unnamed_[so_far.values.size()].add(reasons);
}

// A combination that some of its rows are reported for keeps the others that have gaps from being
// compliant with all.
void Judge::doubt(const Combination& combination, const Reasons& reasons) {
  for (const std::size_t i : combination.gaps_too) {
    Bound bound(policy_.for_relations.size());
    bound[i] = combination.values[i];
    doubts_[subject_of(world_, policy_, bound)].add(reasons);
  }
}

Judge::OpenSubject& Judge::open_subject(Bound bound) {
  const auto [place, fresh] = open_.try_emplace(subject_of(world_, policy_, bound));
  OpenSubject& open = place->second;
  for (std::size_t i = 0; fresh && i < bound.size(); ++i) {
    if (!bound[i] && !policy_.for_relations[i].empty()) {
      // A partner that was not collected may be one too.
      open.reasons.add(incompleteness(world_, world_.relation_id(policy_.for_relations[i])));
    }
  }
  open.bound = std::move(bound);
  return open;
}

Finding Judge::make_finding(Verdict verdict, const Bound& bound, const Reasons& reasons) {
  Finding finding;
  finding.verdict = verdict;
  finding.subject = subject_of(world_, policy_, bound);
  finding.fingerprint = fingerprint(policy_.policy->name.text, finding.subject);
  finding.reasons = reasons.list();
  finding.more_reasons = reasons.truncated();
  std::vector<RowRef> rows;
  for (const std::optional<Value>& value : bound) {
    if (const RowRef* row = value ? std::get_if<RowRef>(&*value) : nullptr) {
      rows.push_back(*row);
    }
  }
  add_witnesses(finding, rows);
  if (verdict != Verdict::compliant) {
    const SubjectScope scope(world_, policy_, bound);
    explain(finding, bound, scope);
    if (verdict == Verdict::unknown) {
      return finding;  // a message tells what is wrong, and nobody knows whether anything is
    }
    if (policy_.policy->message) {
      finding.message = render_template(world_, *policy_.policy->message, scope.innermost());
    }
    if (policy_.policy->remedy) {
      finding.remedy = render_template(world_, *policy_.policy->remedy, scope.innermost());
    }
  }
  return finding;
}

void Judge::explain(Finding& finding, const Bound& bound, const SubjectScope& scope) {
  std::size_t index = 0;
  bool whole_subject = true;
  for (const auto& binding : policy_.policy->bindings) {
    const auto* clause = std::get_if<ast::For>(&binding);
    if (clause == nullptr) {
      continue;
    }
    whole_subject = whole_subject && bound[index];
    if (clause->where) {
      const bool open = scope.is_open(*clause->where);
      const Truth truth =
          open ? Truth::unknown({}) : holds(world_, *clause->where, scope.of_for(index));
      add_because(finding, "where", *clause->where, truth.state);
    }
    ++index;
  }
  if (!whole_subject) {
    return;
  }
  const Required required = require_all(world_, *policy_.policy, scope.innermost());
  Prover prover(world_);
  for (const ast::Require* require : required.deciding) {
    add_because(finding, "require", require->condition, required.truth.state);
    prover.condition(require->condition, scope.innermost(), 0);
  }
  add_witnesses(finding, prover.rows);
}

void Judge::add_because(Finding& finding, const std::string& clause, const ast::Expr& expr,
                        Truth::State value) {
  finding.because.push_back(
      {clause, world_.sources.place(expr.span).line, print(expr), std::string(to_string(value))});
}

void Judge::add_witnesses(Finding& finding, const std::vector<RowRef>& rows) {
  std::vector<Witness> found;
  for (const RowRef& row : rows) {
    if (auto witness = witness_of(world_, row)) {
      found.push_back(std::move(*witness));
    }
  }
  writ::add_witnesses(finding, std::move(found));
}

// A row without its earlier rows may also be a partner of those whose partners nobody can name.
Reasons Judge::doubts_of(const Subject& subject, const Bound& bound) const {
  Reasons doubts;
  if (const auto known = doubts_.find(subject); known != doubts_.end()) {
    doubts = known->second;
  }
  std::size_t first = 0;
  while (first < bound.size() && !bound[first]) {
    ++first;
  }
  for (const auto& [level, reasons] : unnamed_) {
    if (level <= first) {
      doubts.add(reasons);
    }
  }
  return doubts;
}

std::vector<Finding> Judge::finish() {
  for (auto& [subject, open] : open_) {
    open.reasons.add(doubts_of(subject, open.bound));
    const Verdict verdict = open.reasons.empty() ? Verdict::compliant : Verdict::unknown;
    findings_.push_back(make_finding(verdict, open.bound, open.reasons));
  }
  return std::move(findings_);
}

}  // namespace writ::reference
