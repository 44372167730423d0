// The walk over what a policy's `for`s bind, batch by batch: which combinations are subjects, how
// far their `where`s hold, and which rows fell out on the way.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "evaluator/native/pairs.h"
#include "evaluator/outcome.h"

namespace writ::native {

// Where a tie came out unknown because of one row (evaluator/reference/population.h).
struct Tied {
  std::vector<bool> bound;  // the `for`s that stay bound; the others are the open side
  std::set<std::size_t> gaps_too;  // those of the open side whose rows have cells missing too
};

// Subjects, or what the first `for`s have bound of them.
struct Combinations {
  explicit Combinations(std::size_t slots) : frame(slots), values(slots) {}
  std::size_t size = 0;
  Frame frame;
  std::vector<Vals> values;  // by slot
  Vals where;                // how far all `where`s hold
  std::vector<Vals> states;  // of each `for` passed: how far its own `where` holds
  std::map<std::size_t, Tied> tied;
};

// A value in a set, as `order` tells values apart.
struct ValKey {
  Tag tag;
  std::int64_t a, b;
  static ValKey of(Engine& engine, const Val& value);
  friend auto operator<=>(const ValKey&, const ValKey&) = default;
};

// What left the population on the way; of one worker, or of all.
struct Departures {
  std::vector<std::map<ValKey, bool>> partnered;          // by `for`: whether the next gave it any
  std::vector<std::vector<std::set<ValKey>>> set_aside;   // by `for` and conjunct
  std::set<std::string> incomplete;
  void add(const Departures& other);
};

class Population {
 public:
  using OnSubjects = std::function<void(Ctx&, const Combinations&)>;
  // The partners of combination `at` of the first `for`s cannot all be named.
  using OnUnnamed = std::function<void(Ctx&, const Combinations&, std::size_t at, ReasonSet why)>;

  Population(const PolicyPlan& plan, const OnSubjects& subjects, const OnUnnamed& unnamed);

  // The rows that the first `for` ranges over; null where it ranges over none.
  const std::vector<std::uint32_t>* members(Ctx& ctx) const;
  // Some of them. Without members there is one walk for all.
  void walk(Ctx& ctx, const Indices& rows, Departures& departures) const;

  // `more_alone`: rows of the first `for` without a partner that `departures` does not know of.
  std::vector<PopulationNote> notes(const Departures& departures, std::uint64_t more_alone = 0) const;
  Departures nothing_yet() const;

 private:
  struct Passed {
    Vals tie, rest, state;
    std::vector<bool> kept;
  };

  void descend(Ctx& ctx, std::size_t binding, std::size_t level, Combinations& batch,
               Departures& departures) const;
  std::vector<bool> range(Ctx& ctx, std::size_t binding, std::size_t level,
                          const Combinations& batch, Departures& departures) const;
  Passed pass(Ctx& ctx, const PlanBinding& binding, std::size_t level, const Frame& frame,
              const PairBatch& batch, Departures& departures) const;
  void extend(Ctx& ctx, std::size_t binding, std::size_t level, const Combinations& batch,
              const Indices& outer, const Vals& member, const Passed& passed,
              Departures& departures) const;
  std::set<std::size_t> blamed(Ctx& ctx, std::size_t level, const Combinations& batch,
                               std::size_t at, ReasonSet why) const;
  void blame(Ctx& ctx, std::size_t level, Combinations& batch, std::size_t at,
             ReasonSet why) const;

  const PolicyPlan& plan_;
  const OnSubjects& subjects_;
  const OnUnnamed& unnamed_;
  std::vector<const PlanBinding*> fors_;
};

}  // namespace writ::native
