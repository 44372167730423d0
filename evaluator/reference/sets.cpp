#include "evaluator/reference/sets.h"

#include <algorithm>

#include "evaluator/reference/compare.h"

namespace writ::reference {

void SetBuilder::add(const Value& value) {
  insert(value, nullptr);
}

void SetBuilder::add(const Value& value, const Reasons& doubt) {
  insert(value, &doubt);
}

void SetBuilder::open(const Reasons& reasons) {
  open_ = true;
  open_reasons_.add(reasons);
}

void SetBuilder::insert(const Value& value, const Reasons* doubt) {
  if (is_absent(value)) {
    return;
  }
  if (const auto* set = std::get_if<SetRef>(&value)) {
    for (const Value& member : (*set)->certain) {
      insert(member, doubt);
    }
    for (const SetValue::Possible& member : (*set)->possible) {
      Reasons reasons = member.reasons;
      if (doubt != nullptr) {
        reasons.add(*doubt);
      }
      insert(member.value, &reasons);
    }
    if ((*set)->open) {
      open((*set)->open_reasons);
    }
    return;
  }
  const Undetermined* unknown = if_undetermined(value);
  const Quantity* quantity = std::get_if<Quantity>(&value);
  if (unknown != nullptr || (quantity != nullptr && !quantity->exact())) {
    open(unknown != nullptr ? unknown->reasons : quantity->reasons);
    return;
  }
  const auto [place, fresh] =
      members_.try_emplace(value, doubt != nullptr ? std::optional(*doubt) : std::nullopt);
  if (!fresh && doubt == nullptr) {
    place->second.reset();
  }
}

namespace {

// Values of different kinds, or days of different zones, may be equal though `order` tells them
// apart.
bool may_hold_equals(const Value& a, const Value& b) {
  return a.index() != b.index() || std::holds_alternative<Day>(a);
}

template <class Values>
bool holds_equal(const Values& values, const Value& value) {
  return std::any_of(values.begin(), values.end(), [&](const Value& other) {
    return may_hold_equals(value, other) && equal(value, other).yes();
  });
}

}  // namespace

SetRef SetBuilder::finish() {
  auto set = std::make_shared<SetValue>();
  const bool mixed =
      !members_.empty() && may_hold_equals(members_.begin()->first, members_.rbegin()->first);
  for (const auto& [value, doubt] : members_) {
    if (!doubt && !(mixed && holds_equal(set->certain, value))) {
      set->certain.push_back(value);
    }
  }
  for (const auto& [value, doubt] : members_) {
    if (doubt && !(mixed && holds_equal(set->certain, value))) {
      set->possible.push_back({value, *doubt});
    }
  }
  set->open = open_;
  set->open_reasons = std::move(open_reasons_);
  return set;
}

SetRef to_set(const Value& value) {
  if (const auto* set = std::get_if<SetRef>(&value)) {
    return *set;
  }
  SetBuilder builder;
  builder.add(value);
  return builder.finish();
}

Truth has_member(const SetValue& set, const Value& value) {
  if (is_absent(value)) {
    return Truth::of(false);
  }
  return any_member(set, [&](const Value& member) { return equal(member, value); });
}

Truth subset(const SetValue& a, const SetValue& b) {
  return !any_member(a, [&](const Value& member) { return !has_member(b, member); });
}

Truth intersect(const SetValue& a, const SetValue& b) {
  const bool empty = b.certain.empty() && b.closed();
  return empty ? Truth::of(false)
               : any_member(a, [&](const Value& member) { return has_member(b, member); });
}

Truth same_members(const SetValue& a, const SetValue& b) {
  return both(subset(a, b), subset(b, a));
}

SetRef unite(const SetValue& a, const SetValue& b) {
  SetBuilder builder;
  for (const SetValue* set : {&a, &b}) {
    for (const Value& member : set->certain) {
      builder.add(member);
    }
    for (const SetValue::Possible& member : set->possible) {
      builder.add(member.value, member.reasons);
    }
    if (set->open) {
      builder.open(set->open_reasons);
    }
  }
  return builder.finish();
}

SetRef subtract(const SetValue& a, const SetValue& b) {
  SetBuilder builder;
  const auto keep = [&](const Value& member, const Truth& in_a) {
    const Truth in = both(in_a, !has_member(b, member));
    if (in.yes()) {
      builder.add(member);
    } else if (in.open()) {
      builder.add(member, in.reasons);
    }
  };
  for (const Value& member : a.certain) {
    keep(member, Truth::of(true));
  }
  for (const SetValue::Possible& member : a.possible) {
    keep(member.value, Truth::unknown(member.reasons));
  }
  if (a.open) {
    builder.open(a.open_reasons);
  }
  return builder.finish();
}

Quantity size_of(const SetValue& set) {
  const auto certain = static_cast<std::int64_t>(set.certain.size());
  Quantity size = Quantity::exactly(Scale::integer, certain);
  *size.high += static_cast<std::int64_t>(set.possible.size());
  for (const SetValue::Possible& member : set.possible) {
    size.reasons.add(member.reasons);
  }
  if (set.open) {
    size.high.reset();
    size.reasons.add(set.open_reasons);
  }
  return size;
}

}  // namespace writ::reference
