// Carry: of one policy, what its outcome on an earlier snapshot spares: members of its first `for`
// that are not stale keep their findings. Without an earlier outcome, or where too much is stale,
// all are judged.
#pragma once

#include "evaluator/evaluate_columns.h"
#include "evaluator/native/scope.h"
#include "evaluator/native/shares.h"

namespace writ::native {

class Carry {
 public:
  // `members`: of the first `for`; null: it ranges over no relation.
  Carry(Ctx& ctx, const PolicyPlan& plan, const std::vector<std::uint32_t>* members);

  // Those to be judged.
  const std::vector<std::uint32_t>* members() const { return earlier_ ? &stale_ : members_; }
  bool few() const { return earlier_ != nullptr && stale_.size() < members_->size() / 4; }
  // To be filled in by Judge; or null.
  std::uint8_t* footing() { return footing_.rows.empty() ? nullptr : footing_.rows.data(); }
  // Whether what was judged says nothing of members that were not.
  bool holds(const Judged& judged) const;
  // Judges all, after all.
  void drop();

  // What is carried over.
  std::vector<Finding> findings();
  std::uint64_t unlisted() const { return unlisted_; }
  std::uint64_t without_partner() const { return without_partner_; }

  // Hands the footing on, where the outcome has one. REQUIRES: the findings are sorted.
  void keep(const PolicyOutcome& outcome, const Judged& judged);

 private:
  bool may_carry() const;
  void choose_stale();
  void refresh(Ctx& ctx, Finding& finding) const;

  World& world_;
  const PolicyPlan& plan_;
  const std::vector<std::uint32_t>* members_;
  std::uint32_t relation_ = 0;                 // of the members
  EarlierOutcome::Policy* earlier_ = nullptr;  // null: nothing is carried over
  std::vector<std::uint32_t> stale_;
  Marks clean_;  // of each row of the relation
  Footing footing_;
  std::uint64_t visited_ = 0;  // by the engine, before
  std::uint64_t unlisted_ = 0;
  std::uint64_t without_partner_ = 0;
};

}  // namespace writ::native
