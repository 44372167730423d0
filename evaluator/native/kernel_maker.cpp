#include "evaluator/native/kernel_maker.h"

#include <algorithm>

#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr int depth_limit = 64;

class ConstantNumbers final : public NumberKernel {
 public:
  ConstantNumbers(NumberClass the_class, std::int64_t value)
      : NumberKernel(the_class), value_(value) {}
  void read(const Batch& batch, Numbers& out) const override {
    std::fill_n(out.value.begin(), batch.n, value_);
  }
  std::optional<std::int64_t> known() const override { return value_; }

 private:
  std::int64_t value_;
};

class RowNumbers final : public NumberKernel {
 public:
  explicit RowNumbers(const RowLane& row)
      : NumberKernel({Tag::row, row.relation, row.part}), lane_(row.lane) {}
  void read(const Batch& batch, Numbers& out) const override {
    std::copy_n(batch.lanes[lane_], batch.n, out.value.begin());
  }

 private:
  std::size_t lane_;
};

// A condition as a boolean.
class NumbersOfTruth final : public NumberKernel {
 public:
  explicit NumbersOfTruth(TruthRef condition)
      : NumberKernel({Tag::boolean}), condition_(std::move(condition)) {}
  void read(const Batch& batch, Numbers& out) const override {
    Pooled<std::uint8_t> truth(batch.n);
    condition_->test(batch, truth.data());
    for (std::size_t i = 0; i < batch.n; ++i) {
      out.value[i] = truth[i] == may_hold ? 1 : 0;
      out.mark[i] = truth[i] == may_both ? Mark::beyond : Mark::known;
    }
  }

 private:
  TruthRef condition_;
};

// The first that is not absent.
class FirstPresent final : public NumberKernel {
 public:
  explicit FirstPresent(std::vector<NumberRef> choices)
      : NumberKernel(choices.front()->of), choices_(std::move(choices)) {}
  void read(const Batch& batch, Numbers& out) const override {
    choices_.front()->read(batch, out);
    for (std::size_t k = 1; k < choices_.size(); ++k) {
      Numbers next(batch.n);
      choices_[k]->read(batch, next);
      for (std::size_t i = 0; i < batch.n; ++i) {
        if (out.mark[i] == Mark::absent) {
          out.mark[i] = next.mark[i];
          out.value[i] = next.value[i];
        }
      }
    }
  }

 private:
  std::vector<NumberRef> choices_;
};

class ConstantSet final : public SetKernel {
 public:
  ConstantSet(NumberClass the_class, std::vector<std::int64_t> members)
      : SetKernel(the_class), members_(std::move(members)) {}
  void read(const Batch& batch, Lists& out) const override {
    out.start(batch.n);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out.members.insert(out.members.end(), members_.begin(), members_.end());
      out.finish_one();
    }
  }

 private:
  std::vector<std::int64_t> members_;
};

SetRef constant_set(const Val& value) {
  if (value.tag != Tag::set || !value.set().closed() || value.set().certain.empty()) {
    return nullptr;
  }
  std::vector<std::int64_t> members;
  std::optional<NumberClass> kind;
  for (const Val& member : value.set().certain) {
    const auto number = as_number(member);
    if (!number || (kind && *kind != number->first)) {
      return nullptr;
    }
    kind = number->first;
    members.push_back(number->second);
  }
  return std::make_unique<ConstantSet>(*kind, std::move(members));
}

}  // namespace

std::optional<std::pair<NumberClass, std::int64_t>> as_number(const Val& value) {
  switch (value.tag) {
    case Tag::boolean:
    case Tag::text:
    case Tag::email:
      return std::pair(NumberClass{value.tag}, value.a);
    case Tag::row:
      return std::pair(NumberClass{Tag::row, value.relation(), value.part()}, value.a);
    case Tag::integer:
    case Tag::decimal:
    case Tag::duration:
    case Tag::instant:
      return value.exact() ? std::optional(std::pair(NumberClass{value.tag}, value.a))
                           : std::nullopt;
    default:
      return std::nullopt;
  }
}

