// Comparisons of values: true or false only if that holds for everything that the values may stand
// for.
#pragma once

#include "evaluator/reference/value.h"

namespace writ::reference {

// Absent equals no value, itself included. An email is compared canonically, with a string too.
Truth equal(const Value& a, const Value& b);
// Of numbers, durations, instants and days. Absent is no operand: the result is unknown.
Truth less(const Value& a, const Value& b);

// The value as a quantity: a day becomes its instants. Nothing for what has no order.
std::optional<Quantity> as_quantity(const Value& value);

// What a strict operator makes of an operand that has no value; nothing where it has one.
std::optional<Undetermined> strict(const Value& a);
std::optional<Undetermined> strict(const Value& a, const Value& b);

}  // namespace writ::reference
