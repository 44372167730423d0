#include "evaluator/reference/value.h"

#include "base/overloaded.h"

namespace writ::reference {

Reason reason_at(ReasonKind kind, const CellPlace& place, std::string note) {
  Reason reason{
      .kind = kind, .table = {}, .key = {}, .column = {}, .note = std::move(note), .due = {}};
  if (place.table != nullptr) {
    reason.table = place.table->schema.name;
    reason.key = place.table->rows[place.row].key;
    reason.column = place.table->schema.columns[place.column].name;
  }
  return reason;
}

Undetermined undetermined(Reason reason) {
  Undetermined result;
  result.reasons.add(std::move(reason));
  return result;
}

Undetermined undetermined(std::string note) {
  return undetermined(reason_at(ReasonKind::missing, {}, std::move(note)));
}

Quantity instant_of(const Day& day) {
  const Zone* zone = day.zone != nullptr ? day.zone : utc_zone();
  Quantity instant{Scale::instant,
                   start_of_day(day.date, zone).micros,
                   end_of_day(day.date, zone).micros - 1,
                   {}};
  instant.reasons.add(reason_at(ReasonKind::imprecise, day.place,
                                to_string(day.date) + " is a day, not an instant"));
  return instant;
}

Value from_truth(Truth truth) {
  if (truth.open()) {
    return Undetermined{std::move(truth.reasons)};
  }
  return truth.yes();
}

Truth to_truth(const Value& value) {
  if (const bool* known = std::get_if<bool>(&value)) {
    return Truth::of(*known);
  }
  if (const Undetermined* unknown = if_undetermined(value)) {
    return Truth::unknown(unknown->reasons);
  }
  return Truth::unknown(undetermined("there is no value").reasons);
}

namespace {

std::strong_ordering order_texts(const std::string& a, const std::string& b) {
  return a.compare(b) <=> 0;
}

std::strong_ordering order_sets(const SetValue& a, const SetValue& b) {
  for (std::size_t i = 0; i < a.certain.size() && i < b.certain.size(); ++i) {
    if (const auto c = order(a.certain[i], b.certain[i]); c != 0) {
      return c;
    }
  }
  return a.certain.size() <=> b.certain.size();
}

}  // namespace

std::strong_ordering order(const Value& a, const Value& b) {
  if (a.index() != b.index()) {
    return a.index() <=> b.index();
  }
  return std::visit(
      overloaded{
          [](const Undetermined&) { return std::strong_ordering::equal; },
          [](const Absent&) { return std::strong_ordering::equal; },
          [&](bool x) { return x <=> std::get<bool>(b); },
          [&](const Quantity& x) {
            const auto& y = std::get<Quantity>(b);
            return std::tie(x.scale, x.low, x.high) <=> std::tie(y.scale, y.low, y.high);
          },
          [&](const std::string& x) { return order_texts(x, std::get<std::string>(b)); },
          [&](const Email& x) { return order_texts(x.canonical, std::get<Email>(b).canonical); },
          [&](const Day& x) {
            const auto& y = std::get<Day>(b);
            if (const auto c = x.date <=> y.date; c != 0) {
              return c;
            }
            return order_texts(x.zone != nullptr ? zone_name(x.zone) : std::string(),
                               y.zone != nullptr ? zone_name(y.zone) : std::string());
          },
          [&](const RowRef& x) { return x <=> std::get<RowRef>(b); },
          [&](const SetRef& x) { return order_sets(*x, *std::get<SetRef>(b)); },
      },
      a);
}

}  // namespace writ::reference
