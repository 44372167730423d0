#include "evaluator/reference/totals.h"

#include <limits>

#include "base/checked.h"
#include "evaluator/reference/compare.h"

namespace writ::reference {

namespace {

bool fits(Wide value) {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

}  // namespace

void Sum::add(const Quantity& value) {
  Wide factor = 1;
  if (value.scale == Scale::decimal && scale_ == Scale::integer) {
    low_ *= Decimal::one;
    high_ *= Decimal::one;
    scale_ = Scale::decimal;
  } else if (value.scale == Scale::integer && scale_ == Scale::decimal) {
    factor = Decimal::one;
  }
  bounded_below_ = bounded_below_ && value.low;
  bounded_above_ = bounded_above_ && value.high;
  low_ += value.low ? factor * *value.low : 0;
  high_ += value.high ? factor * *value.high : 0;
  reasons_.add(value.reasons);
}

Computed Sum::total() const {
  if ((bounded_below_ && !fits(low_)) || (bounded_above_ && !fits(high_))) {
    return {undetermined("overflow"), "overflow"};
  }
  Quantity sum{scale_, {}, {}, reasons_};
  if (bounded_below_) {
    sum.low = static_cast<std::int64_t>(low_);
  }
  if (bounded_above_) {
    sum.high = static_cast<std::int64_t>(high_);
  }
  return {sum};
}

namespace {

// Of two lower (or upper) bounds the smaller (or greater) one; an infinite bound wins where that is
// where it lies.
std::optional<std::int64_t> pick(const std::optional<std::int64_t>& a,
                                 const std::optional<std::int64_t>& b, bool greatest,
                                 bool infinite_wins) {
  if (!a || !b) {
    return infinite_wins ? std::nullopt : (a ? a : b);
  }
  return greatest ? std::max(*a, *b) : std::min(*a, *b);
}

// [min(lows), min(highs)], and dually.
Quantity extreme_of(const Quantity& a, const Quantity& b, bool greatest) {
  Quantity result{a.scale,
                  pick(a.low, b.low, greatest, !greatest),
                  pick(a.high, b.high, greatest, greatest),
                  {}};
  if (!result.exact()) {
    result.reasons = a.reasons;
    result.reasons.add(b.reasons);
  }
  return result;
}

Value extreme_day(const std::vector<Value>& values, bool greatest) {
  Day best = std::get<Day>(values.front());
  for (const Value& value : values) {
    const Day& day = std::get<Day>(value);
    if (greatest ? day.date > best.date : day.date < best.date) {
      best = day;
    }
  }
  return best;
}

bool one_calendar(const std::vector<Value>& values) {
  const Zone* zone = nullptr;
  for (const Value& value : values) {
    const Day* day = std::get_if<Day>(&value);
    if (day == nullptr || (zone != nullptr && day->zone != nullptr && day->zone != zone)) {
      return false;
    }
    zone = day->zone != nullptr ? day->zone : zone;
  }
  return true;
}

}  // namespace

std::optional<Computed> extreme(const std::vector<Value>& values, bool greatest) {
  if (values.empty()) {
    return std::nullopt;
  }
  if (one_calendar(values)) {
    return Computed{extreme_day(values, greatest)};
  }
  std::optional<Quantity> best;
  Scale widest = Scale::integer;
  for (const Value& value : values) {
    if (const auto unknown = strict(value)) {
      return Computed{*unknown};
    }
    const auto quantity = as_quantity(value);
    if (!quantity) {
      return Computed{undetermined("it has no order")};
    }
    widest = quantity->scale == Scale::integer ? widest : quantity->scale;
  }
  for (const Value& value : values) {
    Quantity next = *as_quantity(value);
    if (next.scale != widest) {
      const Computed wide = add(next, Quantity::exactly(widest, 0));
      if (!wide.fault.empty()) {
        return wide;
      }
      next = std::get<Quantity>(wide.value);
    }
    best = best ? extreme_of(*best, next, greatest) : next;
  }
  return Computed{*best};
}

}  // namespace writ::reference
