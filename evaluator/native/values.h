// What values mean: order, equality, comparison, arithmetic, `by`; the rules of docs/language.md on
// compact values, kernel by kernel as evaluator/reference has them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/checked.h"
#include "evaluator/native/run.h"

namespace writ::native {

// An arbitrary total order, the reference interpreter's.
int order(Engine& engine, const Val& a, const Val& b);

// Kleene logic. REQUIRES: booleans or unknown.
inline Val negated(const Val& a) {
  return a.open() ? a : Val::of(a.no());
}
Val both_open(Engine& engine, const Val& a, const Val& b);  // one of them unknown, or both
Val either_open(Engine& engine, const Val& a, const Val& b);
inline Val both(Engine& engine, const Val& a, const Val& b) {
  return a.tag == Tag::boolean && b.tag == Tag::boolean ? Val::of((a.a & b.a) != 0)
                                                        : both_open(engine, a, b);
}
inline Val either(Engine& engine, const Val& a, const Val& b) {
  return a.tag == Tag::boolean && b.tag == Tag::boolean ? Val::of((a.a | b.a) != 0)
                                                        : either_open(engine, a, b);
}
Val to_truth(Engine& engine, const Val& value);

Val equal(Ctx& ctx, const Val& a, const Val& b);
Val equal_scalars(Engine& engine, const Val& a, const Val& b);  // neither absent nor sets
Val less(Ctx& ctx, const Val& a, const Val& b);
Val by(Ctx& ctx, const Val& event, const Val& deadline);

// What a strict operator makes of operands of which one has no value.
std::optional<ReasonSet> strict(Engine& engine, const Val& a);
std::optional<ReasonSet> strict(Engine& engine, const Val& a, const Val& b);

// As a number or instant; nothing for what has no order.
std::optional<Val> as_quantity(Engine& engine, const Val& value);

struct Computed {
  Val value;
  std::string_view fault = {};
};
Computed add(Engine& engine, const Val& a, const Val& b);
Computed subtract(Engine& engine, const Val& a, const Val& b);
Computed multiply(Engine& engine, const Val& a, const Val& b);
Computed divide(Engine& engine, const Val& a, const Val& b);
Computed negate(Engine& engine, const Val& a);
Computed absolute(Engine& engine, const Val& a);
Val settled(Engine& engine, const std::string& text, const Computed& computed);

// Sum, least and greatest.
class Sum {
 public:
  explicit Sum(Tag scale) : scale_(scale) {}
  void add(Engine& engine, const Val& value);
  Computed total(Engine& engine) const;

 private:
  Tag scale_;
  Wide low_ = 0;
  Wide high_ = 0;
  bool bounded_below_ = true;
  bool bounded_above_ = true;
  ReasonSet why_ = 0;
};
std::optional<Computed> extreme(Engine& engine, std::span<const Val> values, bool greatest);

// ---- sets

class SetBuilder {
 public:
  explicit SetBuilder(Engine& engine) : engine_(engine) {}
  void add(const Val& value);
  void add(const Val& value, ReasonSet doubt);  // a member only if the doubt comes out so
  void open(ReasonSet why);
  const SetData* finish(Arena& arena);

 private:
  struct Entry {
    Val value;
    bool certain = true;
    ReasonSet doubt = 0;
  };
  void insert(const Val& value, bool certain, ReasonSet doubt);

  Engine& engine_;
  std::vector<Entry> entries_;
  bool open_ = false;
  ReasonSet open_why_ = 0;
};

// The union of closed sets whose members are all certain rows.
const SetData* union_of_rows(Arena& arena, const std::vector<const SetData*>& sets);
const SetData& to_set(Ctx& ctx, const Val& value);
Val has_member(Ctx& ctx, const SetData& set, const Val& value);
Val subset(Ctx& ctx, const SetData& a, const SetData& b);
Val intersect(Ctx& ctx, const SetData& a, const SetData& b);
const SetData* unite(Ctx& ctx, const SetData& a, const SetData& b);
const SetData* subtract(Ctx& ctx, const SetData& a, const SetData& b);
Val size_of(Engine& engine, const SetData& set);
// Why the set is not closed.
ReasonSet doubts_of(Engine& engine, const SetData& set);

// ---- for people

std::string show(const World& world, const Val& value);

}  // namespace writ::native
