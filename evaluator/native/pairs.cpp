#include "evaluator/native/pairs.h"

#include <algorithm>

#include "evaluator/native/keys.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

std::size_t slots_for(const Frame& frame, int slot) {
  return std::max(frame.slots.size(), static_cast<std::size_t>(slot) + 1);
}

// Row values of a relation, in ascending order.
class RowMaker {
 public:
  RowMaker(const World& world, std::uint32_t relation)
      : offsets_(world.relations[relation].offsets), relation_(relation) {}
  Val operator()(std::size_t index) {
    while (index >= offsets_[part_ + 1]) {
      ++part_;
    }
    while (index < offsets_[part_]) {
      --part_;
    }
    return Val::row(relation_, static_cast<std::uint32_t>(part_),
                    static_cast<std::int64_t>(index - offsets_[part_]));
  }

 private:
  const std::vector<std::size_t>& offsets_;
  std::uint32_t relation_;
  std::size_t part_ = 0;
};

class Enumeration {
 public:
  Enumeration(Ctx& ctx, const Ranging& ranging, const std::function<void(const PairBatch&)>& visit)
      : ctx_(ctx), ranging_(ranging), visit_(visit) {}

  void sure(bool yes) { batch_.sure = yes; }
  // Whether what follows matched by its key.
  void matched(bool yes) {
    if (batch_.matched != yes) {
      flush();
      batch_.matched = yes;
    }
  }
  void add(std::size_t outer, const Val& member) {
    batch_.outer.push_back(static_cast<std::uint32_t>(outer));
    batch_.member.push_back(member);
    if (!batch_.membership.empty()) {
      batch_.membership.push_back(Val::of(true));
    }
    if (batch_.size() >= batch_size) {
      flush();
    }
  }
  void add(std::size_t outer, const Val& member, const Val& membership) {
    batch_.membership.resize(batch_.size(), Val::of(true));
    batch_.outer.push_back(static_cast<std::uint32_t>(outer));
    batch_.member.push_back(member);
    batch_.membership.push_back(membership);
    if (batch_.size() >= batch_size) {
      flush();
    }
  }
  void flush() {
    if (Profile* profile = ctx_.engine().profile; profile != nullptr && batch_.size() != 0) {
      profile->visited(ranging_.inner, batch_.size());
    }
    if (batch_.size() != 0 && ctx_.engine().visit(batch_.size())) {
      visit_(batch_);
    }
    batch_.clear();
  }
  bool stopped() const { return ctx_.engine().exhausted.load(std::memory_order_relaxed); }

 private:
  Ctx& ctx_;
  const Ranging& ranging_;
  const std::function<void(const PairBatch&)>& visit_;
  PairBatch batch_;
};

// The range, of which few rows are asked for, as far as these keys need it; or nothing.
std::optional<Range> range_for(Ctx& ctx, const Ranging& ranging, const Vals& keys) {
  KeySet known;
  for (const Val& value : keys) {
    const auto key = lookup_key(ctx.engine(), value, (*ranging.lookup)->canonical);
    if (!key && value.tag != Tag::absent) {
      return std::nullopt;
    }
    known.insert(key.value_or(0));
  }
  return range_with(ctx, ranging, known);
}

