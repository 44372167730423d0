// Conditions made of conditions: `and`, `or`, `not`, `implies`; tests of presence.
#include <algorithm>

#include "evaluator/native/kernel_maker.h"

namespace writ::native {

namespace {

class TruthOfNumbers final : public TruthKernel {
 public:
  explicit TruthOfNumbers(NumberRef boolean) : boolean_(std::move(boolean)) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    Numbers numbers(batch.n);
    boolean_->read(batch, numbers);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out[i] = numbers.mark[i] != Mark::known ? may_both
               : numbers.value[i] != 0        ? may_hold
                                              : may_fail;
    }
  }

 private:
  NumberRef boolean_;
};

class Inverse final : public TruthKernel {
 public:
  explicit Inverse(TruthRef condition) : condition_(std::move(condition)) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    condition_->test(batch, out);
    std::transform(out, out + batch.n, out, inverse_of);
  }

 private:
  TruthRef condition_;
};

class Presence final : public TruthKernel {
 public:
  Presence(NumberRef operand, ast::TestOp test) : operand_(std::move(operand)), test_(test) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    Numbers numbers(batch.n);
    operand_->read(batch, numbers);
    const std::uint8_t absent = test_ == ast::TestOp::is_present ? may_fail : may_hold;
    const std::uint8_t known = test_ == ast::TestOp::is_absent ? may_fail : may_hold;
    for (std::size_t i = 0; i < batch.n; ++i) {
      out[i] = numbers.mark[i] == Mark::known    ? known
               : numbers.mark[i] == Mark::absent ? absent
                                                 : may_both;
    }
  }

 private:
  NumberRef operand_;
  ast::TestOp test_;
};

// What no kernel tells, and what cannot overflow.
class Undecided final : public TruthKernel {
 public:
  void test(const Batch& batch, std::uint8_t* out) const override {
    std::fill_n(out, batch.n, may_both);
  }
};

class Connected final : public TruthKernel {
 public:
  Connected(bool conjunction, std::vector<TruthRef> parts)
      : conjunction_(conjunction), parts_(std::move(parts)) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    parts_.front()->test(batch, out);
    Pooled<std::uint8_t> next(batch.n);
    for (std::size_t k = 1; k < parts_.size(); ++k) {
      parts_[k]->test(batch, next.data());
      std::transform(out, out + batch.n, next.data(), out, conjunction_ ? both_of : either_of);
    }
  }

 private:
  bool conjunction_;
  std::vector<TruthRef> parts_;
};

// Null where nothing is told, or where a part that no kernel tells may overflow: the engine tries it
// on subjects that the other parts would decide.
TruthRef connected(bool conjunction, std::vector<TruthRef> parts, bool faults) {
  const auto missing = std::count(parts.begin(), parts.end(), nullptr);
  if (missing == static_cast<std::ptrdiff_t>(parts.size()) || (missing > 0 && faults)) {
    return nullptr;
  }
  for (TruthRef& part : parts) {
    if (part == nullptr) {
      part = std::make_unique<Undecided>();
    }
  }
  return std::make_unique<Connected>(conjunction, std::move(parts));
}

bool connects(ast::BinaryOp op) {
  return op == ast::BinaryOp::logical_and || op == ast::BinaryOp::logical_or;
}

}  // namespace

TruthRef truth_of(NumberRef boolean) {
  return boolean != nullptr && boolean->of.tag == Tag::boolean
             ? std::make_unique<TruthOfNumbers>(std::move(boolean))
             : nullptr;
}

TruthRef all_of(std::vector<TruthRef> conditions) {
  return conditions.empty() ? nullptr : std::make_unique<Connected>(true, std::move(conditions));
}

TruthRef inverse(TruthRef condition) {
  return condition != nullptr ? std::make_unique<Inverse>(std::move(condition)) : nullptr;
}

TruthRef KernelMaker::presence(NodeRef node) {
  NumberRef operand = number(node->kids.front());
  return operand != nullptr ? std::make_unique<Presence>(std::move(operand), node->test) : nullptr;
}

TruthRef KernelMaker::chain(NodeRef node) {
  std::size_t next = 0;
  TruthRef so_far = connects(node->steps.front().op)
                        ? truth(node->kids.front())
                        : comparison(node->kids.front(), node->steps[next++]);
  while (next < node->steps.size()) {
    const ast::BinaryOp op = node->steps[next].op;
    if (!connects(op)) {
      return nullptr;
    }
    std::vector<TruthRef> parts;
    parts.push_back(std::move(so_far));
    for (; next < node->steps.size() && node->steps[next].op == op; ++next) {
      parts.push_back(truth(node->steps[next].right));
    }
    so_far = connected(op == ast::BinaryOp::logical_and, std::move(parts), node->faults);
  }
  return so_far;
}

// One of the conditions before the last is false, or the last holds.
TruthRef KernelMaker::implies(NodeRef node) {
  std::vector<TruthRef> parts;
  for (NodeRef kid : node->kids) {
    TruthRef condition = truth(kid);
    parts.push_back(kid == node->kids.back() ? std::move(condition) : inverse(std::move(condition)));
  }
  return connected(false, std::move(parts), node->faults);
}

}  // namespace writ::native
