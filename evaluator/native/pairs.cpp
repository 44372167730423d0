#include "evaluator/native/pairs.h"

#include <algorithm>

#include "evaluator/native/keys.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr std::size_t batch_size = 2048;

std::size_t slots_for(const Frame& frame, int slot) {
  return std::max(frame.slots.size(), static_cast<std::size_t>(slot) + 1);
}

// Those of rows [begin, end) that the conditions on the row alone leave, and their keys.
void add_rows(Ctx& ctx, const Ranging& ranging, std::size_t begin, std::size_t end, Range& range,
              std::vector<std::pair<std::int64_t, std::uint32_t>>& entries) {
  const std::uint32_t relation = ranging.collection->relation;
  Vals rows;
  for (std::size_t row = begin; row < end; ++row) {
    rows.push_back(ctx.world.row_at(relation, row));
  }
  Frame frame(static_cast<std::size_t>(ranging.slot) + 1);
  frame.slots[static_cast<std::size_t>(ranging.slot)] = rows.data();
  Vals truth(rows.size(), Val::of(true));
  conjunction(ctx, *ranging.inner, frame, truth);
  const Chosen kept =
      choose({nullptr, rows.size()}, [&](std::size_t i) { return !truth[i].no(); });
  for (const std::uint32_t place : kept.places) {
    range.rows.push_back(static_cast<std::uint32_t>(begin + place));
  }
  if (!*ranging.lookup) {
    return;
  }
  const Lookup& lookup = **ranging.lookup;
  const Vals keys = eval(ctx, lookup.inner, frame, kept.sel());
  for (std::size_t k = 0; k < keys.size(); ++k) {
    const auto row = static_cast<std::uint32_t>(begin + kept.places[k]);
    if (keys[k].tag == Tag::absent) {
      continue;
    }
    if (const auto key = lookup_key(ctx.engine(), keys[k], lookup.canonical)) {
      entries.emplace_back(*key, row);
    } else {
      range.wild.push_back(row);
    }
  }
}

class Enumeration {
 public:
  Enumeration(Ctx& ctx, const std::function<void(const PairBatch&)>& visit)
      : ctx_(ctx), visit_(visit) {}

  void add(std::size_t outer, const Val& member, const Val& membership) {
    batch_.outer.push_back(static_cast<std::uint32_t>(outer));
    batch_.member.push_back(member);
    batch_.membership.push_back(membership);
    if (batch_.size() >= batch_size) {
      flush();
    }
  }
  void flush() {
    if (batch_.size() != 0 && ctx_.engine().visit(batch_.size())) {
      visit_(batch_);
    }
    batch_.clear();
  }
  bool stopped() const { return ctx_.engine().exhausted.load(std::memory_order_relaxed); }

 private:
  Ctx& ctx_;
  const std::function<void(const PairBatch&)>& visit_;
  PairBatch batch_;
};

void pair_with_relation(Ctx& ctx, const Ranging& ranging, const Frame& frame, Sel sel,
                        Enumeration& pairs) {
  const Range& range = range_of(ctx, ranging);
  const std::uint32_t relation = ranging.collection->relation;
  Vals keys;
  if (range.keyed) {
    keys = eval(ctx, (*ranging.lookup)->outer, frame, sel);
  }
  const auto add = [&](std::size_t i, std::uint32_t row) {
    pairs.add(i, ctx.world.row_at(relation, row), Val::of(true));
  };
  for (std::size_t i = 0; i < sel.n && !pairs.stopped(); ++i) {
    if (range.keyed && keys[i].tag == Tag::absent) {
      continue;
    }
    const auto key = range.keyed
                         ? lookup_key(ctx.engine(), keys[i], (*ranging.lookup)->canonical)
                         : std::nullopt;
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

const Range& range_of(Ctx& ctx, const Ranging& ranging) {
  World& world = ctx.world;
  const std::lock_guard lock(world.mutex);
  auto& memo = world.ranges[ranging.inner];
  if (memo == nullptr) {
    auto range = std::make_unique<Range>();
    std::vector<std::pair<std::int64_t, std::uint32_t>> entries;
    Arena arena;
    Ctx inner{world, arena, ctx.depth};
    const std::size_t rows = world.relations[ranging.collection->relation].rows();
    for (std::size_t begin = 0; begin < rows; begin += batch_size) {
      add_rows(inner, ranging, begin, std::min(rows, begin + batch_size), *range, entries);
      arena.clear();
    }
    range->keyed = ranging.lookup->has_value();
    range->index = KeyIndex(entries);
    memo = std::move(range);
  }
  return *memo;
}

Openness for_each_pair(Ctx& ctx, const Ranging& ranging, const Frame& frame, Sel sel,
                       const std::function<void(const PairBatch&)>& visit) {
  Openness openness;
  Enumeration pairs(ctx, visit);
  if (ranging.names_relation) {
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
      pairs.add(i, member, Val::of(true));
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

void conjunction(Ctx& ctx, const std::vector<NodeRef>& parts, const Frame& frame, Vals& truth) {
  for (NodeRef part : parts) {
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
