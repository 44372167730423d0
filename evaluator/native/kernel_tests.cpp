// Comparisons of values that are known and exact.
#include <algorithm>

#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

using Bin = ast::BinaryOp;

// `compare` on numbers of one class. An absent side makes it `absent`.
template <class Compare>
class Compared final : public TruthKernel {
 public:
  Compared(NumberRef left, NumberRef right, std::uint8_t absent, Compare compare)
      : left_(std::move(left)), right_(std::move(right)), absent_(absent), compare_(compare) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    Numbers left(batch.n);
    Numbers right(batch.n);
    left_->read(batch, left);
    right_->read(batch, right);
    for (std::size_t i = 0; i < batch.n; ++i) {
      const bool known = left.mark[i] == Mark::known && right.mark[i] == Mark::known;
      const bool absent = left.mark[i] == Mark::absent || right.mark[i] == Mark::absent;
      out[i] = known    ? as_bits(compare_(left.value[i], right.value[i]))
               : absent ? absent_
                        : may_both;
    }
  }

 private:
  NumberRef left_, right_;
  std::uint8_t absent_;
  Compare compare_;
};

// The same with a number that is known beforehand.
template <class Compare>
class ComparedWith final : public TruthKernel {
 public:
  ComparedWith(NumberRef left, std::int64_t right, std::uint8_t absent, Compare compare)
      : left_(std::move(left)), right_(right), absent_(absent), compare_(compare) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    Numbers left(batch.n);
    left_->read(batch, left);
    const std::int64_t* value = left.value.data();
    const Mark* mark = left.mark.data();
    for (std::size_t i = 0; i < batch.n; ++i) {
      const std::uint8_t gap = mark[i] == Mark::absent ? absent_ : may_both;
      const std::uint8_t found = as_bits(compare_(value[i], right_));
      out[i] = mark[i] == Mark::known ? found : gap;
    }
  }

 private:
  NumberRef left_;
  std::int64_t right_;
  std::uint8_t absent_;
  Compare compare_;
};

template <class Compare>
TruthRef compared(NumberRef left, NumberRef right, std::uint8_t absent, Compare compare) {
  if (const auto known = right->known()) {
    return std::make_unique<ComparedWith<Compare>>(std::move(left), *known, absent, compare);
  }
  return std::make_unique<Compared<Compare>>(std::move(left), std::move(right), absent, compare);
}

// `in` a set that is the same for all.
class AmongConstants final : public TruthKernel {
 public:
  AmongConstants(NumberRef element, std::vector<std::int64_t> sorted)
      : element_(std::move(element)), sorted_(std::move(sorted)) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    Numbers numbers(batch.n);
    element_->read(batch, numbers);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out[i] = numbers.mark[i] == Mark::known
                   ? as_bits(std::binary_search(sorted_.begin(), sorted_.end(), numbers.value[i]))
               : numbers.mark[i] == Mark::absent ? may_fail
                                                 : may_both;
    }
  }

 private:
  NumberRef element_;
  std::vector<std::int64_t> sorted_;
};

class AmongMembers final : public TruthKernel {
 public:
  AmongMembers(NumberRef element, SetRef set)
      : element_(std::move(element)), set_(std::move(set)) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    Numbers numbers(batch.n);
    Lists lists;
    element_->read(batch, numbers);
    set_->read(batch, lists);
    for (std::size_t i = 0; i < batch.n; ++i) {
      const auto members = lists.of(i);
      out[i] = numbers.mark[i] == Mark::absent                              ? may_fail
               : numbers.mark[i] == Mark::beyond || lists.beyond[i] != 0 ? may_both
                   : as_bits(std::ranges::find(members, numbers.value[i]) != members.end());
    }
  }

 private:
  NumberRef element_;
  SetRef set_;
};

// `subset of`, `intersects`.
class OverSets final : public TruthKernel {
 public:
  OverSets(SetRef left, SetRef right, bool subset)
      : left_(std::move(left)), right_(std::move(right)), subset_(subset) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    Lists left;
    Lists right;
    left_->read(batch, left);
    right_->read(batch, right);
    for (std::size_t i = 0; i < batch.n; ++i) {
      const auto members = right.of(i);
      const auto is_right = [&](std::int64_t member) {
        return std::ranges::find(members, member) != members.end();
      };
      out[i] = left.beyond[i] != 0 || right.beyond[i] != 0
                   ? may_both
                   : as_bits(subset_ ? std::ranges::all_of(left.of(i), is_right)
                                     : std::ranges::any_of(left.of(i), is_right));
    }
  }

 private:
  SetRef left_, right_;
  bool subset_;
};

