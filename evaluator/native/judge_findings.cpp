// What a subject's finding says: its clauses, its rows, its texts.
#include "evaluator/native/judge.h"

#include <algorithm>

#include "evaluator/native/operators.h"
#include "evaluator/native/values.h"
#include "evaluator/settle.h"
#include "evaluator/wording.h"

namespace writ::native {

namespace {

Name state_text(const Val& truth) {
  static const Name yes = "true";
  static const Name no = "false";
  static const Name open = "unknown";
  return truth.yes() ? yes : truth.no() ? no : open;
}

const Name& where_clause() {
  static const Name name = "where";
  return name;
}
const Name& require_clause() {
  static const Name name = "require";
  return name;
}

void add_witnesses(const World& world, Finding& finding, const std::vector<Val>& rows) {
  std::vector<Witness> found;
  for (const Val& row : rows) {
    if (auto witness = witness_of(world, row)) {
      found.push_back(std::move(*witness));
    }
  }
  writ::add_witnesses(finding, std::move(found));
}

}  // namespace

std::vector<std::string> rendered(Ctx& ctx, const std::vector<TemplatePiece>& text,
                                  const Frame& frame, Sel sel) {
  std::vector<std::string> result(sel.n);
  for (const TemplatePiece& piece : text) {
    const Vals values = piece.value != nullptr ? eval(ctx, piece.value, frame, sel) : Vals{};
    for (std::size_t i = 0; i < sel.n; ++i) {
      result[i] += piece.value != nullptr ? show(ctx.world, values[i]) : piece.text;
    }
  }
  return result;
}

// Messages, remedies and costs of the subjects that have them.
void Judge::settle_texts(Ctx& ctx, const Combinations& subjects) {
  std::vector<std::uint32_t> at;
  std::vector<std::uint32_t> violating;
  for (const auto& [place, finding] : told_) {
    at.push_back(place);
    if (findings_[finding].verdict == Verdict::violation) {
      violating.push_back(place);
    }
  }
  const Sel sel{at.data(), at.size()};
  std::vector<std::string> messages = rendered(ctx, plan_->message, subjects.frame, sel);
  std::vector<std::string> remedies = rendered(ctx, plan_->remedy, subjects.frame, sel);
  for (std::size_t k = 0; k < told_.size(); ++k) {
    findings_[told_[k].second].message = std::move(messages[k]);
    findings_[told_[k].second].remedy = std::move(remedies[k]);
  }
  if (plan_->cost != nullptr) {
    const Vals costs = eval(ctx, plan_->cost, subjects.frame, {violating.data(), violating.size()});
    for (const Val& cost : costs) {
      costs_.push_back(as_type(ctx, cost, Type::of(Kind::decimal)));
    }
  }
}

Finding Judge::make_finding(Ctx& ctx, Verdict verdict, const Bound& bound, ReasonSet why) const {
  Finding finding;
  finding.verdict = verdict;
  finding.subject = subject_of(ctx, bound);
  finding.fingerprint = fingerprint(plan_->info->policy->name.text, finding.subject);
  finding.reasons = ctx.engine().reasons.list(why);
  finding.more_reasons = ctx.engine().reasons.truncated(why);
  std::vector<Val> rows;
  for (const std::optional<Val>& value : bound) {
    if (value && value->tag == Tag::row) {
      rows.push_back(*value);
    }
  }
  add_witnesses(ctx.world, finding, rows);
  return finding;
}

void Judge::explain(const Combinations& subjects, std::size_t at, const Required& required,
                    Finding& finding) const {
  for (std::size_t i = 0; i < fors_.size(); ++i) {
    if (fors_[i]->has_where) {
      finding.because.push_back({where_clause(), fors_[i]->where_line, fors_[i]->where_text,
                                 state_text(subjects.states[i][at])});
    }
  }
  for (const std::size_t r : deciding(required, at)) {
    finding.because.push_back({require_clause(), plan_->requires_[r].line, plan_->requires_[r].text,
                               state_text(required.all[at])});
  }
}

void Judge::add_deciding_rows(Ctx& ctx, const Combinations& subjects, const Required& required) {
  std::vector<std::vector<Val>> rows(explained_.size());
  for (std::size_t r = 0; r < plan_->requires_.size(); ++r) {
    if (!plan_->requires_[r].condition->quantified) {
      continue;
    }
    std::vector<std::uint32_t> at;
    std::vector<std::size_t> places;
    Vals truth;
    for (std::size_t k = 0; k < explained_.size(); ++k) {
      const std::uint32_t i = explained_[k].first;
      const std::vector<std::size_t> which = deciding(required, i);
      if (std::find(which.begin(), which.end(), r) != which.end()) {
        at.push_back(i);
        places.push_back(k);
        truth.push_back(required.truth[r][i]);
      }
    }
    const auto found = deciding_rows(ctx, plan_->requires_[r].condition, subjects.frame,
                                     {at.data(), at.size()}, truth);
    for (std::size_t k = 0; k < found.size(); ++k) {
      rows[places[k]].insert(rows[places[k]].end(), found[k].begin(), found[k].end());
    }
  }
  for (std::size_t k = 0; k < explained_.size(); ++k) {
    add_witnesses(ctx.world, findings_[explained_[k].second], rows[k]);
  }
}

// Of a subject with an open side: those conditions that do not stand on it.
void Judge::explain_open(Ctx& ctx, const Bound& bound, Finding& finding) const {
  Frame frame(plan_->slots);
  std::vector<Vals> values(plan_->slots);
  std::set<int> open;
  const auto is_open = [&](NodeRef node) {
    return std::any_of(node->free.begin(), node->free.end(),
                       [&](int slot) { return open.contains(slot); });
  };
  std::size_t index = 0;
  for (const PlanBinding& binding : plan_->bindings) {
    const auto slot = static_cast<std::size_t>(binding.slot);
    if (binding.is_let) {
      if (is_open(binding.value)) {
        open.insert(binding.slot);
      }
      values[slot] = eval(ctx, binding.value, frame, {nullptr, 1});
    } else {
      if (!bound[index]) {
        open.insert(binding.slot);
      }
      values[slot] = {bound[index] ? *bound[index] : ctx.engine().unknown("it is open")};
    }
    frame.slots[slot] = values[slot].data();
    if (!binding.is_let && binding.has_where) {
      const Val truth = is_open(binding.where_node)
                            ? Val::unknown(0)
                            : holds(ctx, binding.where_node, frame, {nullptr, 1}).front();
      finding.because.push_back(
          {where_clause(), binding.where_line, binding.where_text, state_text(truth)});
    }
    index += binding.is_let ? 0 : 1;
  }
}

}  // namespace writ::native
