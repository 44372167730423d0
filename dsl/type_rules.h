// What goes with what: the typing rules of docs/language.md as pure functions on types. None of
// them reports.
#pragma once

#include <optional>
#include <string>

#include "snapshot/type.h"

namespace writ {

inline Type error_type() {
  return Type::of(Kind::error);
}
inline Type boolean_type() {
  return Type::of(Kind::boolean);
}

bool is_text(const Type& type);     // string, email or enumeration
bool is_number(const Type& type);   // int or decimal
bool is_instant(const Type& type);  // date or timestamp

// Whether values of the two may be compared with ==, `optional` aside. Kind::error goes with
// everything.
bool comparable(const Type& a, const Type& b);
// Whether they may be compared with <.
bool ordered(const Type& a, const Type& b);
// The type that holds the values of both: int and decimal give decimal, an enumeration and a string
// give string, email and text give email, date and timestamp give timestamp, anything and nothing
// give anything. Optional if either is. Nothing where they do not go together.
std::optional<Type> unify(const Type& a, const Type& b);

// "a string", "an email that may be absent", "a row of hr.workers": as messages say it.
std::string describe(const Type& type);

}  // namespace writ
