// Arithmetic on quantities: checked, exact, on intervals.
#pragma once

#include <string_view>

#include "evaluator/reference/value.h"

namespace writ::reference {

// A result, or what went wrong ("overflow", "division by zero"): that is unknown and a data
// finding.
struct Computed {
  Value value;
  std::string_view fault = {};
};

// `a + b`, `a - b` of numbers, durations, instants and days (sets are set operators).
Computed add(const Value& a, const Value& b);
Computed subtract(const Value& a, const Value& b);
// Of exact operands; of imprecise ones the result is unknown, with their reasons.
Computed multiply(const Value& a, const Value& b);
Computed divide(const Value& a, const Value& b);
Computed negate(const Value& a);
Computed absolute(const Value& a);

// The sum of values of one scale (int and decimal may mix), in any order the same.
class Sum {
 public:
  explicit Sum(Scale scale) : scale_(scale) {}
  void add(const Quantity& value);
  Computed total() const;

 private:
  __extension__ typedef __int128 Wide;
  Scale scale_;
  Wide low_ = 0;
  Wide high_ = 0;
  bool bounded_below_ = true;
  bool bounded_above_ = true;
  Reasons reasons_;
};

// The least (or greatest) of `values`, in the widest scale among them. Nothing where there are
// none.
std::optional<Computed> extreme(const std::vector<Value>& values, bool greatest);

}  // namespace writ::reference
