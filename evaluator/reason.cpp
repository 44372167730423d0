#include "evaluator/reason.h"

#include <algorithm>
#include <iterator>

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

namespace {

// Both sorted sets as one, with at most `limit` of a kind. Reasons are ordered by kind first.
std::vector<Reason> united(const std::vector<Reason>& a, const std::vector<Reason>& b,
                           bool& truncated) {
  std::vector<Reason> all;
  all.reserve(a.size() + b.size());
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  std::vector<Reason> kept;
  kept.reserve(all.size());
  std::size_t of_kind = 0;
  for (Reason& reason : all) {
    of_kind = kept.empty() || kept.back().kind != reason.kind ? 0 : of_kind;
    if (of_kind < Reasons::limit) {
      ++of_kind;
      kept.push_back(std::move(reason));
    } else {
      truncated = true;
    }
  }
  return kept;
}

}  // namespace

const std::vector<Reason>& Reasons::list() const& {
  static const std::vector<Reason> none;
  return list_ ? *list_ : none;
}

void Reasons::add(Reason reason) {
  Reasons one;
  one.list_ = std::make_shared<const std::vector<Reason>>(1, std::move(reason));
  add(one);
}

void Reasons::add(const Reasons& other) {
  truncated_ = truncated_ || other.truncated_;
  if (!other.list_ || list_ == other.list_) {
    return;
  }
  if (!list_ || *list_ == *other.list_) {
    list_ = other.list_;
    return;
  }
  if (std::includes(list_->begin(), list_->end(), other.list_->begin(), other.list_->end())) {
    return;
  }
  list_ = std::make_shared<const std::vector<Reason>>(united(*list_, *other.list_, truncated_));
}

bool Reasons::only(ReasonKind kind) const {
  return std::all_of(list().begin(), list().end(),
                     [kind](const Reason& r) { return r.kind == kind; });
}

}  // namespace writ
