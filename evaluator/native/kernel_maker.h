// From nodes to kernels. What has none gives null: it needs reasons, bounds or zones, or it may
// overflow.
#pragma once

#include <map>

#include "evaluator/native/kernels.h"

namespace writ::native {

// Rows of one part of a relation, in a lane.
struct RowLane {
  std::uint32_t relation = 0;
  std::uint32_t part = 0;
  std::size_t lane = 0;
};

class KernelMaker {
 public:
  explicit KernelMaker(Ctx& ctx) : ctx_(ctx) {}

  // What the nodes' slots stand for: rows, in the next lane, or a `let`.
  void bind_row(int slot, std::uint32_t relation, std::uint32_t part);
  void bind_let(int slot, NodeRef value) { lets_[slot] = value; }

  NumberRef number(NodeRef node);
  TruthRef truth(NodeRef node);
  SetRef set(NodeRef node);

 private:
  template <class Kernel>
  std::unique_ptr<const Kernel> make(NodeRef node) {
    if constexpr (std::is_same_v<Kernel, NumberKernel>) {
      return number(node);
    } else if constexpr (std::is_same_v<Kernel, TruthKernel>) {
      return truth(node);
    } else {
      return set(node);
    }
  }
  // The row in a lane that the node names.
  const RowLane* row_of(NodeRef node) const;
  NodeRef let_of(NodeRef node) const;
  std::optional<Val> constant(NodeRef node);
  KernelMaker on_row(const RowLane& row) const;  // in slot 0, and nothing else
  bool room() const { return lanes_ < lane_limit; }

  // In kernel_fields.cpp.
  NumberRef number_field(NodeRef node);
  TruthRef truth_field(NodeRef node);
  SetRef set_field(NodeRef node);
  template <class Kernel>
  std::unique_ptr<const Kernel> field(NodeRef node);
  template <class Kernel>
  std::unique_ptr<const Kernel> cells(const RowLane& row, int field, const std::string& name);
  template <class Kernel>
  std::unique_ptr<const Kernel> mapped(const RowLane& row, std::size_t field);

  // In kernel_columns.cpp: a table's cells, as the schema alone has them.
  NumberRef column(const RowLane& row, std::size_t field, const ColumnData& data);
  SetRef set_column(const RowLane& row, std::size_t field, const ColumnData& data);

  // In kernel_tests.cpp.
  TruthRef comparison(NodeRef left, const Step& step);
  TruthRef membership(NodeRef element, NodeRef set);
  TruthRef over_sets(NodeRef left, const Step& step);
  TruthRef age(NodeRef left, const Step& step);

  // In kernel_texts.cpp.
  TruthRef among_domains(NodeRef of, const Val& set);
  TruthRef text_test(NodeRef left, const Step& step);

  // In kernel_truths.cpp.
  TruthRef chain(NodeRef node);
  TruthRef implies(NodeRef node);
  TruthRef presence(NodeRef node);  // `is present` and the like

  // In kernel_ranges.cpp.
  friend struct KernelRange;
  TruthRef quantified(NodeRef node);
  NumberRef counted(NodeRef node);
  SetRef from_range(NodeRef node);

  // In kernel_sets.cpp.
  SetRef comprehended(NodeRef node);
  SetRef from_set(NodeRef node, SetRef from);
  SetRef closure(NodeRef node, SetRef from);

  Ctx& ctx_;
  std::map<int, RowLane> rows_;
  std::map<int, NodeRef> lets_;
  std::size_t lanes_ = 0;
  int depth_ = 0;
};

// Nothing where the value is no number of a class: a set, a day, what is not exact.
std::optional<std::pair<NumberClass, std::int64_t>> as_number(const Val& value);

// What values of the type are as numbers; Tag::absent: none.
Tag tag_of(const Type& type);
NumberRef constant_number(NumberClass the_class, std::int64_t value);
// The condition that a boolean is; null where it is none.
TruthRef truth_of(NumberRef boolean);
TruthRef inverse(TruthRef condition);
TruthRef all_of(std::vector<TruthRef> conditions);  // null: of none

}  // namespace writ::native
