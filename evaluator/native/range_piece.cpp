#include "evaluator/native/range_piece.h"

#include <algorithm>
#include <numeric>

#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/keys.h"

namespace writ::native {

namespace {

// Those of rows [begin, end) of one part that the conditions on the row alone leave, and their
// keys.
class RangeBuilder {
 public:
  // `only`: the keys that are looked for; null: any.
  RangeBuilder(Ctx& ctx, const Ranging& ranging, std::uint32_t part, const KeySet* only)
      : ctx_(ctx),
        ranging_(ranging),
        relation_(ranging.collection->relation),
        part_(part),
        only_(only) {
    KernelMaker maker(ctx);
    maker.bind_row(ranging.slot, relation_, part);
    const bool kernels = ctx.world.remap.empty();
    for (NodeRef condition : *ranging.inner) {
      TruthRef test = kernels ? maker.truth(condition) : nullptr;
      (test != nullptr ? tried_ : others_).push_back(condition);
      if (test != nullptr) {
        tests_.push_back(std::move(test));
      }
    }
    const auto& lookup = *ranging.lookup;
    key_ = kernels && lookup ? maker.number(lookup->inner) : nullptr;
    if (key_ != nullptr && lookup->canonical && key_->of.tag != Tag::email) {
      key_ = nullptr;
    }
    offset_ = ctx.world.relations[relation_].offsets[part];
  }

  bool has_kernel_for_keys() const { return key_ != nullptr; }

  void add(std::size_t begin, std::size_t end, RangePiece& piece) {
    Pooled<std::uint32_t> lane(end - begin);
    std::iota(lane.begin(), lane.end(), static_cast<std::uint32_t>(begin - offset_));
    if (only_ != nullptr) {
      leave_keys(lane);
    }
    const std::size_t n = lane.size();
    Pooled<std::uint8_t> states(n, may_hold);
    Pooled<std::uint8_t> next(n);
    for (const TruthRef& test : tests_) {
      test->test({n, {lane.data()}}, next.data());
      std::transform(states.begin(), states.end(), next.begin(), states.begin(), both_of);
    }
    Indices kept(n);
    Indices doubtful(n);  // among the kept
    std::size_t keeps = 0;
    std::size_t doubts = 0;
    for (std::size_t i = 0; i < n; ++i) {
      doubtful.data()[doubts] = static_cast<std::uint32_t>(keeps);
      doubts += states.data()[i] == may_both ? 1 : 0;
      kept.data()[keeps] = static_cast<std::uint32_t>(offset_ + lane.data()[i]);
      keeps += states.data()[i] != may_fail ? 1 : 0;
    }
    kept.resize(keeps);
    doubtful.resize(doubts);
    Pooled<std::uint8_t> left(kept.size(), may_hold);
    ask(tried_, kept, doubtful, left);
    if (!others_.empty()) {
      Indices all(kept.size());
      std::iota(all.begin(), all.end(), 0U);
      ask(others_, kept, all, left);
    }
    std::size_t count = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      piece.sure = piece.sure && left[i] != may_both;
      if (left[i] != may_fail) {
        kept[count++] = kept[i];
      }
    }
    kept.resize(count);
    piece.rows.insert(piece.rows.end(), kept.begin(), kept.end());
    if (*ranging_.lookup) {
      add_keys(kept, piece);
    }
  }

