// Sets whose members may be certain, possible or unnamed, and the operators on them: decided by
// what is known where that suffices.
#pragma once

#include <map>

#include "evaluator/reference/value.h"

namespace writ::reference {

class SetBuilder {
 public:
  // An absent value is left out; a set adds its members; what has no single known value opens the
  // set.
  void add(const Value& value);
  // A member only if what `doubt` names comes out so.
  void add(const Value& value, const Reasons& doubt);
  void open(const Reasons& reasons);
  SetRef finish();

 private:
  void insert(const Value& value, const Reasons* doubt);

  std::map<Value, std::optional<Reasons>, InOrder> members_;  // no reasons: certain
  bool open_ = false;
  Reasons open_reasons_;
};

// The set that a value holds: of an undetermined one the open empty set, of an absent one the empty
// set.
SetRef to_set(const Value& value);

Truth has_member(const SetValue& set, const Value& value);  // `in`, `contains`
Truth subset(const SetValue& a, const SetValue& b);
Truth intersect(const SetValue& a, const SetValue& b);
Truth same_members(const SetValue& a, const SetValue& b);
SetRef unite(const SetValue& a, const SetValue& b);
SetRef subtract(const SetValue& a, const SetValue& b);
Quantity size_of(const SetValue& set);

// `exists x in set where condition(x)`; members that are not certain leave it open at most. Every
// member is asked, after a witness too: what overflows on the way is found in any order.
template <class Condition>
Truth any_member(const SetValue& set, Condition condition) {
  Truth result = Truth::of(false);
  for (const Value& member : set.certain) {
    result = either(std::move(result), condition(member));
  }
  for (const SetValue::Possible& member : set.possible) {
    result =
        either(std::move(result), both(Truth::unknown(member.reasons), condition(member.value)));
  }
  return set.open ? either(std::move(result), Truth::unknown(set.open_reasons)) : result;
}

}  // namespace writ::reference
