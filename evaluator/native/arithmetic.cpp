// Arithmetic on quantities: checked, exact, on intervals.
#include <limits>

#include "base/checked.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr std::string_view overflow = "overflow";

Computed fault(Engine& engine, std::string_view what) {
  return {engine.unknown(what), what};
}

bool narrow(Wide value, std::int64_t& out) {
  out = static_cast<std::int64_t>(value);
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

bool fits(Tag scale, std::int64_t value) {
  return scale != Tag::instant ||
         (value >= earliest_instant.micros && value <= latest_instant.micros);
}

bool is_number(Tag scale) {
  return scale == Tag::integer || scale == Tag::decimal;
}

Computed add_bounds(Engine& engine, Tag scale, const Val& a, const Val& b, std::int64_t a_factor,
                    std::int64_t b_factor) {
  Val sum{scale, a.low_open || b.low_open, a.high_open || b.high_open,
          engine.reasons.unite(a.why, b.why), 0, 0};
  if (!sum.low_open &&
      (!narrow(Wide{a.a} * a_factor + Wide{b.a} * b_factor, sum.a) || !fits(scale, sum.a))) {
    return fault(engine, overflow);
  }
  if (!sum.high_open &&
      (!narrow(Wide{a.b} * a_factor + Wide{b.b} * b_factor, sum.b) || !fits(scale, sum.b))) {
    return fault(engine, overflow);
  }
  return {sum};
}

struct SumPlan {
  Tag scale;
  std::int64_t a_factor = 1;
  std::int64_t b_factor = 1;
};

std::optional<SumPlan> plan_sum(Tag a, Tag b, bool minus) {
  if (is_number(a) && is_number(b)) {
    if (a == b) {
      return SumPlan{a};
    }
    return SumPlan{Tag::decimal, a == Tag::integer ? Decimal::one : 1,
                   b == Tag::integer ? Decimal::one : 1};
  }
  if (b == Tag::duration && (a == Tag::duration || a == Tag::instant)) {
    return SumPlan{a};
  }
  if (a == Tag::instant && b == Tag::instant && minus) {
    return SumPlan{Tag::duration};
  }
  if (a == Tag::duration && b == Tag::instant && !minus) {
    return SumPlan{Tag::instant};
  }
  return std::nullopt;
}

Computed combine(Engine& engine, const Val& a, const Val& b, bool minus) {
  if (const auto unknown = strict(engine, a, b)) {
    return {Val::unknown(*unknown)};
  }
  const auto x = as_quantity(engine, a);
  const auto y = as_quantity(engine, b);
  const auto plan = x && y ? plan_sum(x->tag, y->tag, minus) : std::nullopt;
  if (!plan) {
    return {engine.unknown("no such operation")};
  }
  if (!minus) {
    return add_bounds(engine, plan->scale, *x, *y, plan->a_factor, plan->b_factor);
  }
  const Val turned{y->tag, y->high_open, y->low_open, y->why, y->b, y->a};
  return add_bounds(engine, plan->scale, *x, turned, plan->a_factor, -plan->b_factor);
}

// What `*`, `/` and functions make of operands that are not exact; nothing where they are.
std::optional<Val> inexact(Engine& engine, const Val& a, const Val& b) {
  if (const auto unknown = strict(engine, a, b)) {
    return Val::unknown(*unknown);
  }
  if (!a.is_quantity() || !b.is_quantity()) {
    return engine.unknown("no such operation");
  }
  if (!a.exact() || !b.exact()) {
    return Val::unknown(engine.reasons.unite(a.why, b.why));
  }
  return std::nullopt;
}

Computed computed(Engine& engine, Tag scale, Wide value) {
  std::int64_t narrowed = 0;
  return narrow(value, narrowed) ? Computed{Val::exactly(scale, narrowed)}
                                 : fault(engine, overflow);
}

}  // namespace

Computed add(Engine& engine, const Val& a, const Val& b) {
  return combine(engine, a, b, false);
}

