#include <algorithm>

#include "base/checked.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

template <class T>
int sign(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int order_texts(Engine& engine, std::int64_t a, std::int64_t b) {
  if (a == b) {
    return 0;
  }
  const int c = engine.texts.at(static_cast<TextId>(a)).compare(engine.texts.at(static_cast<TextId>(b)));
  return c < 0 ? -1 : c > 0 ? 1 : 0;
}

// A bound that is not there comes before all others.
int order_bounds(bool a_open, std::int64_t a, bool b_open, std::int64_t b) {
  if (a_open || b_open) {
    return sign(!a_open, !b_open);
  }
  return sign(a, b);
}

}  // namespace

int order(Engine& engine, const Val& a, const Val& b) {
  if (kind_of(a.tag) != kind_of(b.tag)) {
    return sign(kind_of(a.tag), kind_of(b.tag));
  }
  switch (a.tag) {
    case Tag::unknown:
    case Tag::absent:
      return 0;
    case Tag::boolean:
      return sign(a.a, b.a);
    case Tag::integer:
    case Tag::decimal:
    case Tag::duration:
    case Tag::instant:
      if (a.tag != b.tag) {
        return sign(a.tag, b.tag);
      }
      if (const int low = order_bounds(a.low_open, a.a, b.low_open, b.a); low != 0) {
        return low;
      }
      return order_bounds(a.high_open, a.b, b.high_open, b.b);
    case Tag::text:
    case Tag::email:
      return order_texts(engine, a.a, b.a);
    case Tag::day: {
      if (a.a != b.a) {
        return sign(a.a, b.a);
      }
      const Zone* x = engine.zone_of(a);
      const Zone* y = engine.zone_of(b);
      return x == y ? 0
                    : sign(x != nullptr ? zone_name(x) : std::string(),
                           y != nullptr ? zone_name(y) : std::string());
    }
    case Tag::row:
      return a.b != b.b ? sign(a.b, b.b) : sign(a.a, b.a);
    case Tag::set: {
      const std::vector<Val>& x = a.set().certain;
      const std::vector<Val>& y = b.set().certain;
      for (std::size_t i = 0; i < x.size() && i < y.size(); ++i) {
        if (const int c = order(engine, x[i], y[i]); c != 0) {
          return c;
        }
      }
      return sign(x.size(), y.size());
    }
  }
  return 0;
}

Val both_open(Engine& engine, const Val& a, const Val& b) {
  if (a.no() || b.no()) {
    return Val::of(false);
  }
  return Val::unknown(engine.reasons.unite(a.why, b.why));
}

Val either_open(Engine& engine, const Val& a, const Val& b) {
  if (a.yes() || b.yes()) {
    return Val::of(true);
  }
  return Val::unknown(engine.reasons.unite(a.why, b.why));
}

Val to_truth(Engine& engine, const Val& value) {
  return value.tag == Tag::boolean || value.tag == Tag::unknown ? value
                                                                : engine.unknown("there is no value");
}

std::optional<ReasonSet> strict(Engine& engine, const Val& a) {
  if (a.tag == Tag::unknown) {
    return a.why;
  }
  if (a.tag == Tag::absent) {
    return engine.because("there is no value");
  }
  return std::nullopt;
}

std::optional<ReasonSet> strict(Engine& engine, const Val& a, const Val& b) {
  const auto x = strict(engine, a);
  const auto y = strict(engine, b);
  if (x && y) {
    return engine.reasons.unite(*x, *y);
  }
  return x ? x : y;
}

namespace {

Val instant_of(Engine& engine, const Val& day) {
  const DayPlace place = engine.day_place_of(day);
  const Zone* zone = place.zone != nullptr ? place.zone : utc_zone();
  const Date date{static_cast<std::int32_t>(day.a)};
  Val instant{Tag::instant, false, false, 0, start_of_day(date, zone).micros,
              end_of_day(date, zone).micros - 1};
  const TextId note = engine.texts.add(to_string(date) + " is a day, not an instant");
  if (place.world != nullptr && place.column >= 0) {
    const RelState& state = place.world->relations[place.relation];
    instant.why =
        place.world->blame(ReasonKind::imprecise, place.relation, static_cast<std::uint32_t>(day.b),
                           state.column_names[static_cast<std::size_t>(place.column)], note);
  } else {
    Blame blame;
    blame.kind = ReasonKind::imprecise;
    blame.note = note;
    instant.why = engine.reasons.one(blame);
  }
  return instant;
}

Wide widen(Tag scale, std::int64_t value) {
  return scale == Tag::integer ? Wide{value} * Decimal::one : Wide{value};
}

// Whether every value of `a` lies below every value of `b`.
bool all_below(const Val& a, const Val& b) {
  return !a.high_open && !b.low_open && widen(a.tag, a.b) < widen(b.tag, b.a);
}

bool all_at_or_above(const Val& a, const Val& b) {
  return !a.low_open && !b.high_open && widen(a.tag, a.a) >= widen(b.tag, b.b);
}

Val less_quantities(Engine& engine, const Val& a, const Val& b) {
  if (all_below(a, b)) {
    return Val::of(true);
  }
  return all_at_or_above(a, b) ? Val::of(false)
                               : Val::unknown(engine.reasons.unite(a.why, b.why));
}

Val equal_quantities(Engine& engine, const Val& a, const Val& b) {
  if (all_below(a, b) || all_below(b, a)) {
    return Val::of(false);
  }
  if (a.exact() && b.exact()) {
    return Val::of(true);
  }
  return Val::unknown(engine.reasons.unite(a.why, b.why));
}

bool same_calendar(Engine& engine, const Val& a, const Val& b) {
  if ((a.b >> 32) == (b.b >> 32) || (a.b >> 32) == 0 || (b.b >> 32) == 0) {
    return true;
  }
  const Zone* x = engine.zone_of(a);
  const Zone* y = engine.zone_of(b);
  return x == y || x == nullptr || y == nullptr;
}

bool has_order(const Val& value) {
  return value.is_quantity() || value.tag == Tag::day;
}

Val quantity_of(Engine& engine, const Val& value) {
  return value.tag == Tag::day ? instant_of(engine, value) : value;
}

Val incomparable(Engine& engine) {
  return engine.unknown("the values cannot be compared");
}

}  // namespace

