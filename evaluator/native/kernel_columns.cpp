// Cells of columns as they lie there.
#include <algorithm>

#include "evaluator/native/columns.h"
#include "evaluator/native/kernel_maker.h"

namespace writ::native {

namespace {

Mark mark_of(CellState state, bool optional) {
  return state == CellState::value                 ? Mark::known
         : state == CellState::absent && optional ? Mark::absent
                                                  : Mark::beyond;
}

// Cells as they lie in a column.
template <class T>
class ColumnNumbers final : public NumberKernel {
 public:
  ColumnNumbers(NumberClass the_class, const RowLane& row, const T* cells,
                const ColumnData& column, bool optional)
      : NumberKernel(the_class),
        lane_(row.lane),
        cells_(cells),
        states_(column.state.empty() ? nullptr : column.state.data()),
        optional_(optional) {}

  void read(const Batch& batch, Numbers& out) const override {
    const std::uint32_t* rows = batch.lanes[lane_];
    for (std::size_t i = 0; i < batch.n; ++i) {
      out.value[i] = static_cast<std::int64_t>(cells_[rows[i]]);
    }
    for (std::size_t i = 0; states_ != nullptr && i < batch.n; ++i) {
      out.mark[i] = mark_of(states_[rows[i]], optional_);
    }
  }

 private:
  std::size_t lane_;
  const T* cells_;
  const CellState* states_;
  bool optional_;
};

// The rows that refs name; a ref to nowhere is beyond.
class ColumnRefs final : public NumberKernel {
 public:
  ColumnRefs(NumberClass the_class, const RowLane& row, const RowList& targets,
             const ColumnData& column, bool optional)
      : NumberKernel(the_class),
        lane_(row.lane),
        targets_(targets),
        column_(column),
        optional_(optional) {}

  void read(const Batch& batch, Numbers& out) const override {
    const std::uint32_t* rows = batch.lanes[lane_];
    for (std::size_t i = 0; i < batch.n; ++i) {
      const std::uint32_t target = targets_[rows[i]];
      const Mark mark = column_.state.empty() ? Mark::known
                                              : mark_of(column_.state.data()[rows[i]], optional_);
      out.mark[i] = mark == Mark::known && target == nowhere ? Mark::beyond : mark;
      out.value[i] = target == nowhere ? 0 : target;
    }
  }

 private:
  std::size_t lane_;
  const RowList& targets_;
  const ColumnData& column_;
  bool optional_;
};

class ColumnSets final : public SetKernel {
 public:
  // `targets` instead of the elements' texts, where they are refs.
  ColumnSets(NumberClass the_class, const RowLane& row, const ColumnData& column, bool optional,
             const RowList* targets)
      : SetKernel(the_class),
        lane_(row.lane),
        column_(column),
        optional_(optional),
        elements_(targets != nullptr                  ? targets->data()
                  : the_class.tag == Tag::email ? column.elements->canonical.data()
                                                      : column.elements->texts.data()) {}

  void read(const Batch& batch, Lists& out) const override {
    out.start(batch.n);
    for (std::size_t i = 0; i < batch.n; ++i) {
      const std::uint32_t row = batch.lanes[lane_][i];
      const CellState state = column_.at(row);
      out.beyond[i] = mark_of(state, optional_) == Mark::beyond ? 1 : 0;
      const std::uint64_t end = state == CellState::value ? column_.offsets[row + 1] : 0;
      for (std::uint64_t k = column_.offsets[row]; k < end; ++k) {
        if (elements_[k] == nowhere) {
          out.beyond[i] = 1;
        } else {
          out.members.push_back(elements_[k]);
        }
      }
      out.finish_one();
    }
  }

 private:
  std::size_t lane_;
  const ColumnData& column_;
  bool optional_;
  const std::uint32_t* elements_;
};

}  // namespace

Tag tag_of(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return Tag::boolean;
    case Kind::integer:
      return Tag::integer;
    case Kind::decimal:
      return Tag::decimal;
    case Kind::duration:
      return Tag::duration;
    case Kind::timestamp:
      return Tag::instant;
    case Kind::email:
      return Tag::email;
    case Kind::text:
    case Kind::enumeration:
      return Tag::text;
    case Kind::row:
      return Tag::row;
    default:
      return Tag::absent;
  }
}

NumberRef KernelMaker::column(const RowLane& row, std::size_t field, const ColumnData& data) {
  const Type& type = ctx_.world.relations[row.relation].relation->fields[field].type;
  const NumberClass plain{tag_of(type)};
  const auto numbers = [&](const auto* cells) -> NumberRef {
    using T = std::remove_cv_t<std::remove_pointer_t<decltype(cells)>>;
    return std::make_unique<ColumnNumbers<T>>(plain, row, cells, data, type.optional);
  };
  switch (plain.tag) {
    case Tag::boolean:
      return numbers(data.flags.data());
    case Tag::integer:
    case Tag::decimal:
    case Tag::duration:
    case Tag::instant:
      return numbers(data.numbers.data());
    case Tag::email:
      return numbers(data.canonical.data());
    case Tag::text:
      return numbers(data.texts.data());
    case Tag::row:
      return std::make_unique<ColumnRefs>(
          NumberClass{Tag::row, ctx_.world.relation_id(type.relation), 0}, row,
          refs_of(ctx_.world, row.relation, static_cast<int>(field)), data, type.optional);
    default:
      return nullptr;
  }
}

SetRef KernelMaker::set_column(const RowLane& row, std::size_t field, const ColumnData& data) {
  const Type& type = ctx_.world.relations[row.relation].relation->fields[field].type;
  NumberClass members{tag_of(*type.element)};
  const bool readable =
      members.tag == Tag::text || members.tag == Tag::email || members.tag == Tag::row;
  if (!readable || data.elements == nullptr || !data.elements->state.empty()) {
    return nullptr;
  }
  const RowList* targets = nullptr;
  if (members.tag == Tag::row) {
    members.relation = ctx_.world.relation_id(type.element->relation);
    targets = &refs_of(ctx_.world, row.relation, static_cast<int>(field));
  }
  return std::make_unique<ColumnSets>(members, row, data, false, targets);
}

}  // namespace writ::native
