// Scope: one batch of rows of a relation in a slot, and the slots that hang on them; what a walk
// that asks about stale nodes (stale.h) knows of the slots there are.
#pragma once

#include "evaluator/native/run.h"

namespace writ::native {

using Marks = std::vector<std::uint8_t>;  // of each subject or row: 1 where it is stale

class Scope {
 public:
  // `slots`: how many the code has that is walked.
  Scope(std::size_t subjects, std::size_t slots)
      : n(subjects),
        frame_(slots),
        values_(slots),
        marks_(slots),
        hidden_(slots, 0),
        lets_(slots) {}

  void bind(int slot, Vals values, Marks marks = {}) {
    const auto at = static_cast<std::size_t>(slot);
    values_[at] = std::move(values);
    frame_.slots[at] = values_[at].data();
    marks_[at] = std::move(marks);
  }
  // The slot holds what `value` comes to, worked out once somebody asks.
  void bind_later(int slot, NodeRef value, Marks marks) {
    lets_[static_cast<std::size_t>(slot)] = value;
    marks_[static_cast<std::size_t>(slot)] = std::move(marks);
  }
  // The slot hangs on the rows, but what it holds is not known here.
  void hide(int slot, Marks marks) {
    hidden_[static_cast<std::size_t>(slot)] = 1;
    marks_[static_cast<std::size_t>(slot)] = std::move(marks);
  }
  // Empty: not stale for any.
  const Marks& marks(int slot) const {
    static const Marks none;
    return has(slot) ? marks_[static_cast<std::size_t>(slot)] : none;
  }
  // Whether the node hangs on the rows, or on nothing at all; else somebody else asks about it.
  bool concerns(NodeRef node) const {
    bool any = node->free.empty();
    for (const int slot : node->free) {
      any = any || is_bound(slot) || (has(slot) && hidden_[static_cast<std::size_t>(slot)] != 0);
    }
    return any;
  }
  // The node's values. REQUIRES: has_values(node).
  Vals values(Ctx& ctx, NodeRef node) const {
    for (const int slot : node->free) {
      const auto at = static_cast<std::size_t>(slot);
      if (frame_.slots[at] == nullptr) {
        values_[at] = values(ctx, lets_[at]);
        frame_.slots[at] = values_[at].data();
      }
    }
    return eval(ctx, node, frame_, {nullptr, n});
  }
  // Whether it can be evaluated.
  bool has_values(NodeRef node) const {
    bool all = true;
    for (const int slot : node->free) {
      all = all && is_bound(slot);
    }
    return all;
  }

  const std::size_t n;

 private:
  bool has(int slot) const { return static_cast<std::size_t>(slot) < marks_.size(); }
  bool is_bound(int slot) const {
    return has(slot) && (frame_.slots[static_cast<std::size_t>(slot)] != nullptr ||
                         lets_[static_cast<std::size_t>(slot)] != nullptr);
  }

  mutable Frame frame_;
  mutable std::vector<Vals> values_;
  std::vector<Marks> marks_;
  std::vector<std::uint8_t> hidden_;
  std::vector<NodeRef> lets_;
};

}  // namespace writ::native
