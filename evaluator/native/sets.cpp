#include <algorithm>

#include "evaluator/native/values.h"

namespace writ::native {

void SetBuilder::add(const Val& value) {
  insert(value, true, 0);
}

void SetBuilder::add(const Val& value, ReasonSet doubt) {
  insert(value, false, doubt);
}

void SetBuilder::open(ReasonSet why) {
  open_ = true;
  open_why_ = engine_.reasons.unite(open_why_, why);
}

void SetBuilder::insert(const Val& value, bool certain, ReasonSet doubt) {
  if (value.tag == Tag::absent) {
    return;
  }
  if (value.tag == Tag::set) {
    const SetData& set = value.set();
    for (const Val& member : set.certain) {
      insert(member, certain, doubt);
    }
    for (const SetData::Possible& member : set.possible) {
      insert(member.value, false, certain ? member.why : engine_.reasons.unite(member.why, doubt));
    }
    if (set.open) {
      open(set.open_why);
    }
    return;
  }
  if (value.tag == Tag::unknown || (value.is_quantity() && !value.exact())) {
    open(value.why);
    return;
  }
  entries_.push_back({value, certain, doubt});
}

namespace {

// Values of different kinds, or days of different zones, may be equal though `order` tells them
// apart.
bool may_hold_equals(const Val& a, const Val& b) {
  return kind_of(a.tag) != kind_of(b.tag) || a.tag == Tag::day;
}

}  // namespace

namespace {

// A set of rows that are all certain needs no more than their numbers.
void finish_rows(std::vector<Val>& rows) {
  std::sort(rows.begin(), rows.end(),
            [](const Val& a, const Val& b) { return a.b != b.b ? a.b < b.b : a.a < b.a; });
  rows.erase(std::unique(rows.begin(), rows.end(),
                         [](const Val& a, const Val& b) { return a.a == b.a && a.b == b.b; }),
             rows.end());
}

}  // namespace

const SetData* union_of_rows(Arena& arena, const std::vector<const SetData*>& sets) {
  SetData& all = arena.make();
  for (const SetData* set : sets) {
    all.certain.insert(all.certain.end(), set->certain.begin(), set->certain.end());
  }
  finish_rows(all.certain);
  return &all;
}

const SetData* SetBuilder::finish(Arena& arena) {
  SetData& set = arena.make();
  if (std::all_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
        return entry.certain && entry.value.tag == Tag::row;
      })) {
    for (const Entry& entry : entries_) {
      set.certain.push_back(entry.value);
    }
    finish_rows(set.certain);
    set.open = open_;
    set.open_why = open_why_;
    return &set;
  }
  std::stable_sort(entries_.begin(), entries_.end(), [&](const Entry& a, const Entry& b) {
    return order(engine_, a.value, b.value) < 0;
  });
  // Of equal ones the first stays, with its doubt, unless one is certain.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (kept > 0 && order(engine_, entries_[kept - 1].value, entries_[i].value) == 0) {
      entries_[kept - 1].certain = entries_[kept - 1].certain || entries_[i].certain;
    } else {
      entries_[kept++] = entries_[i];
    }
  }
  entries_.resize(kept);
  const bool mixed =
      !entries_.empty() && may_hold_equals(entries_.front().value, entries_.back().value);
  const auto held = [&](const Val& value) {
    return mixed && std::any_of(set.certain.begin(), set.certain.end(), [&](const Val& other) {
             return may_hold_equals(value, other) && equal_scalars(engine_, value, other).yes();
           });
  };
  for (const Entry& entry : entries_) {
    if (entry.certain && !held(entry.value)) {
      set.certain.push_back(entry.value);
    }
  }
  for (const Entry& entry : entries_) {
    if (!entry.certain && !held(entry.value)) {
      set.possible.push_back({entry.value, entry.doubt});
    }
  }
  set.open = open_;
  set.open_why = open_why_;
  return &set;
}

const SetData& to_set(Ctx& ctx, const Val& value) {
  if (value.tag == Tag::set) {
    return value.set();
  }
  SetBuilder builder(ctx.engine());
  builder.add(value);
  return *builder.finish(ctx.arena);
}

namespace {

// `exists x in set where condition(x)`.
template <class Condition>
Val any_member(Engine& engine, const SetData& set, Condition condition) {
  Val result = Val::of(false);
  for (const Val& member : set.certain) {
    result = either(engine, result, condition(member));
    if (result.yes()) {
      return result;
    }
  }
  for (const SetData::Possible& member : set.possible) {
    result = either(engine, result, both(engine, Val::unknown(member.why), condition(member.value)));
  }
  return set.open ? either(engine, result, Val::unknown(set.open_why)) : result;
}

}  // namespace

Val has_member(Ctx& ctx, const SetData& set, const Val& value) {
  if (value.tag == Tag::absent) {
    return Val::of(false);
  }
  return any_member(ctx.engine(), set,
                    [&](const Val& member) { return equal(ctx, member, value); });
}

Val subset(Ctx& ctx, const SetData& a, const SetData& b) {
  return negated(any_member(ctx.engine(), a, [&](const Val& member) {
    return negated(has_member(ctx, b, member));
  }));
}

Val intersect(Ctx& ctx, const SetData& a, const SetData& b) {
  if (b.certain.empty() && b.closed()) {
    return Val::of(false);
  }
  return any_member(ctx.engine(), a, [&](const Val& member) { return has_member(ctx, b, member); });
}

const SetData* unite(Ctx& ctx, const SetData& a, const SetData& b) {
  SetBuilder builder(ctx.engine());
  builder.add(Val::of(&a));
  builder.add(Val::of(&b));
  return builder.finish(ctx.arena);
}

const SetData* subtract(Ctx& ctx, const SetData& a, const SetData& b) {
  SetBuilder builder(ctx.engine());
  const auto keep = [&](const Val& member, const Val& in_a) {
    const Val in = both(ctx.engine(), in_a, negated(has_member(ctx, b, member)));
    if (in.yes()) {
      builder.add(member);
    } else if (in.open()) {
      builder.add(member, in.why);
    }
  };
  for (const Val& member : a.certain) {
    keep(member, Val::of(true));
  }
  for (const SetData::Possible& member : a.possible) {
    keep(member.value, Val::unknown(member.why));
  }
  if (a.open) {
    builder.open(a.open_why);
  }
  return builder.finish(ctx.arena);
}

Val size_of(Engine& engine, const SetData& set) {
  Val size = Val::exactly(Tag::integer, static_cast<std::int64_t>(set.certain.size()));
  size.b += static_cast<std::int64_t>(set.possible.size());
  for (const SetData::Possible& member : set.possible) {
    size.why = engine.reasons.unite(size.why, member.why);
  }
  if (set.open) {
    size.high_open = true;
    size.b = 0;
    size.why = engine.reasons.unite(size.why, set.open_why);
  }
  return size;
}

ReasonSet doubts_of(Engine& engine, const SetData& set) {
  return size_of(engine, set).why;
}

}  // namespace writ::native
