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

}  // namespace writ::reference