 private:
  // Of the rows in the lane, those whose key is looked for, or not known.
  void leave_keys(Pooled<std::uint32_t>& lane) const {
    Numbers keys(lane.size());
    key_->read({lane.size(), {lane.data()}}, keys);
    std::size_t count = 0;
    for (std::size_t i = 0; i < lane.size(); ++i) {
      if (keys.mark[i] == Mark::beyond ||
          (keys.mark[i] == Mark::known && only_->contains(lookup_key(key_->of, keys.value[i])))) {
        lane[count++] = lane[i];
      }
    }
    lane.resize(count);
  }
  // kept[at[…]] as values.
  Vals rows_of(const Indices& kept, const Indices& at) const {
    Vals rows;
    rows.reserve(at.size());
    for (const std::uint32_t place : at) {
      rows.push_back(Val::row(relation_, part_, static_cast<std::int64_t>(kept[place] - offset_)));
    }
    return rows;
  }
  Frame frame_of(const Vals& rows) const {
    Frame frame(static_cast<std::size_t>(ranging_.slot) + 1);
    frame.slots[static_cast<std::size_t>(ranging_.slot)] = rows.data();
    return frame;
  }
  // The conditions, of rows kept[at[…]], in the engine's own way.
  void ask(const std::vector<NodeRef>& conditions, const Indices& kept, const Indices& at,
           Pooled<std::uint8_t>& left) {
    if (at.empty() || conditions.empty()) {
      return;
    }
    const Vals rows = rows_of(kept, at);
    Vals truth;
    for (const std::uint32_t place : at) {
      truth.push_back(Val::of(left[place] != may_fail));
    }
    conjunction(ctx_, conditions, frame_of(rows), truth);
    for (std::size_t k = 0; k < truth.size(); ++k) {
      const std::uint8_t found = truth[k].yes() ? may_hold : truth[k].no() ? may_fail : may_both;
      left[at[k]] = both_of(left[at[k]], found);
    }
  }
  void add_keys(const Indices& kept, RangePiece& piece) {
    Numbers keys(kept.size());
    if (key_ != nullptr) {
      Pooled<std::uint32_t> lane(kept.size());
      std::transform(kept.begin(), kept.end(), lane.begin(), [this](std::uint32_t row) {
        return static_cast<std::uint32_t>(row - offset_);
      });
      key_->read({kept.size(), {lane.data()}}, keys);
    }
    Indices asked;  // among the kept
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (key_ == nullptr || keys.mark[i] == Mark::beyond) {
        asked.push_back(static_cast<std::uint32_t>(i));
      } else {
        keys.value[i] = lookup_key(key_->of, keys.value[i]);
      }
    }
    ask_keys(**ranging_.lookup, kept, asked, keys);
    std::size_t count = 0;
    Indices keyed(kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      keyed.data()[count] = kept.data()[i];
      keys.value.data()[count] = keys.value.data()[i];
      count += keys.mark.data()[i] == Mark::known ? 1 : 0;
      if (keys.mark.data()[i] == Mark::beyond) {
        piece.wild.push_back(kept[i]);
      }
    }
    if (piece.all_keyed && count < kept.size()) {
      piece.all_keyed = false;
      piece.keyed.assign(piece.rows.begin(),
                         piece.rows.end() - static_cast<std::ptrdiff_t>(kept.size()));
    }
    if (!piece.all_keyed) {
      piece.keyed.insert(piece.keyed.end(), keyed.begin(),
                         keyed.begin() + static_cast<std::ptrdiff_t>(count));
    }
    piece.keys.add({keys.value.data(), count});
  }
  void ask_keys(const Lookup& lookup, const Indices& kept, const Indices& at, Numbers& keys) {
    if (at.empty()) {
      return;
    }
    const Vals rows = rows_of(kept, at);
    const Vals values = eval(ctx_, lookup.inner, frame_of(rows), {nullptr, rows.size()});
    for (std::size_t k = 0; k < values.size(); ++k) {
      const std::size_t i = at[k];
      const auto key = values[k].tag != Tag::absent
                           ? lookup_key(ctx_.engine(), values[k], lookup.canonical)
                           : std::nullopt;
      keys.value[i] = key.value_or(0);
      keys.mark[i] = key ? Mark::known : values[k].tag == Tag::absent ? Mark::absent : Mark::beyond;
    }
  }

  Ctx& ctx_;
  const Ranging& ranging_;
  std::uint32_t relation_;
  std::uint32_t part_;
  const KeySet* only_;
  std::size_t offset_ = 0;
  std::vector<TruthRef> tests_;
  std::vector<NodeRef> tried_, others_;  // the conditions of the tests, and those without one
  NumberRef key_;
};

}  // namespace

RangePiece range_piece(World& world, const Ranging& ranging, std::size_t begin, std::size_t end,
                       const KeySet* only) {
  RangePiece piece;
  if (only == nullptr) {
    piece.rows.reserve(end - begin);
    piece.keys.reserve(*ranging.lookup ? end - begin : 0);
  }
  Arena arena;
  Ctx ctx{world, arena, 0};
  const std::vector<std::size_t>& offsets = world.relations[ranging.collection->relation].offsets;
  for (std::uint32_t part = 0; part + 1 < offsets.size(); ++part) {
    RangeBuilder builder(ctx, ranging, part, only);
    const std::size_t last = std::min(end, offsets[part + 1]);
    for (std::size_t at = std::max(begin, offsets[part]); at < last; at += batch_size) {
      builder.add(at, std::min(last, at + batch_size), piece);
      arena.clear();
    }
  }
  return piece;
}

bool has_kernel_for_keys(Ctx& ctx, const Ranging& ranging) {
  const std::size_t parts = ctx.world.relations[ranging.collection->relation].offsets.size();
  for (std::uint32_t part = 0; part + 1 < parts; ++part) {
    if (!RangeBuilder(ctx, ranging, part, nullptr).has_kernel_for_keys()) {
      return false;
    }
  }
  return true;
}

}  // namespace writ::native
