#include "evaluator/reason.h"

#include <algorithm>

#include "base/ensure.h"

namespace writ {

std::string_view to_string(ReasonKind kind) {
  switch (kind) {
    case ReasonKind::missing:
      return "missing";
    case ReasonKind::imprecise:
      return "imprecise";
    case ReasonKind::incomplete:
      return "incomplete";
    case ReasonKind::ambiguous:
      return "ambiguous";
    case ReasonKind::not_due:
      return "not_due";
  }
  ENSURE(false);
}

std::string to_string(const Reason& reason) {
  std::string where = reason.table;
  if (!reason.key.empty()) {
    where += " " + reason.key;
  }
  if (!reason.column.empty()) {
    where += " column " + reason.column;
  }
  std::string text{to_string(reason.kind)};
  for (const std::string& part : {where, reason.note}) {
    if (!part.empty()) {
      text += ": " + part;
    }
  }
  return reason.due ? text + ": due " + to_string(*reason.due) : text;
}

void Reasons::add(Reason reason) {
  const auto place = std::lower_bound(list_.begin(), list_.end(), reason);
  if (place != list_.end() && *place == reason) {
    return;
  }
  const ReasonKind kind = reason.kind;
  list_.insert(place, std::move(reason));
  const auto is_kind = [kind](const Reason& r) { return r.kind == kind; };
  if (static_cast<std::size_t>(std::count_if(list_.begin(), list_.end(), is_kind)) > limit) {
    const auto largest = std::find_if(list_.rbegin(), list_.rend(), is_kind);
    list_.erase(std::next(largest).base());
    truncated_ = true;
  }
}

void Reasons::add(const Reasons& other) {
  if (list_.empty()) {
    list_ = other.list_;
  } else {
    for (const Reason& reason : other.list_) {
      add(reason);
    }
  }
  truncated_ = truncated_ || other.truncated_;
}

bool Reasons::only(ReasonKind kind) const {
  return std::all_of(list_.begin(), list_.end(),
                     [kind](const Reason& r) { return r.kind == kind; });
}

}  // namespace writ