NumberRef constant_number(NumberClass the_class, std::int64_t value) {
  return std::make_unique<ConstantNumbers>(the_class, value);
}

void KernelMaker::bind_row(int slot, std::uint32_t relation, std::uint32_t part) {
  rows_[slot] = {relation, part, lanes_++};
}

const RowLane* KernelMaker::row_of(NodeRef node) const {
  const auto found = node->op == Op::local ? rows_.find(node->slot) : rows_.end();
  return found != rows_.end() ? &found->second : nullptr;
}

NodeRef KernelMaker::let_of(NodeRef node) const {
  const auto found = node->op == Op::local ? lets_.find(node->slot) : lets_.end();
  return found != lets_.end() ? found->second : nullptr;
}

std::optional<Val> KernelMaker::constant(NodeRef node) {
  if (node->op == Op::literal) {
    return node->value;
  }
  return node->memo >= 0 && !node->faults ? std::optional(memo(ctx_, node)) : std::nullopt;
}

KernelMaker KernelMaker::on_row(const RowLane& row) const {
  KernelMaker inner(ctx_);
  inner.rows_[0] = row;
  inner.lanes_ = lanes_;
  inner.depth_ = depth_;
  return inner;
}

// Views over views and lets of lets may nest deeper than brackets.
template <class Make>
auto nested(int& depth, Make make) -> decltype(make()) {
  if (depth >= depth_limit) {
    return nullptr;
  }
  ++depth;
  auto made = make();
  --depth;
  return made;
}

NumberRef KernelMaker::number(NodeRef node) {
  return nested(depth_, [&]() -> NumberRef {
    if (const auto value = constant(node)) {
      const auto known = as_number(*value);
      return known ? constant_number(known->first, known->second) : nullptr;
    }
    if (const RowLane* row = row_of(node)) {
      return std::make_unique<RowNumbers>(*row);
    }
    if (NodeRef let = let_of(node)) {
      return number(let);
    }
    if (node->op == Op::field) {
      return number_field(node);
    }
    if (node->op == Op::count) {
      return counted(node);
    }
    if (node->op == Op::or_else) {
      std::vector<NumberRef> choices;
      for (NodeRef kid : node->kids) {
        choices.push_back(number(kid));
        if (choices.back() == nullptr || choices.back()->of != choices.front()->of) {
          return nullptr;
        }
      }
      return std::make_unique<FirstPresent>(std::move(choices));
    }
    if (!node->type.is(Kind::boolean) || node->op == Op::local) {
      return nullptr;
    }
    TruthRef condition = truth(node);
    return condition != nullptr ? std::make_unique<NumbersOfTruth>(std::move(condition)) : nullptr;
  });
}

SetRef KernelMaker::set(NodeRef node) {
  return nested(depth_, [&]() -> SetRef {
    if (const auto value = constant(node)) {
      return constant_set(*value);
    }
    if (NodeRef let = let_of(node)) {
      return set(let);
    }
    return node->op == Op::field           ? set_field(node)
           : node->op == Op::comprehension ? comprehended(node)
           : node->op == Op::closure       ? closure(node, set(node->kids.front()))
                                           : nullptr;
  });
}

TruthRef KernelMaker::truth(NodeRef node) {
  return nested(depth_, [&]() -> TruthRef {
    if (const auto value = constant(node)) {
      const auto known = as_number(*value);
      return known ? truth_of(constant_number(known->first, known->second)) : nullptr;
    }
    if (NodeRef let = let_of(node)) {
      return truth(let);
    }
    switch (node->op) {
      case Op::field:
        return truth_field(node);
      case Op::or_else:
        return truth_of(number(node));
      case Op::unary:
        return node->unary == ast::UnaryOp::logical_not ? inverse(truth(node->kids.front()))
                                                        : nullptr;
      case Op::test:
        return presence(node);
      case Op::chain:
        return chain(node);
      case Op::implies:
        return implies(node);
      case Op::exists:
      case Op::no:
      case Op::every:
        return quantified(node);
      default:
        return nullptr;
    }
  });
}

}  // namespace writ::native
