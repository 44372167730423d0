#include "evaluator/reference/by.h"

#include "evaluator/reference/compare.h"

namespace writ::reference {

namespace {

Truth not_due(const Quantity& deadline) {
  Reason reason = reason_at(ReasonKind::not_due, {}, {});
  reason.due = deadline.high ? Instant{*deadline.high} : latest_instant;
  return Truth::unknown(undetermined(std::move(reason)).reasons);
}

}  // namespace

Truth by(const Value& event, const Value& deadline, Instant now) {
  if (const auto unknown = strict(deadline)) {
    return Truth::unknown(unknown->reasons);
  }
  const auto due = as_quantity(deadline);
  if (!due) {
    return Truth::unknown(undetermined("it is no deadline").reasons);
  }
  const Value present = Quantity::exactly(Scale::instant, now.micros);
  if (const Undetermined* unknown = if_undetermined(event)) {
    return less(present, *due).yes() ? not_due(*due) : Truth::unknown(unknown->reasons);
  }
  if (!is_absent(event)) {
    return !less(deadline, event);
  }
  const Truth past = less(*due, present);
  if (past.open()) {
    return past;
  }
  return past.yes() ? Truth::of(false) : not_due(*due);
}

}  // namespace writ::reference