bool is_quantity(const NumberClass& kind) {
  return kind.tag >= Tag::integer && kind.tag <= Tag::instant;
}

}  // namespace

TruthRef KernelMaker::comparison(NodeRef left, const Step& step) {
  switch (step.op) {
    case Bin::equal:
    case Bin::not_equal:
    case Bin::less:
    case Bin::less_equal:
    case Bin::greater:
    case Bin::greater_equal:
      break;
    case Bin::in:
      return membership(left, step.right);
    case Bin::contains:
      return step.on_set ? membership(step.right, left) : text_test(left, step);
    case Bin::starts_with:
    case Bin::ends_with:
      return text_test(left, step);
    case Bin::subset_of:
    case Bin::intersects:
      return over_sets(left, step);
    case Bin::older_than:
    case Bin::newer_than:
      return age(left, step);
    default:
      return nullptr;
  }
  NumberRef a = number(left);
  NumberRef b = a != nullptr ? number(step.right) : nullptr;
  if (b == nullptr || a->of != b->of) {
    return nullptr;
  }
  const auto make = [&](std::uint8_t absent, auto compare) {
    return compared(std::move(a), std::move(b), absent, compare);
  };
  if (step.op == Bin::equal) {
    return make(may_fail, std::equal_to<>());
  }
  if (step.op == Bin::not_equal) {
    return make(may_both, std::not_equal_to<>());
  }
  if (!is_quantity(a->of)) {
    return nullptr;
  }
  return step.op == Bin::less         ? make(may_both, std::less<>())
         : step.op == Bin::less_equal ? make(may_both, std::less_equal<>())
         : step.op == Bin::greater    ? make(may_both, std::greater<>())
                                      : make(may_both, std::greater_equal<>());
}

TruthRef KernelMaker::membership(NodeRef element, NodeRef set_node) {
  const auto value = constant(set_node);
  if (value && element->op == Op::built_in && element->name == "domain") {
    return among_domains(element->kids.front(), *value);
  }
  NumberRef number_of = number(element);
  SetRef members = number_of != nullptr ? set(set_node) : nullptr;
  if (members == nullptr || members->of != number_of->of) {
    return nullptr;
  }
  if (!value) {
    return std::make_unique<AmongMembers>(std::move(number_of), std::move(members));
  }
  std::vector<std::int64_t> sorted;
  for (const Val& member : value->set().certain) {
    sorted.push_back(member.a);
  }
  std::sort(sorted.begin(), sorted.end());
  return std::make_unique<AmongConstants>(std::move(number_of), std::move(sorted));
}

TruthRef KernelMaker::over_sets(NodeRef left, const Step& step) {
  SetRef a = set(left);
  SetRef b = a != nullptr ? set(step.right) : nullptr;
  return b != nullptr && a->of == b->of
             ? std::make_unique<OverSets>(std::move(a), std::move(b), step.op == Bin::subset_of)
             : nullptr;
}

TruthRef KernelMaker::age(NodeRef left, const Step& step) {
  const auto limit = constant(step.right);
  NumberRef instant = limit ? number(left) : nullptr;
  if (instant == nullptr || instant->of.tag != Tag::instant || limit->tag != Tag::duration) {
    return nullptr;
  }
  const Val now = Val::exactly(Tag::instant, ctx_.world.now().micros);
  const Computed then = subtract(ctx_.engine(), now, *limit);
  if (!then.fault.empty() || then.value.tag != Tag::instant || !then.value.exact()) {
    return nullptr;
  }
  NumberRef bound = constant_number(instant->of, then.value.a);
  return step.op == Bin::older_than
             ? compared(std::move(instant), std::move(bound), may_both, std::less<>())
             : compared(std::move(instant), std::move(bound), may_both, std::greater<>());
}

}  // namespace writ::native
