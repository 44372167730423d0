// The rows of a relation that a condition ranges over, worked out once: by several threads where no
// other is at work.
#include <algorithm>

#include "base/parallel.h"
#include "evaluator/evaluate_columns.h"
#include "evaluator/native/lookups.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/range_piece.h"

namespace writ::native {

namespace {

std::unique_ptr<Range> build_range(Ctx& ctx, const Ranging& ranging, const KeySet* only = nullptr) {
  World& world = ctx.world;
  const std::size_t rows = world.relations[ranging.collection->relation].rows();
  const std::size_t workers =
      ctx.alone ? std::clamp<std::size_t>(rows / (2 * ctx.engine().share), 1, ctx.engine().threads)
                : 1;
  std::vector<RangePiece> pieces(workers);
  parallel(workers, workers, [&](std::size_t i, std::size_t) {
    pieces[i] = range_piece(world, ranging, rows * i / workers, rows * (i + 1) / workers, only);
  });
  auto range = std::make_unique<Range>();
  KeyIndex::Pieces entries;
  for (const RangePiece& piece : pieces) {
    entries.push_back(piece.entries());
    range->sure = range->sure && piece.sure;
  }
  range->keyed = ranging.lookup->has_value();
  if (range->keyed) {
    range->index = KeyIndex(entries, workers);
  }
  range->rows = std::move(pieces.front().rows);
  range->wild = std::move(pieces.front().wild);
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    range->rows.insert(range->rows.end(), pieces[i].rows.begin(), pieces[i].rows.end());
    range->wild.insert(range->wild.end(), pieces[i].wild.begin(), pieces[i].wild.end());
  }
  return range;
}

}  // namespace

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

const Range& range_of(Ctx& ctx, const Ranging& ranging) {
  World& world = ctx.world;
  if (world.same != nullptr && world.same->present == world.present) {
    Ctx there{*world.same, ctx.arena, ctx.depth, ctx.alone};
    return range_of(there, ranging);
  }
  std::unique_lock lock(world.mutex);
  const Range*& known = world.known_ranges[ranging.inner];
  if (known == nullptr) {
    const std::string name = range_name(ranging);
    if (!world.ranges.contains(name)) {
      if (ctx.alone) {  // its own helpers will want the lock
        lock.unlock();
      }
      Timed timed(ctx.engine().profile, ranging.inner);
      auto range = build_range(ctx, ranging);
      timed.rows(range->rows.size());
      if (ctx.alone) {
        lock.lock();
      }
      world.ranges[name] = std::move(range);
    }
    known = world.ranges[name].get();
  }
  return *known;
}

std::optional<Range> range_with(Ctx& ctx, const Ranging& ranging, const KeySet& keys) {
  World& world = ctx.world;
  const std::uint32_t relation = ranging.collection->relation;
  {
    const std::lock_guard lock(world.mutex);
    if (world.known_ranges[ranging.inner] != nullptr ||
        world.ranges.contains(range_name(ranging))) {
      return std::nullopt;
    }
  }
  const std::size_t worth_it = world.engine.settings->rows_a_key;
  if (world.relations[relation].rows() < worth_it * keys.size()) {
    return std::nullopt;
  }
  if (!has_kernel_for_keys(ctx, ranging)) {
    return std::nullopt;
  }
  return std::move(*build_range(ctx, ranging, &keys));
}

}  // namespace writ::native
