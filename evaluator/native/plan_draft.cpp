#include "evaluator/native/plan_draft.h"

#include <algorithm>
#include <utility>

#include "evaluator/native/profile.h"

namespace writ::native {

void PlanDraft::begin(const PolicyPlan& plan, std::size_t index) {
  policy_ = {};
  policy_.name = plan.info->policy->name.text;
  policy_.file = sources_[plan.info->file].path();
  policy_.line = sources_.place(plan.info->span).line;
  index_ = index;
  rows_ = 0;
  steps_ = &policy_.steps;
  if (const auto count = profile_ == nullptr ? std::nullopt : profile_->policy(index)) {
    policy_.actual = count->rows;
    policy_.micros = count->micros;
  }
}

void PlanDraft::end() {
  policy_.estimate = rounded({rows_, 0});
  report_.policies.push_back(std::move(policy_));
}

std::size_t PlanDraft::step(PlanStepKind kind, std::string text, Span span, int depth) {
  PlanStep& made = steps_->emplace_back();
  made.kind = kind;
  made.text = std::move(text);
  made.file = sources_[span.file].path();
  made.line = sources_.place(span).line;
  made.depth = depth;
  return steps_->size() - 1;
}

void PlanDraft::drop_if_bare(std::size_t step, bool even_if_it_uses_something) {
  if (steps_->size() == step + 1 && (even_if_it_uses_something || at(step).shared.empty())) {
    steps_->pop_back();
  }
}

void PlanDraft::visited(std::size_t step, const Amount& amount) {
  at(step).estimate = rounded(amount);
  rows_ += amount.count;
}

void PlanDraft::actual(std::size_t step, const void* owner) {
  if (profile_ != nullptr) {
    at(step).actual = in_value_ ? profile_->rows(owner) : profile_->rows(index_, owner);
  }
}

bool PlanDraft::use(PlanShared::Kind kind, const std::string& identity, const void* what) {
  const auto [place, fresh] = known_.try_emplace(identity, report_.shared.size());
  if (fresh) {
    report_.shared.emplace_back().kind = kind;
  }
  PlanShared& entry = report_.shared[place->second];
  if (entry.users.empty() || entry.users.back() != policy_.name) {
    entry.users.push_back(policy_.name);
  }
  if (current < steps_->size()) {
    std::vector<std::size_t>& uses = at(current).shared;
    if (std::find(uses.begin(), uses.end(), place->second) == uses.end()) {
      uses.push_back(place->second);
    }
  }
  if (const auto once = profile_ == nullptr ? std::nullopt : profile_->once(what)) {
    entry.actual = once->rows;
    entry.micros = once->micros;
  }
  return fresh;
}

void PlanDraft::quadratic(const std::string& text, Span span, Remark remark) {
  policy_.quadratic.push_back({text, sources_[span.file].path(), sources_.place(span).line, clause,
                               std::move(remark.reason), std::move(remark.help)});
}

PlanDraft::Aside PlanDraft::begin_value(std::vector<PlanStep>& steps) {
  return {std::exchange(steps_, &steps), std::exchange(current, 0), std::exchange(in_value_, true)};
}

void PlanDraft::end_value(const Aside& before) {
  steps_ = before.steps;
  current = before.current;
  in_value_ = before.in_value;
}

}  // namespace writ::native
