// `E by T`: the obligation "E happens no later than T", by the table in docs/language.md.
#pragma once

#include "evaluator/reference/value.h"

namespace writ::reference {

Truth by(const Value& event, const Value& deadline, Instant now);

}  // namespace writ::reference
