// Shorthand for values in tables of tests.
#pragma once

#include "evaluator/reference/value.h"

namespace writ::reference {

inline Reason why(const std::string& note) {
  return reason_at(ReasonKind::missing, {}, note);
}
inline Reasons reasons(std::initializer_list<const char*> notes) {
  Reasons result;
  for (const char* note : notes) {
    result.add(why(note));
  }
  return result;
}
inline Value unknown(const char* note) {
  return Undetermined{reasons({note})};
}
inline Value number(std::int64_t value) {
  return Quantity::exactly(Scale::integer, value);
}
inline Value decimal(const char* text) {
  return Quantity::exactly(Scale::decimal, parse_decimal(text)->millionths);
}
inline Value between(std::optional<std::int64_t> low, std::optional<std::int64_t> high) {
  return Quantity{Scale::integer, low, high, reasons({"range"})};
}
inline Value instant(const char* text) {
  return Quantity::exactly(Scale::instant, parse_timestamp(text)->micros);
}
inline Value duration(const char* text) {
  return Quantity::exactly(Scale::duration, parse_duration(text)->micros);
}
inline Value day(const char* text, const char* zone = nullptr) {
  return Day{*parse_date(text), zone != nullptr ? find_zone(zone) : nullptr, {}};
}
inline Value text(const char* value) {
  return std::string(value);
}

// "T", "F", or "U" with the notes of its reasons: "U(a,b)".
inline std::string letter(const Truth& truth) {
  if (!truth.open()) {
    return truth.yes() ? "T" : "F";
  }
  std::string notes;
  for (const Reason& reason : truth.reasons.list()) {
    const std::string note =
        reason.kind == ReasonKind::missing ? reason.note : std::string(to_string(reason.kind));
    notes += (notes.empty() ? "" : ",") + note;
  }
  return "U(" + notes + ")";
}

}  // namespace writ::reference
