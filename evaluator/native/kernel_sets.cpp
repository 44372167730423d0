// Sets of rows: what comprehensions make of them, what closures reach.
#include <algorithm>
#include <deque>

#include "evaluator/native/closures.h"
#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/pair_lanes.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/profile.h"

namespace writ::native {

namespace {

// `{result for x in set}`, of a set of rows.
class MappedLists final : public SetKernel {
 public:
  MappedLists(Engine& engine, NodeRef node, SetRef from, std::size_t lane, TruthRef condition,
              NumberRef result)
      : SetKernel(result->of),
        engine_(engine),
        node_(node),
        from_(std::move(from)),
        lane_(lane),
        condition_(std::move(condition)),
        result_(std::move(result)) {}
  void read(const Batch& batch, Lists& out) const override {
    Lists from;
    from_->read(batch, from);
    PairLanes pairs(lane_);
    for (std::size_t i = 0; i < batch.n; ++i) {
      for (const std::int64_t member : from.of(i)) {
        pairs.add(i, static_cast<std::uint32_t>(member));
      }
    }
    const Batch members = pairs.batch(batch);
    if (engine_.profile != nullptr) {
      engine_.profile->visited(&node_->inner, members.n);
    }
    const auto truth = tested(condition_, members);
    Numbers results(members.n);
    result_->read(members, results);
    out.start(batch.n);
    out.beyond = from.beyond;
    for (std::size_t i = 0; i < batch.n; ++i) {
      for (std::uint32_t k = from.begins[i]; k < from.begins[i + 1]; ++k) {
        out.add(i, truth[k], results.mark[k], results.value[k]);
      }
      out.finish_one();
    }
  }

 private:
  Engine& engine_;
  NodeRef node_;
  SetRef from_;
  std::size_t lane_;
  TruthRef condition_;
  NumberRef result_;
};

// `set.field+`, `set.field*` of rows of one table.
class ClosureLists final : public SetKernel {
 public:
  ClosureLists(World& world, NodeRef node, SetRef from)
      : SetKernel(from->of),
        world_(world),
        node_(node),
        from_(std::move(from)),
        closures_(closures_of(world, node, of.relation)) {}
  void read(const Batch& batch, Lists& out) const override {
    Lists from;
    from_->read(batch, from);
    Arena arena;
    Ctx ctx{world_, arena, 0};
    out.start(batch.n);
    out.beyond = from.beyond;
    for (std::size_t i = 0; i < batch.n; ++i) {
      for (const std::int64_t start : from.of(i)) {
        if (node_->reflexive) {
          out.members.push_back(start);
        }
        const SetData& reached =
            *closure_of(ctx, node_, closures_, Val::row(of.relation, of.part, start));
        out.beyond[i] = reached.closed() ? out.beyond[i] : std::uint8_t{1};
        for (const Val& member : reached.certain) {
          const bool row = member.tag == Tag::row && member.relation() == of.relation &&
                           member.part() == of.part;
          out.beyond[i] = row ? out.beyond[i] : std::uint8_t{1};
          if (row) {
            out.members.push_back(member.a);
          }
        }
      }
      out.finish_one();
    }
  }

 private:
  World& world_;
  NodeRef node_;
  SetRef from_;
  Closures& closures_;
};

// The row in a lane, alone.
class OneRow final : public SetKernel {
 public:
  explicit OneRow(const RowLane& row)
      : SetKernel({Tag::row, row.relation, row.part}), lane_(row.lane) {}
  void read(const Batch& batch, Lists& out) const override {
    out.start(batch.n);
    for (std::size_t i = 0; i < batch.n; ++i) {
      out.members.push_back(batch.lanes[lane_][i]);
      out.finish_one();
    }
  }

 private:
  std::size_t lane_;
};

// The union of what `of_each` makes of each member, worked out once for each row.
class UnionLists final : public SetKernel {
 public:
  UnionLists(SetRef from, std::size_t rows, std::size_t lane, SetRef of_each)
      : SetKernel(of_each->of),
        from_(std::move(from)),
        lane_(lane),
        of_each_(std::move(of_each)),
        known_(new std::atomic<const Made*>[rows]()) {}