Computed subtract(Engine& engine, const Val& a, const Val& b) {
  if (a.tag == Tag::day && b.tag == Tag::day) {
    const Zone* x = engine.zone_of(a);
    const Zone* y = engine.zone_of(b);
    if (x == y || x == nullptr || y == nullptr) {
      return {Val::exactly(Tag::duration, (a.a - b.a) * micros_per_day)};
    }
  }
  return combine(engine, a, b, true);
}

Computed multiply(Engine& engine, const Val& a, const Val& b) {
  if (const auto unknown = inexact(engine, a, b)) {
    return {*unknown};
  }
  const Wide product = Wide{a.a} * b.a;
  if (a.tag == Tag::integer) {
    return computed(engine, b.tag, product);
  }
  if (b.tag == Tag::integer) {
    return computed(engine, a.tag, product);
  }
  if (a.tag == Tag::decimal && b.tag == Tag::decimal) {
    return computed(engine, Tag::decimal, divide_half_even(product, Decimal::one));
  }
  return {engine.unknown("no such operation")};
}

Computed divide(Engine& engine, const Val& a, const Val& b) {
  if (const auto unknown = inexact(engine, a, b)) {
    return {*unknown};
  }
  Wide value = a.a;
  Wide divisor = b.a;
  if (divisor == 0) {
    return fault(engine, "division by zero");
  }
  if (is_number(a.tag) && is_number(b.tag)) {
    value *= a.tag == Tag::integer ? Decimal::one : 1;
    divisor *= b.tag == Tag::integer ? Decimal::one : 1;
    return computed(engine, Tag::decimal, divide_half_even(value * Decimal::one, divisor));
  }
  if (a.tag == Tag::duration && b.tag == Tag::integer) {
    return computed(engine, Tag::duration, divide_half_even(value, divisor));
  }
  if (a.tag == Tag::duration && b.tag == Tag::duration) {
    return computed(engine, Tag::decimal, divide_half_even(value * Decimal::one, divisor));
  }
  return {engine.unknown("no such operation")};
}

Computed negate(Engine& engine, const Val& a) {
  if (const auto unknown = strict(engine, a)) {
    return {Val::unknown(*unknown)};
  }
  const auto x = as_quantity(engine, a);
  if (!x) {
    return {engine.unknown("no such operation")};
  }
  return combine(engine, Val::exactly(x->tag, 0), *x, true);
}

Computed absolute(Engine& engine, const Val& a) {
  if (const auto unknown = inexact(engine, a, Val::exactly(Tag::integer, 0))) {
    return {*unknown};
  }
  const Wide value = a.a;
  return computed(engine, a.tag, value < 0 ? -value : value);
}

Val settled(Engine& engine, const std::string& text, const Computed& computed) {
  if (!computed.fault.empty()) {
    engine.note_fault(text, computed.fault);
  }
  return computed.value;
}

void Sum::add(Engine& engine, const Val& value) {
  Wide factor = 1;
  if (value.tag == Tag::decimal && scale_ == Tag::integer) {
    low_ *= Decimal::one;
    high_ *= Decimal::one;
    scale_ = Tag::decimal;
  } else if (value.tag == Tag::integer && scale_ == Tag::decimal) {
    factor = Decimal::one;
  }
  bounded_below_ = bounded_below_ && !value.low_open;
  bounded_above_ = bounded_above_ && !value.high_open;
  low_ += value.low_open ? 0 : factor * value.a;
  high_ += value.high_open ? 0 : factor * value.b;
  why_ = engine.reasons.unite(why_, value.why);
}

Computed Sum::total(Engine& engine) const {
  Val sum{scale_, !bounded_below_, !bounded_above_, why_, 0, 0};
  const bool low_fits = narrow(low_, sum.a);
  const bool high_fits = narrow(high_, sum.b);
  if ((bounded_below_ && !low_fits) || (bounded_above_ && !high_fits)) {
    return fault(engine, overflow);
  }
  sum.a = sum.low_open ? 0 : sum.a;
  sum.b = sum.high_open ? 0 : sum.b;
  return {sum};
}

}  // namespace writ::native
