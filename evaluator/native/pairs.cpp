#include "evaluator/native/pairs.h"

#include <algorithm>
#include <array>
#include <thread>

#include "evaluator/native/keys.h"
#include "evaluator/native/lookups.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/scans.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

constexpr std::size_t batch_size = 2048;

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

using Entries = std::vector<std::pair<std::int64_t, std::uint32_t>>;

// Part of a range, while it is built.
struct Piece {
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> wild;
  Entries entries;
  bool sure = true;
};

// Those of rows [begin, end) of one part that the conditions on the row alone leave, and their keys.
class RangeBuilder {
 public:
  RangeBuilder(Ctx& ctx, const Ranging& ranging, std::uint32_t part)
      : ctx_(ctx), ranging_(ranging), relation_(ranging.collection->relation), part_(part) {
    for (NodeRef condition : *ranging.inner) {
      if (auto test = column_test(ctx.world, condition, ranging.slot, relation_, part)) {
        tests_.push_back(*test);
      } else {
        others_.push_back(condition);
      }
    }
    offset_ = ctx.world.relations[relation_].offsets[part];
  }

  void add(std::size_t begin, std::size_t end, Piece& piece) {
    const std::size_t n = end - begin;
    std::array<std::uint8_t, batch_size> states;
    std::fill(states.begin(), states.begin() + static_cast<std::ptrdiff_t>(n), may_hold);
    for (const ColumnTest& test : tests_) {
      test.add_to(begin - offset_, n, states.data());
    }
    Vals rows;
    Indices kept;
    for (std::size_t i = 0; i < n; ++i) {
      if ((states[i] & may_hold) != 0) {
        piece.sure = piece.sure && states[i] == may_hold;
        kept.push_back(static_cast<std::uint32_t>(begin + i));
      }
    }
    if (others_.empty() && !*ranging_.lookup) {
      piece.rows.insert(piece.rows.end(), kept.begin(), kept.end());
      return;
    }
    for (const std::uint32_t row : kept) {
      rows.push_back(Val::row(relation_, part_, static_cast<std::int64_t>(row - offset_)));
    }
    Frame frame(static_cast<std::size_t>(ranging_.slot) + 1);
    frame.slots[static_cast<std::size_t>(ranging_.slot)] = rows.data();
    Vals truth(rows.size(), Val::of(true));
    conjunction(ctx_, others_, frame, truth);
    const Chosen left =
        choose({nullptr, rows.size()}, [&](std::size_t i) { return !truth[i].no(); });
    for (const std::uint32_t place : left.places) {
      piece.sure = piece.sure && truth[place].yes();
      piece.rows.push_back(kept[place]);
    }
    if (*ranging_.lookup) {
      add_keys(**ranging_.lookup, frame, left, kept, piece);
    }
  }

 private:
  void add_keys(const Lookup& lookup, const Frame& frame, const Chosen& left,
                const Indices& kept, Piece& piece) {
    const Vals keys = eval(ctx_, lookup.inner, frame, left.sel());
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const std::uint32_t row = kept[left.places[k]];
      if (keys[k].tag == Tag::absent) {
        continue;
      }
      if (const auto key = lookup_key(ctx_.engine(), keys[k], lookup.canonical)) {
        piece.entries.emplace_back(*key, row);
      } else {
        piece.wild.push_back(row);
      }
    }
  }

  Ctx& ctx_;
  const Ranging& ranging_;
  std::uint32_t relation_;
  std::uint32_t part_;
  std::size_t offset_ = 0;
  std::vector<ColumnTest> tests_;
  std::vector<NodeRef> others_;
};

// Rows [begin, end) among those of all parts.
Piece build_piece(World& world, const Ranging& ranging, std::size_t begin, std::size_t end) {
  Piece piece;
  Arena arena;
  Ctx ctx{world, arena, 0};
  const std::vector<std::size_t>& offsets = world.relations[ranging.collection->relation].offsets;
  for (std::uint32_t part = 0; part + 1 < offsets.size(); ++part) {
    RangeBuilder builder(ctx, ranging, part);
    const std::size_t last = std::min(end, offsets[part + 1]);
    for (std::size_t at = std::max(begin, offsets[part]); at < last; at += batch_size) {
      builder.add(at, std::min(last, at + batch_size), piece);
      arena.clear();
    }
  }
  return piece;
}

std::unique_ptr<Range> build_range(Ctx& ctx, const Ranging& ranging) {
  World& world = ctx.world;
  const std::size_t rows = world.relations[ranging.collection->relation].rows();
  const std::size_t workers =
      ctx.alone ? std::clamp<std::size_t>(rows / (2 * ctx.engine().share), 1, ctx.engine().threads)
                : 1;
  std::vector<Piece> pieces(workers);
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < workers; ++i) {
    others.emplace_back([&, i] {
      pieces[i] = build_piece(world, ranging, rows * i / workers, rows * (i + 1) / workers);
    });
  }
  pieces[0] = build_piece(world, ranging, 0, rows / workers);
  for (std::thread& other : others) {
    other.join();
  }
  auto range = std::make_unique<Range>();
  Entries entries = std::move(pieces[0].entries);
  range->rows = std::move(pieces[0].rows);
  range->wild = std::move(pieces[0].wild);
  range->sure = pieces[0].sure;
  for (std::size_t i = 1; i < workers; ++i) {
    const Piece& piece = pieces[i];
    entries.insert(entries.end(), piece.entries.begin(), piece.entries.end());
    range->rows.insert(range->rows.end(), piece.rows.begin(), piece.rows.end());
    range->wild.insert(range->wild.end(), piece.wild.begin(), piece.wild.end());
    range->sure = range->sure && piece.sure;
  }
  range->keyed = ranging.lookup->has_value();
  range->index = KeyIndex(entries);
  return range;
}

std::string range_name(const Ranging& ranging) {
  std::string name = std::to_string(ranging.collection->relation);
  for (NodeRef condition : *ranging.inner) {
    name += " " + signature(condition, ranging.slot);
  }
  if (*ranging.lookup) {
    name += " by " + signature((*ranging.lookup)->inner, ranging.slot) +
            ((*ranging.lookup)->canonical ? "~" : "");
  }
  return name;
}

class Enumeration {
 public:
  Enumeration(Ctx& ctx, const std::function<void(const PairBatch&)>& visit)
      : ctx_(ctx), visit_(visit) {}

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
  RowMaker row_value(ctx.world, relation);
  const auto add = [&](std::size_t i, std::uint32_t row) {
    pairs.add(i, row_value(row));
  };
  pairs.sure(range.sure);
  const bool exact = range.keyed && (*ranging.lookup)->exact && range.wild.empty();
  for (std::size_t i = 0; i < sel.n && !pairs.stopped(); ++i) {
    if (range.keyed && keys[i].tag == Tag::absent) {
      continue;
    }
    const auto key = range.keyed
                         ? lookup_key(ctx.engine(), keys[i], (*ranging.lookup)->canonical)
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

const Range& range_of(Ctx& ctx, const Ranging& ranging) {
  World& world = ctx.world;
  std::unique_lock lock(world.mutex);
  const Range*& known = world.known_ranges[ranging.inner];
  if (known == nullptr) {
    const std::string name = range_name(ranging);
    if (!world.ranges.contains(name)) {
      if (ctx.alone) {  // its own helpers will want the lock
        lock.unlock();
      }
      auto range = build_range(ctx, ranging);
      if (ctx.alone) {
        lock.lock();
      }
      world.ranges[name] = std::move(range);
    }
    known = world.ranges[name].get();
  }
  return *known;
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
