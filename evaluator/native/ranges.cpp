// The rows of a relation that a condition ranges over, worked out once: by several threads where no
// other is at work.
#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "evaluator/native/keys.h"
#include "evaluator/native/lookups.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/scans.h"

namespace writ::native {

namespace {

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
  parallel(workers, workers, [&](std::size_t i, std::size_t) {
    pieces[i] = build_piece(world, ranging, rows * i / workers, rows * (i + 1) / workers);
  });
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

}  // namespace writ::native
