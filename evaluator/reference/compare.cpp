#include "evaluator/reference/compare.h"

#include "base/checked.h"
#include "base/email.h"
#include "evaluator/reference/sets.h"

namespace writ::reference {

namespace {

// An integer and a decimal on one scale.
Wide widen(Scale scale, std::int64_t value) {
  return scale == Scale::integer ? Wide{value} * Decimal::one : Wide{value};
}

// Whether every value of `a` lies below every value of `b`.
bool all_below(const Quantity& a, const Quantity& b) {
  return a.high && b.low && widen(a.scale, *a.high) < widen(b.scale, *b.low);
}

bool all_at_or_above(const Quantity& a, const Quantity& b) {
  return a.low && b.high && widen(a.scale, *a.low) >= widen(b.scale, *b.high);
}

Truth overlap(const Quantity& a, const Quantity& b) {
  Reasons reasons = a.reasons;
  reasons.add(b.reasons);
  return Truth::unknown(std::move(reasons));
}

Truth less(const Quantity& a, const Quantity& b) {
  if (all_below(a, b)) {
    return Truth::of(true);
  }
  return all_at_or_above(a, b) ? Truth::of(false) : overlap(a, b);
}

Truth equal(const Quantity& a, const Quantity& b) {
  if (all_below(a, b) || all_below(b, a)) {
    return Truth::of(false);
  }
  if (a.exact() && b.exact()) {
    return Truth::of(true);
  }
  return overlap(a, b);
}

// Two days of one zone, or with a literal: as the calendar has them.
bool same_calendar(const Day& a, const Day& b) {
  return a.zone == b.zone || a.zone == nullptr || b.zone == nullptr;
}

Truth equal(const Email& a, const std::string& b) {
  return Truth::of(a.canonical == b || canonical_email(b) == a.canonical);
}

Truth incomparable() {
  return Truth::unknown(undetermined("the values cannot be compared").reasons);
}

}  // namespace

std::optional<Quantity> as_quantity(const Value& value) {
  if (const auto* quantity = std::get_if<Quantity>(&value)) {
    return *quantity;
  }
  if (const auto* day = std::get_if<Day>(&value)) {
    return instant_of(*day);
  }
  return std::nullopt;
}

std::optional<Undetermined> strict(const Value& a) {
  if (const Undetermined* unknown = if_undetermined(a)) {
    return *unknown;
  }
  if (is_absent(a)) {
    return undetermined("there is no value");
  }
  return std::nullopt;
}

std::optional<Undetermined> strict(const Value& a, const Value& b) {
  std::optional<Undetermined> result = strict(a);
  if (const auto other = strict(b)) {
    if (result) {
      result->reasons.add(other->reasons);
    } else {
      result = other;
    }
  }
  return result;
}

Truth equal(const Value& a, const Value& b) {
  if (is_absent(a) || is_absent(b)) {
    return Truth::of(false);
  }
  const SetRef* set_a = std::get_if<SetRef>(&a);
  const SetRef* set_b = std::get_if<SetRef>(&b);
  if (set_a != nullptr || set_b != nullptr) {
    return same_members(*to_set(a), *to_set(b));
  }
  if (auto unknown = strict(a, b)) {
    return Truth::unknown(std::move(unknown->reasons));
  }
  const Day* day_a = std::get_if<Day>(&a);
  const Day* day_b = std::get_if<Day>(&b);
  if (day_a != nullptr && day_b != nullptr && same_calendar(*day_a, *day_b)) {
    return Truth::of(day_a->date == day_b->date);
  }
  const auto quantity_a = as_quantity(a);
  const auto quantity_b = as_quantity(b);
  if (quantity_a && quantity_b) {
    return equal(*quantity_a, *quantity_b);
  }
  const Email* email_a = std::get_if<Email>(&a);
  const Email* email_b = std::get_if<Email>(&b);
  if (email_a != nullptr && std::holds_alternative<std::string>(b)) {
    return equal(*email_a, std::get<std::string>(b));
  }
  if (email_b != nullptr && std::holds_alternative<std::string>(a)) {
    return equal(*email_b, std::get<std::string>(a));
  }
  return a.index() == b.index() ? Truth::of(order(a, b) == 0) : incomparable();
}

Truth less(const Value& a, const Value& b) {
  if (auto unknown = strict(a, b)) {
    return Truth::unknown(std::move(unknown->reasons));
  }
  const Day* day_a = std::get_if<Day>(&a);
  const Day* day_b = std::get_if<Day>(&b);
  if (day_a != nullptr && day_b != nullptr && same_calendar(*day_a, *day_b)) {
    return Truth::of(day_a->date < day_b->date);
  }
  const auto quantity_a = as_quantity(a);
  const auto quantity_b = as_quantity(b);
  return quantity_a && quantity_b ? less(*quantity_a, *quantity_b) : incomparable();
}

}  // namespace writ::reference
