#include "evaluator/native/carry.h"

#include <algorithm>

#include "evaluator/native/stale.h"

namespace writ::native {

namespace {

bool has_set_aside(const Departures& departures) {
  for (const auto& conditions : departures.set_aside) {
    for (const auto& rows : conditions) {
      if (!rows.empty()) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

Carry::Carry(Ctx& ctx, const PolicyPlan& plan, const std::vector<std::uint32_t>* members)
    : world_(ctx.world), plan_(plan), members_(members) {
  const Engine& engine = ctx.engine();
  visited_ = engine.visited;
  if (members == nullptr || !may_carry()) {
    return;
  }
  relation_ = first_for(plan)->value->relation;
  if (engine.settings->footings != nullptr) {
    footing_.rows.resize(world_.relations[relation_].rows());
  }
  if (engine.staleness == nullptr || !engine.staleness->comparable(plan.info->tables)) {
    return;
  }
  auto& policies = engine.settings->earlier->policies;
  const auto known = policies.find(plan.info->policy->name.text);
  if (known != policies.end()) {
    earlier_ = &known->second;
    choose_stale();
  }
}

// Whether each member's part in the outcome is its own.
bool Carry::may_carry() const {
  const std::set<std::string>& tables = plan_.info->tables;
  return world_.engine.settings != nullptr && plan_.info->for_relations.size() <= 2 &&
         plan_.cost == nullptr && !plan_.info->became &&
         std::all_of(tables.begin(), tables.end(), [&](const std::string& table) {
           return world_.incompleteness(world_.relation_id(table)) == 0;
         });
}

void Carry::choose_stale() {
  Staleness& staleness = *world_.engine.staleness;
  const std::optional<RowMarks> marks = staleness.of_policy(plan_);
  if (!marks || earlier_->footing.of_finding.size() != earlier_->outcome.findings.size()) {
    return drop();
  }
  clean_.assign(marks->at.size(), 0);
  for (const std::uint32_t row : *members_) {
    if (marks->at[row] != 0) {
      stale_.push_back(row);
    } else {
      clean_[row] = 1;
    }
  }
  if (stale_.size() > members_->size() / 2) {
    return drop();
  }
  for (const std::uint32_t row : *members_) {
    if (clean_[row] == 0) {
      continue;
    }
    const std::uint32_t then = staleness.earlier(relation_, row);
    if (then >= earlier_->footing.rows.size()) {
      return drop();
    }
    const std::uint8_t gave = earlier_->footing.rows[then];
    unlisted_ += gave & Footing::most;
    without_partner_ += (gave & Footing::without_partner) != 0 ? 1 : 0;
    if (!footing_.rows.empty()) {
      footing_.rows[row] = gave;
    }
  }
}

void Carry::drop() {
  earlier_ = nullptr;
  stale_.clear();
  clean_.clear();
  unlisted_ = 0;
  without_partner_ = 0;
  std::fill(footing_.rows.begin(), footing_.rows.end(), std::uint8_t{0});
}

bool Carry::holds(const Judged& judged) const {
  return earlier_ == nullptr || (!judged.judge.has_open() && !has_set_aside(judged.departures) &&
                                 judged.departures.incomplete.empty());
}

// Its rows may stand elsewhere in their files now.
void Carry::refresh(Ctx& ctx, Finding& finding) const {
  for (Witness& witness : finding.witnesses) {
    const std::uint32_t table = world_.relation_id(witness.table.text());
    if (!ctx.engine().staleness->moved(table)) {
      continue;
    }
    if (auto found = witness_of(world_, find_row(ctx, table, witness.key))) {
      witness = std::move(*found);
    }
  }
}

std::vector<Finding> Carry::findings() {
  std::vector<Finding> kept;
  if (earlier_ == nullptr) {
    return kept;
  }
  Arena arena;
  Ctx ctx{world_, arena, 0};
  const Staleness& staleness = *world_.engine.staleness;
  std::vector<Finding>& findings = earlier_->outcome.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::uint32_t row = staleness.later(relation_, earlier_->footing.of_finding[i]);
    if (row < clean_.size() && clean_[row] != 0) {
      findings[i].row = row;
      refresh(ctx, findings[i]);
      kept.push_back(std::move(findings[i]));
    }
  }
  return kept;
}

void Carry::keep(const PolicyOutcome& outcome, const Judged& judged) {
  if (footing_.rows.empty() || judged.judge.has_open() || has_set_aside(judged.departures) ||
      !outcome.incomplete.empty()) {
    return;
  }
  for (const auto& [value, partnered] : judged.departures.partnered.front()) {
    if (!partnered) {
      const std::size_t offset =
          world_.relations[relation_].offsets[static_cast<std::uint32_t>(value.b)];
      footing_.rows[offset + static_cast<std::size_t>(value.a)] |= Footing::without_partner;
    }
  }
  const auto full = [](std::uint8_t row) { return (row & Footing::most) == Footing::most; };
  if (std::any_of(footing_.rows.begin(), footing_.rows.end(), full)) {
    return;
  }
  footing_.visited = std::max(world_.engine.visited - visited_,
                              earlier_ != nullptr ? earlier_->footing.visited : 0);
  for (const Finding& finding : outcome.findings) {
    footing_.of_finding.push_back(finding.row);
  }
  (*world_.engine.settings->footings)[outcome.name] = std::move(footing_);
}

}  // namespace writ::native
