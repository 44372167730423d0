// The walk over what a policy's `for`s bind: which combinations are subjects, how far their
// `where`s hold, and which rows fell out on the way.
#pragma once

#include <functional>
#include <map>

#include "evaluator/outcome.h"
#include "evaluator/reference/subject.h"

namespace writ::reference {

// What the `for`s bound, one after the other, and what is known about it so far.
struct Combination {
  std::vector<Value> values;  // one for each `for` that has been passed
  Truth where = Truth::of(true);
  // Where a tie came out unknown because of one row: the `for`s that stay bound; the others are the
  // open side.
  std::optional<std::set<std::size_t>> tied;
  // The `for`s of the open side whose rows have cells missing too. Others are reported.
  std::set<std::size_t> gaps_too;
};

class Population {
 public:
  // Called for every combination whose `where`s are not false, with the scope of the requires.
  using OnSubject = std::function<void(const Combination&, const Scope*)>;
  // Called where the partners of a combination of the first `for`s cannot all be named.
  using OnUnnamed = std::function<void(const Combination&, const Reasons&)>;

  Population(World& world, const PolicyInfo& policy);
  void walk(const OnSubject& subject, const OnUnnamed& unnamed);

  const std::set<std::string>& incomplete() const { return incomplete_; }
  std::vector<PopulationNote> notes() const;

 private:
  struct Conjunct {
    const ast::Expr* expr = nullptr;
    bool tie = false;       // it mentions an earlier `for`
    bool is_known = false;  // `x is known`: what it sets aside is counted
    std::set<Value, InOrder> set_aside;
  };
  struct Level {
    const ast::For* clause = nullptr;
    std::string relation;
    bool tied = false;  // the collection mentions an earlier `for`
    std::vector<Conjunct> conjuncts;
    std::map<Value, bool, InOrder> partnered;  // whether the next `for` gave it any
  };

  void descend(std::size_t binding, std::size_t level, const Scope* scope,
               const Combination& so_far);
  bool range(std::size_t binding, std::size_t level, const Scope* scope, const Combination& so_far);
  bool candidate(std::size_t binding, std::size_t level, const Scope* outer,
                 const Combination& so_far, const Value& member, const Truth& membership);
  std::set<std::size_t> blamed(std::size_t level, const Combination& next,
                               const Reasons& reasons) const;
  void blame(std::size_t level, Combination& next, const Reasons& reasons) const;

  World& world_;
  const PolicyInfo& policy_;
  std::vector<Level> levels_;
  std::set<std::string> incomplete_;
  const OnSubject* on_subject_ = nullptr;
  const OnUnnamed* on_unnamed_ = nullptr;
};

}  // namespace writ::reference