void pair_with_relation(Ctx& ctx, const Ranging& ranging, const Frame& frame, Sel sel,
                        Enumeration& pairs) {
  Vals keys;
  if (*ranging.lookup) {
    keys = eval(ctx, (*ranging.lookup)->outer, frame, sel);
  }
  const std::optional<Range> few =
      ctx.world.few && *ranging.lookup ? range_for(ctx, ranging, keys) : std::nullopt;
  const auto narrowed = ctx.world.narrowed.find(ranging.inner);
  const Range& range = few                                    ? *few
                       : narrowed != ctx.world.narrowed.end() ? *narrowed->second
                                                              : range_of(ctx, ranging);
  const std::uint32_t relation = ranging.collection->relation;
  RowMaker row_value(ctx.world, relation);
  const auto add = [&](std::size_t i, std::uint32_t row) { pairs.add(i, row_value(row)); };
  pairs.sure(range.sure);
  const bool exact = range.keyed && (*ranging.lookup)->exact && range.wild.empty();
  for (std::size_t i = 0; i < sel.n && !pairs.stopped(); ++i) {
    if (range.keyed && keys[i].tag == Tag::absent) {
      continue;
    }
    const auto key = range.keyed ? lookup_key(ctx.engine(), keys[i], (*ranging.lookup)->canonical)
                                 : std::nullopt;
    pairs.matched(key && exact);
    if (!key) {
      for (const std::uint32_t row : range.rows) {
        add(i, row);
      }
      continue;
    }
    auto wild = range.wild.begin();
    for (const std::uint32_t row : range.index.find(*key)) {
      for (; wild != range.wild.end() && *wild < row; ++wild) {
        add(i, *wild);
      }
      add(i, row);
    }
    for (; wild != range.wild.end(); ++wild) {
      add(i, *wild);
    }
  }
}

}  // namespace

Openness for_each_pair(Ctx& ctx, const Ranging& ranging, const Frame& frame, Sel sel,
                       const std::function<void(const PairBatch&)>& visit) {
  Openness openness;
  Enumeration pairs(ctx, ranging, visit);
  if (names_relation(ranging.collection)) {
    openness.relation = true;
    openness.why = ctx.world.incompleteness(ranging.collection->relation);
    openness.open = openness.why != 0;
    pair_with_relation(ctx, ranging, frame, sel, pairs);
    pairs.flush();
    return openness;
  }
  const Vals collections = eval(ctx, ranging.collection, frame, sel);
  for (std::size_t i = 0; i < sel.n; ++i) {
    openness.sets.push_back(&to_set(ctx, collections[i]));
  }
  for (std::size_t i = 0; i < sel.n && !pairs.stopped(); ++i) {
    for (const Val& member : openness.sets[i]->certain) {
      pairs.add(i, member);
    }
    for (const SetData::Possible& member : openness.sets[i]->possible) {
      pairs.add(i, member.value, Val::unknown(member.why));
    }
  }
  pairs.flush();
  return openness;
}

PairFrame::PairFrame(const Frame& outer, Sel sel, const PairBatch& batch,
                     const std::vector<int>& needed, int slot)
    : frame_(slots_for(outer, slot)) {
  values_.reserve(needed.size());
  for (const int s : needed) {
    const auto at = static_cast<std::size_t>(s);
    if (s == slot || outer.slots[at] == nullptr) {
      continue;
    }
    Vals& values = values_.emplace_back(batch.size());
    for (std::size_t j = 0; j < batch.size(); ++j) {
      values[j] = outer.slots[at][sel[batch.outer[j]]];
    }
    frame_.slots[at] = values.data();
  }
  frame_.slots[static_cast<std::size_t>(slot)] = batch.member.data();
}

std::vector<bool> settled_parts(const PairBatch& batch, std::size_t parts,
                                const std::vector<bool>& is_inner,
                                const std::optional<Lookup>& lookup) {
  std::vector<bool> settled = batch.sure ? is_inner : std::vector<bool>(parts, false);
  if (batch.matched && lookup) {
    settled[lookup->at] = true;
  }
  return settled;
}

void conjunction(Ctx& ctx, const std::vector<NodeRef>& parts, const Frame& frame, Vals& truth,
                 const std::vector<bool>& settled) {
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (!settled.empty() && settled[p]) {
      continue;
    }
    NodeRef part = parts[p];
    const Chosen rest =
        choose({nullptr, truth.size()}, [&](std::size_t i) { return !truth[i].no(); });
    const Vals values = holds(ctx, part, frame, rest.sel());
    for (std::size_t k = 0; k < values.size(); ++k) {
      Val& value = truth[rest.places[k]];
      value = both(ctx.engine(), value, values[k]);
    }
  }
}

}  // namespace writ::native