std::optional<Val> as_quantity(Engine& engine, const Val& value) {
  return has_order(value) ? std::optional(quantity_of(engine, value)) : std::nullopt;
}

Val equal(Ctx& ctx, const Val& a, const Val& b) {
  if (a.tag == Tag::absent || b.tag == Tag::absent) {
    return Val::of(false);
  }
  if (a.tag == Tag::set || b.tag == Tag::set) {
    const SetData& x = to_set(ctx, a);
    const SetData& y = to_set(ctx, b);
    return both(ctx.engine(), subset(ctx, x, y), subset(ctx, y, x));
  }
  return equal_scalars(ctx.engine(), a, b);
}

Val equal_scalars(Engine& engine, const Val& a, const Val& b) {
  if (a.tag == Tag::unknown || b.tag == Tag::unknown) {
    return Val::unknown(*strict(engine, a, b));
  }
  if (a.tag == Tag::text && b.tag == Tag::text) {
    return Val::of(a.a == b.a);
  }
  if (a.tag == Tag::day && b.tag == Tag::day && same_calendar(engine, a, b)) {
    return Val::of(a.a == b.a);
  }
  if (has_order(a) && has_order(b)) {
    return equal_quantities(engine, quantity_of(engine, a), quantity_of(engine, b));
  }
  if (a.tag == Tag::email && b.tag == Tag::text) {
    return Val::of(a.a == b.a || a.a == engine.texts.canonical(static_cast<TextId>(b.a)));
  }
  if (a.tag == Tag::text && b.tag == Tag::email) {
    return Val::of(a.a == b.a || b.a == engine.texts.canonical(static_cast<TextId>(a.a)));
  }
  return kind_of(a.tag) == kind_of(b.tag) ? Val::of(order(engine, a, b) == 0) : incomparable(engine);
}

Val less(Ctx& ctx, const Val& a, const Val& b) {
  Engine& engine = ctx.engine();
  if (const auto unknown = strict(engine, a, b)) {
    return Val::unknown(*unknown);
  }
  if (a.tag == Tag::day && b.tag == Tag::day && same_calendar(engine, a, b)) {
    return Val::of(a.a < b.a);
  }
  return has_order(a) && has_order(b)
             ? less_quantities(engine, quantity_of(engine, a), quantity_of(engine, b))
             : incomparable(engine);
}

namespace {

Val not_due(Engine& engine, const Val& deadline) {
  Blame blame;
  blame.kind = ReasonKind::not_due;
  blame.due = deadline.high_open ? latest_instant : Instant{deadline.b};
  return Val::unknown(engine.reasons.one(blame));
}

}  // namespace

Val by(Ctx& ctx, const Val& event, const Val& deadline) {
  Engine& engine = ctx.engine();
  if (const auto unknown = strict(engine, deadline)) {
    return Val::unknown(*unknown);
  }
  if (!has_order(deadline)) {
    return engine.unknown("it is no deadline");
  }
  const Val due = quantity_of(engine, deadline);
  const Val present = Val::exactly(Tag::instant, ctx.world.now().micros);
  if (event.tag == Tag::unknown) {
    return less_quantities(engine, present, due).yes() ? not_due(engine, due)
                                                       : Val::unknown(event.why);
  }
  if (event.tag != Tag::absent) {
    return negated(less(ctx, deadline, event));
  }
  const Val past = less_quantities(engine, due, present);
  if (past.open()) {
    return past;
  }
  return past.yes() ? Val::of(false) : not_due(engine, due);
}

}  // namespace writ::native
