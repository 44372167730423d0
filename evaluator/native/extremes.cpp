// The least and the greatest of values.
#include <algorithm>

#include "evaluator/native/values.h"

namespace writ::native {

namespace {

// Of two lower (or upper) bounds the smaller (or greater) one; an infinite bound wins where that is
// where it lies.
void pick(bool a_open, std::int64_t a, bool b_open, std::int64_t b, bool greatest,
          bool infinite_wins, bool& open, std::int64_t& value) {
  if (a_open || b_open) {
    open = infinite_wins || (a_open && b_open);
    value = open ? 0 : a_open ? b : a;
    return;
  }
  open = false;
  value = greatest ? std::max(a, b) : std::min(a, b);
}

Val extreme_of(Engine& engine, const Val& a, const Val& b, bool greatest) {
  Val result = Val::exactly(a.tag, 0);
  pick(a.low_open, a.a, b.low_open, b.a, greatest, !greatest, result.low_open, result.a);
  pick(a.high_open, a.b, b.high_open, b.b, greatest, greatest, result.high_open, result.b);
  if (!result.exact()) {
    result.why = engine.reasons.unite(a.why, b.why);
  }
  return result;
}

Val extreme_day(std::span<const Val> values, bool greatest) {
  Val best = values.front();
  for (const Val& value : values) {
    if (greatest ? value.a > best.a : value.a < best.a) {
      best = value;
    }
  }
  return best;
}

bool one_calendar(Engine& engine, std::span<const Val> values) {
  const Zone* zone = nullptr;
  for (const Val& value : values) {
    if (value.tag != Tag::day) {
      return false;
    }
    const Zone* own = engine.zone_of(value);
    if (zone != nullptr && own != nullptr && own != zone) {
      return false;
    }
    zone = own != nullptr ? own : zone;
  }
  return true;
}

}  // namespace

std::optional<Computed> extreme(Engine& engine, std::span<const Val> values, bool greatest) {
  if (values.empty()) {
    return std::nullopt;
  }
  if (one_calendar(engine, values)) {
    return Computed{extreme_day(values, greatest)};
  }
  Tag widest = Tag::integer;
  for (const Val& value : values) {
    if (const auto unknown = strict(engine, value)) {
      return Computed{Val::unknown(*unknown)};
    }
    const auto quantity = as_quantity(engine, value);
    if (!quantity) {
      return Computed{engine.unknown("it has no order")};
    }
    widest = quantity->tag == Tag::integer ? widest : quantity->tag;
  }
  std::optional<Val> best;
  for (const Val& value : values) {
    Val next = *as_quantity(engine, value);
    if (next.tag != widest) {
      const Computed wide = add(engine, next, Val::exactly(widest, 0));
      if (!wide.fault.empty()) {
        return wide;
      }
      next = wide.value;
    }
    best = best ? extreme_of(engine, *best, next, greatest) : next;
  }
  return Computed{*best};
}

}  // namespace writ::native
