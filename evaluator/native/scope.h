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

  // The batch: rows of one part of a relation, from `begin` on, of all parts.
  struct Rows {
    int slot = -1;  // none
    std::uint32_t relation = 0;
    std::uint32_t part = 0;
    std::size_t begin = 0;   // among those of all parts
    std::size_t offset = 0;  // of the part
  };
  void bind_rows(const Rows& rows) { rows_ = rows; }
  void bind(int slot, Vals values, Marks marks) {
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

  const Rows& rows() const { return rows_; }
  // Empty: not stale for any.
  const Marks& marks(int slot) const {
    static const Marks none;
    return has(slot) ? marks_[static_cast<std::size_t>(slot)] : none;
  }
  // What bind_later() said; or null.
  NodeRef let(int slot) const {
    return has(slot) ? lets_[static_cast<std::size_t>(slot)] : nullptr;
  }

  // Whether the node hangs on the rows, or on nothing at all; else somebody else asks about it.
  bool concerns(NodeRef node) const;
  // Whether it can be evaluated.
  bool has_values(NodeRef node) const;
  // Whether it hangs on the row alone.
  bool is_over_row(NodeRef node) const {
    return rows_.slot >= 0 && node->free.size() == 1 && node->free.front() == rows_.slot;
  }
  bool is_row(NodeRef node) const { return node->op == Op::local && is_over_row(node); }
  // REQUIRES: has_values(node).
  Vals values(Ctx& ctx, NodeRef node) const;

  const std::size_t n;

 private:
  bool has(int slot) const { return static_cast<std::size_t>(slot) < marks_.size(); }
  bool is_bound(int slot) const {
    return has(slot) && (slot == rows_.slot || lets_[static_cast<std::size_t>(slot)] != nullptr ||
                         frame_.slots[static_cast<std::size_t>(slot)] != nullptr);
  }

  Rows rows_;
  mutable Frame frame_;
  mutable std::vector<Vals> values_;
  std::vector<Marks> marks_;
  std::vector<std::uint8_t> hidden_;
  std::vector<NodeRef> lets_;
};

}  // namespace writ::native
