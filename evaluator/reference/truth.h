// Truth: true, false, or unknown with the reasons why. Strong Kleene logic.
#pragma once

#include "evaluator/reason.h"

namespace writ::reference {

struct Truth {
  enum class State { no, yes, unknown } state = State::no;
  Reasons reasons;  // empty unless unknown

  static Truth of(bool value) { return {value ? State::yes : State::no, {}}; }
  static Truth unknown(Reasons why) { return {State::unknown, std::move(why)}; }

  bool yes() const { return state == State::yes; }
  bool no() const { return state == State::no; }
  bool open() const { return state == State::unknown; }
  friend bool operator==(const Truth&, const Truth&) = default;
};

std::string_view to_string(Truth::State state);  // "true", "false", "unknown"

// Unknown results unite the reasons of the unknown operands.
Truth operator!(Truth a);
Truth both(Truth a, const Truth& b);
Truth either(Truth a, const Truth& b);

}  // namespace writ::reference
