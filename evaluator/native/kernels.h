// Kernels: expressions as loops over plain integers, without reasons. They answer for what is known
// and exact, which is most of a snapshot; what is not they mark, and the engine's own evaluation
// (run.h) has the word on it. A kernel never says what that evaluation would not.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>

#include "evaluator/native/run.h"

namespace writ::native {

template <class T>
using Pooled = std::vector<T, PoolAllocator<T>>;

// What a condition may be, as bits of a byte; both where the kernel cannot tell.
constexpr std::uint8_t may_hold = 1;
constexpr std::uint8_t may_fail = 2;
constexpr std::uint8_t may_both = may_hold | may_fail;

inline std::uint8_t as_bits(bool holds) {
  return holds ? may_hold : may_fail;
}
inline std::uint8_t both_of(std::uint8_t a, std::uint8_t b) {
  return static_cast<std::uint8_t>((a & b & may_hold) | ((a | b) & may_fail));
}
inline std::uint8_t either_of(std::uint8_t a, std::uint8_t b) {
  return static_cast<std::uint8_t>(((a | b) & may_hold) | (a & b & may_fail));
}
inline std::uint8_t inverse_of(std::uint8_t a) {
  return static_cast<std::uint8_t>(((a & may_hold) << 1) | ((a & may_fail) >> 1));
}

// Subjects: in each lane the number of a row within its part, for each of n subjects.
constexpr std::size_t lane_limit = 6;
struct Batch {
  std::size_t n = 0;
  std::array<const std::uint32_t*, lane_limit> lanes{};
};

// What numbers stand for. Of one class, equal numbers are equal values, and only they.
struct NumberClass {
  Tag tag = Tag::absent;
  std::uint32_t relation = 0, part = 0;  // of rows
  friend bool operator==(const NumberClass&, const NumberClass&) = default;
};

enum class Mark : std::uint8_t { known, absent, beyond };

struct Numbers {
  explicit Numbers(std::size_t n) : value(n), mark(n, Mark::known) {}
  Pooled<std::int64_t> value;  // 0 where not known
  Pooled<Mark> mark;
};

// A closed set for each subject; members in no order, perhaps more than once.
struct Lists {
  void start(std::size_t n) {
    begins.assign(1, 0);
    members.clear();
    beyond.assign(n, 0);
  }
  void finish_one() { begins.push_back(static_cast<std::uint32_t>(members.size())); }
  std::span<const std::int64_t> of(std::size_t subject) const {
    return {members.data() + begins[subject], members.data() + begins[subject + 1]};
  }
  // Adds what a comprehension makes of a member that it may choose.
  void add(std::size_t subject, std::uint8_t chosen, Mark mark, std::int64_t value) {
    if (chosen == may_both || (chosen == may_hold && mark == Mark::beyond)) {
      beyond[subject] = 1;
    } else if (chosen == may_hold && mark == Mark::known) {
      members.push_back(value);
    }
  }
  Pooled<std::uint32_t> begins;  // n + 1
  Pooled<std::int64_t> members;
  Pooled<std::uint8_t> beyond;
};

class NumberKernel {
 public:
  explicit NumberKernel(NumberClass the_class) : of(the_class) {}
  virtual ~NumberKernel() = default;
  virtual void read(const Batch& batch, Numbers& out) const = 0;
  // The number, where it is known and the same for all.
  virtual std::optional<std::int64_t> known() const { return std::nullopt; }
  const NumberClass of;
};

class TruthKernel {
 public:
  virtual ~TruthKernel() = default;
  virtual void test(const Batch& batch, std::uint8_t* out) const = 0;
};

class SetKernel {
 public:
  explicit SetKernel(NumberClass the_class) : of(the_class) {}
  virtual ~SetKernel() = default;
  virtual void read(const Batch& batch, Lists& out) const = 0;
  const NumberClass of;  // of the members
};

using NumberRef = std::unique_ptr<const NumberKernel>;
using TruthRef = std::unique_ptr<const TruthKernel>;
using SetRef = std::unique_ptr<const SetKernel>;

}  // namespace writ::native
