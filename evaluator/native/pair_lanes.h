// Pairs of subjects and members as rows in lanes: what the conditions of a quantifier or a
// comprehension are asked of.
#pragma once

#include <algorithm>

#include "evaluator/native/kernels.h"

namespace writ::native {

// Pairs that wait for their conditions: the subjects' rows in their lanes, the members in the lane
// after them.
class PairLanes {
 public:
  explicit PairLanes(std::size_t lane) : lane_(lane) {}
  void add(std::size_t outer, std::uint32_t member) {
    if (size_ == outer_.size()) {
      grow();
    }
    outer_.data()[size_] = static_cast<std::uint32_t>(outer);
    member_.data()[size_++] = member;
  }
  std::size_t size() const { return size_; }
  std::span<const std::uint32_t> outer() const { return {outer_.data(), size_}; }
  void clear() { size_ = 0; }
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
        lanes_[lane].data()[i] = subjects.lanes[lane][outer_.data()[i]];
      }
      pairs.lanes[lane] = lanes_[lane].data();
    }
    pairs.lanes[lane_] = member_.data();
    return pairs;
  }

 private:
  void grow() {
    const std::size_t room = std::max<std::size_t>(2 * size_, 1024);
    outer_.resize(room);
    member_.resize(room);
  }

  std::size_t lane_;
  std::size_t size_ = 0;
  Pooled<std::uint32_t> outer_, member_;  // and room for more
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
