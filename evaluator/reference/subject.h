// What the `for`s of a policy bind: one value each, or nothing where that side is open.
#pragma once

#include <deque>
#include <set>

#include "evaluator/outcome.h"
#include "evaluator/reference/expressions.h"

namespace writ::reference {

using Bound = std::vector<std::optional<Value>>;  // one for each `for`

// The key of an element: a row's key, or a value's text.
std::string element_key(const World& world, const Value& value);
Subject subject_of(const World& world, const PolicyInfo& policy, const Bound& bound);
// The other way round. A key that nothing has leaves its side open.
Bound find_subject(World& world, const PolicyInfo& policy, const Subject& subject);

// The names that a policy's requires see for one subject: `for`s and `let`s.
class SubjectScope {
 public:
  SubjectScope(World& world, const PolicyInfo& policy, const Bound& bound);
  SubjectScope(const SubjectScope&) = delete;
  SubjectScope& operator=(const SubjectScope&) = delete;

  const Scope* innermost() const { return scopes_.empty() ? nullptr : &scopes_.back(); }
  // The scope in which the n-th `for`'s condition stands.
  const Scope* of_for(std::size_t index) const { return fors_[index]; }
  // Whether it stands on a variable whose side is open, or on a let that does.
  bool is_open(const ast::Expr& expr) const;

 private:
  std::deque<Scope> scopes_;
  std::vector<const Scope*> fors_;
  std::set<std::string> open_;
};

}  // namespace writ::reference
