#include "evaluator/reference/truth.h"

namespace writ::reference {

std::string_view to_string(Truth::State state) {
  return state == Truth::State::yes ? "true" : state == Truth::State::no ? "false" : "unknown";
}

Truth operator!(Truth a) {
  return a.open() ? a : Truth::of(a.no());
}

Truth both(Truth a, const Truth& b) {
  if (a.no() || b.no()) {
    return Truth::of(false);
  }
  if (a.yes() && b.yes()) {
    return Truth::of(true);
  }
  a.reasons.add(b.reasons);
  return Truth::unknown(std::move(a.reasons));
}

Truth either(Truth a, const Truth& b) {
  if (a.yes() || b.yes()) {
    return Truth::of(true);
  }
  if (a.no() && b.no()) {
    return Truth::of(false);
  }
  a.reasons.add(b.reasons);
  return Truth::unknown(std::move(a.reasons));
}

}  // namespace writ::reference