  void read(const Batch& batch, Lists& out) const override {
    Lists from;
    from_->read(batch, from);
    out.start(batch.n);
    out.beyond = from.beyond;
    for (std::size_t i = 0; i < batch.n; ++i) {
      for (const std::int64_t start : from.of(i)) {
        const Made& made = of(static_cast<std::uint32_t>(start));
        out.beyond[i] = made.beyond ? std::uint8_t{1} : out.beyond[i];
        for (const std::int64_t member : made.members) {  // few
          out.members.push_back(member);
        }
      }
      out.finish_one();
    }
  }

 private:
  struct Made {
    bool beyond = false;
    std::vector<std::int64_t> members;
  };
  const Made& of(std::uint32_t row) const {
    const Made* made = known_[row].load(std::memory_order_acquire);
    return made != nullptr ? *made : make(row);
  }
  const Made& make(std::uint32_t row) const {
    Batch one{1, {}};
    one.lanes[lane_] = &row;
    Lists lists;
    of_each_->read(one, lists);
    std::sort(lists.members.begin(), lists.members.end());
    const auto end = std::unique(lists.members.begin(), lists.members.end());
    const std::lock_guard lock(mutex_);
    const Made& made =
        made_.emplace_back(Made{lists.beyond[0] != 0, {lists.members.begin(), end}});
    known_[row].store(&made, std::memory_order_release);
    return made;
  }

  SetRef from_;
  std::size_t lane_;
  SetRef of_each_;
  mutable std::mutex mutex_;
  mutable std::deque<Made> made_;
  std::unique_ptr<std::atomic<const Made*>[]> known_;
};

// Whether a comprehension asks nothing but the member.
bool asks_member_alone(NodeRef node) {
  const auto alone = [&](NodeRef part) {
    return std::all_of(part->free.begin(), part->free.end(),
                       [&](int slot) { return slot == node->slot; });
  };
  return alone(node->result) && std::all_of(node->where.begin(), node->where.end(), alone);
}

}  // namespace

SetRef KernelMaker::comprehended(NodeRef node) {
  NodeRef collection = node->kids.front();
  if (names_relation(collection)) {
    return from_range(node);
  }
  while (NodeRef let = let_of(collection)) {
    collection = let;
  }
  if (collection->op != Op::closure || !asks_member_alone(node)) {
    return from_set(node, set(collection));
  }
  SetRef starts = set(collection->kids.front());
  if (starts == nullptr || starts->of.tag != Tag::row || !room()) {
    return nullptr;
  }
  const RowLane start{starts->of.relation, starts->of.part, lanes_};
  KernelMaker inner(ctx_);
  inner.lanes_ = lanes_ + 1;
  inner.depth_ = depth_;
  SetRef of_each =
      inner.from_set(node, inner.closure(collection, std::make_unique<OneRow>(start)));
  const std::size_t rows = ctx_.world.relations[start.relation].rows();
  return of_each != nullptr ? std::make_unique<UnionLists>(std::move(starts), rows, start.lane,
                                                           std::move(of_each))
                            : nullptr;
}

SetRef KernelMaker::from_set(NodeRef node, SetRef from) {
  if (from == nullptr || from->of.tag != Tag::row || !room()) {
    return nullptr;
  }
  KernelMaker inner = *this;
  inner.bind_row(node->slot, from->of.relation, from->of.part);
  std::vector<TruthRef> conditions;
  for (NodeRef condition : node->where) {
    conditions.push_back(inner.truth(condition));
    if (conditions.back() == nullptr) {
      return nullptr;
    }
  }
  NumberRef result = inner.number(node->result);
  return result != nullptr ? std::make_unique<MappedLists>(ctx_.engine(), node, std::move(from), lanes_,
                                                           all_of(std::move(conditions)),
                                                           std::move(result))
                           : nullptr;
}

SetRef KernelMaker::closure(NodeRef node, SetRef from) {
  return from != nullptr && from->of.tag == Tag::row
             ? std::make_unique<ClosureLists>(ctx_.world, node, std::move(from))
             : nullptr;
}

}  // namespace writ::native
