// Pairs of subjects and members as rows in lanes: what the conditions of a quantifier or a
// comprehension are asked of.
#pragma once

#include "evaluator/native/kernels.h"

namespace writ::native {

// Pairs that wait for their conditions: the subjects' rows in their lanes, the members in the lane
// after them.
class PairLanes {
 public:
  explicit PairLanes(std::size_t lane) : lane_(lane) {}
  void add(std::size_t outer, std::uint32_t member) {
    outer_.push_back(static_cast<std::uint32_t>(outer));
    member_.push_back(member);
  }
  std::size_t size() const { return outer_.size(); }
  const Pooled<std::uint32_t>& outer() const { return outer_; }
  void clear() {
    outer_.clear();
    member_.clear();
  }
  // The pairs as subjects of their own.
  Batch batch(const Batch& subjects) {
    Batch pairs;
    pairs.n = size();
    for (std::size_t lane = 0; lane < lane_; ++lane) {
      if (subjects.lanes[lane] == nullptr) {
        continue;
      }
      lanes_[lane].resize(size());
      for (std::size_t i = 0; i < size(); ++i) {
        lanes_[lane][i] = subjects.lanes[lane][outer_[i]];
      }
      pairs.lanes[lane] = lanes_[lane].data();
    }
    pairs.lanes[lane_] = member_.data();
    return pairs;
  }

 private:
  std::size_t lane_;
  Pooled<std::uint32_t> outer_, member_;
  std::array<Pooled<std::uint32_t>, lane_limit> lanes_;
};

// What the condition makes of each pair; null: it holds.
inline Pooled<std::uint8_t> tested(const TruthRef& condition, const Batch& pairs) {
  Pooled<std::uint8_t> truth(pairs.n, may_hold);
  if (condition != nullptr) {
    condition->test(pairs, truth.data());
  }
  return truth;
}

}  // namespace writ::native
