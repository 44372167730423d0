#include "evaluator/reference/arithmetic.h"

#include <limits>

#include "base/checked.h"
#include "evaluator/reference/compare.h"

namespace writ::reference {

namespace {

constexpr std::string_view overflow = "overflow";

Computed fault(std::string_view what) {
  return {undetermined(std::string(what)), what};
}

std::optional<std::int64_t> narrow(Wide value) {
  if (value < std::numeric_limits<std::int64_t>::min() ||
      value > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

bool fits(Scale scale, std::int64_t value) {
  return scale != Scale::instant ||
         (value >= earliest_instant.micros && value <= latest_instant.micros);
}

bool is_number(Scale scale) {
  return scale == Scale::integer || scale == Scale::decimal;
}

// `add` on both bounds; a bound that does not fit makes it a fault.
Computed add_bounds(Scale scale, const Quantity& a, const Quantity& b, std::int64_t a_factor,
                    std::int64_t b_factor) {
  Quantity sum{scale, {}, {}, a.reasons};
  sum.reasons.add(b.reasons);
  const auto bound = [&](const std::optional<std::int64_t>& x, const std::optional<std::int64_t>& y,
                         std::optional<std::int64_t>& out) {
    if (!x || !y) {
      return true;
    }
    out = narrow(Wide{*x} * a_factor + Wide{*y} * b_factor);
    return out && fits(scale, *out);
  };
  if (!bound(a.low, b.low, sum.low) || !bound(a.high, b.high, sum.high)) {
    return fault(overflow);
  }
  return {sum};
}

// The scale of a sum and what to multiply each side with to get there; nothing where there is no
// sum.
struct Plan {
  Scale scale;
  std::int64_t a_factor = 1;
  std::int64_t b_factor = 1;
};

std::optional<Plan> plan_sum(Scale a, Scale b, bool minus) {
  if (is_number(a) && is_number(b)) {
    if (a == b) {
      return Plan{a};
    }
    return Plan{Scale::decimal, a == Scale::integer ? Decimal::one : 1,
                b == Scale::integer ? Decimal::one : 1};
  }
  if (b == Scale::duration && (a == Scale::duration || a == Scale::instant)) {
    return Plan{a};
  }
  if (a == Scale::instant && b == Scale::instant && minus) {
    return Plan{Scale::duration};
  }
  if (a == Scale::duration && b == Scale::instant && !minus) {
    return Plan{Scale::instant};
  }
  return std::nullopt;
}

// -[low, high] without a check: bounds are at most one too large, which the sum's wide arithmetic
// holds.
Computed combine(const Value& a, const Value& b, bool minus) {
  if (auto unknown = strict(a, b)) {
    return {*unknown};
  }
  const auto x = as_quantity(a);
  const auto y = as_quantity(b);
  const auto plan = x && y ? plan_sum(x->scale, y->scale, minus) : std::nullopt;
  if (!plan) {
    return {undetermined("no such operation")};
  }
  if (!minus) {
    return add_bounds(plan->scale, *x, *y, plan->a_factor, plan->b_factor);
  }
  const Quantity turned{y->scale, y->high, y->low, y->reasons};
  return add_bounds(plan->scale, *x, turned, plan->a_factor, -plan->b_factor);
}

// The operands of `*`, `/` and functions: exact, or the result is unknown.
struct Exact {
  std::optional<Undetermined> unknown;
  Quantity a;
  Quantity b;
};

Exact exact_operands(const Value& a, const Value& b) {
  Exact result{strict(a, b), {}, {}};
  if (result.unknown) {
    return result;
  }
  const Quantity* x = std::get_if<Quantity>(&a);
  const Quantity* y = std::get_if<Quantity>(&b);
  if (x == nullptr || y == nullptr) {
    result.unknown = undetermined("no such operation");
  } else if (!x->exact() || !y->exact()) {
    result.unknown = Undetermined{x->reasons};
    result.unknown->reasons.add(y->reasons);
  } else {
    result.a = *x;
    result.b = *y;
  }
  return result;
}

Computed computed(Scale scale, Wide value) {
  const auto narrowed = narrow(value);
  return narrowed ? Computed{Quantity::exactly(scale, *narrowed)} : fault(overflow);
}

}  // namespace

Computed add(const Value& a, const Value& b) {
  return combine(a, b, false);
}

Computed subtract(const Value& a, const Value& b) {
  const Day* x = std::get_if<Day>(&a);
  const Day* y = std::get_if<Day>(&b);
  if (x != nullptr && y != nullptr &&
      (x->zone == y->zone || x->zone == nullptr || y->zone == nullptr)) {
    const std::int64_t days = std::int64_t{x->date.days} - y->date.days;
    return {Quantity::exactly(Scale::duration, days * micros_per_day)};
  }
  return combine(a, b, true);
}

Computed multiply(const Value& a, const Value& b) {
  const Exact operands = exact_operands(a, b);
  if (operands.unknown) {
    return {*operands.unknown};
  }
  const Scale x = operands.a.scale;
  const Scale y = operands.b.scale;
  const Wide product = Wide{*operands.a.low} * *operands.b.low;
  if (x == Scale::integer) {
    return computed(y, product);
  }
  if (y == Scale::integer) {
    return computed(x, product);
  }
  if (x == Scale::decimal && y == Scale::decimal) {
    return computed(Scale::decimal, divide_half_even(product, Decimal::one));
  }
  return {undetermined("no such operation")};
}

Computed divide(const Value& a, const Value& b) {
  const Exact operands = exact_operands(a, b);
  if (operands.unknown) {
    return {*operands.unknown};
  }
  const Scale x = operands.a.scale;
  const Scale y = operands.b.scale;
  Wide value = *operands.a.low;
  Wide divisor = *operands.b.low;
  if (divisor == 0) {
    return fault("division by zero");
  }
  if (is_number(x) && is_number(y)) {
    value *= x == Scale::integer ? Decimal::one : 1;
    divisor *= y == Scale::integer ? Decimal::one : 1;
    return computed(Scale::decimal, divide_half_even(value * Decimal::one, divisor));
  }
  if (x == Scale::duration && y == Scale::integer) {
    return computed(Scale::duration, divide_half_even(value, divisor));
  }
  if (x == Scale::duration && y == Scale::duration) {
    return computed(Scale::decimal, divide_half_even(value * Decimal::one, divisor));
  }
  return {undetermined("no such operation")};
}

Computed negate(const Value& a) {
  if (auto unknown = strict(a)) {
    return {*unknown};
  }
  const auto x = as_quantity(a);
  if (!x) {
    return {undetermined("no such operation")};
  }
  return combine(Quantity::exactly(x->scale, 0), *x, true);
}

Computed absolute(const Value& a) {
  const Exact operand = exact_operands(a, Quantity::exactly(Scale::integer, 0));
  if (operand.unknown) {
    return {*operand.unknown};
  }
  const Wide value = *operand.a.low;
  return computed(operand.a.scale, value < 0 ? -value : value);
}

}  // namespace writ::reference
