// Totals of many quantities: their sum, the least and the greatest.
#pragma once

#include "base/checked.h"
#include "evaluator/reference/arithmetic.h"

namespace writ::reference {

// The sum of values of one scale (int and decimal may mix), in any order the same.
class Sum {
 public:
  explicit Sum(Scale scale) : scale_(scale) {}
  void add(const Quantity& value);
  Computed total() const;

 private:
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
