// Quantifiers, counts, comprehensions and closures: pairs of subjects and members, as rows in lanes.
#include <algorithm>

#include "evaluator/native/closures.h"
#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/keys.h"
#include "evaluator/native/pairs.h"

namespace writ::native {

namespace {

constexpr std::size_t pairs_at_once = 4096;

// Pairs that wait for their conditions: subjects in their lanes, members in the lane after them.
class PairLanes {
 public:
  explicit PairLanes(std::size_t lane) : lane_(lane) {}
  void add(std::size_t outer, std::uint32_t member) {
    outer_.push_back(static_cast<std::uint32_t>(outer));
    member_.push_back(member);
  }
  std::size_t size() const { return outer_.size(); }
  const Pooled<std::uint32_t>& outer() const { return outer_; }
  void clear() {
    outer_.clear();
    member_.clear();
  }
  // The pairs as subjects of their own.
  Batch batch(const Batch& subjects) {
    Batch pairs;
    pairs.n = size();
    for (std::size_t lane = 0; lane < lane_; ++lane) {
      if (subjects.lanes[lane] == nullptr) {
        continue;
      }
      lanes_[lane].resize(size());
      for (std::size_t i = 0; i < size(); ++i) {
        lanes_[lane][i] = subjects.lanes[lane][outer_[i]];
      }
      pairs.lanes[lane] = lanes_[lane].data();
    }
    pairs.lanes[lane_] = member_.data();
    return pairs;
  }

 private:
  std::size_t lane_;
  Pooled<std::uint32_t> outer_, member_;
  std::array<Pooled<std::uint32_t>, lane_limit> lanes_;
};

}  // namespace

// The rows of a relation that subjects find by a key, and what is asked of them.
struct KernelRange {
  struct Part {
    TruthRef condition;  // null: holds for all that are found
    NumberRef result;    // of comprehensions
  };
  Engine* engine = nullptr;
  const Range* range = nullptr;
  NumberRef key;
  std::size_t lane = 0;
  std::vector<std::size_t> offsets;
  std::vector<Part> parts;
  bool whole = true;  // no member is missing, and none may match anything

  // Nothing where rows are not looked up, or where some condition has no kernel.
  static std::optional<KernelRange> make(KernelMaker& maker, NodeRef node);

  // Calls visit(part, pairs, batch) for all pairs, and lost(i) for subjects whose key is beyond.
  template <class Visit, class Lost>
  void walk(const Batch& batch, Visit visit, Lost lost) const {
    Numbers keys(batch.n);
    key->read(batch, keys);
    std::vector<PairLanes> waiting(parts.size(), PairLanes(lane));
    const auto flush = [&](std::size_t part) {
      engine->visit(waiting[part].size());
      visit(parts[part], waiting[part], waiting[part].batch(batch));
      waiting[part].clear();
    };
    for (std::size_t i = 0; i < batch.n; ++i) {
      if (keys.mark[i] == Mark::beyond) {
        lost(i);
      }
      if (keys.mark[i] != Mark::known) {
        continue;
      }
      std::size_t part = 0;
      for (const std::uint32_t row : range->index.find(lookup_key(key->of, keys.value[i]))) {
        while (row >= offsets[part + 1]) {
          ++part;
        }
        waiting[part].add(i, static_cast<std::uint32_t>(row - offsets[part]));
        if (waiting[part].size() >= pairs_at_once) {
          flush(part);
        }
      }
    }
    for (std::size_t part = 0; part < parts.size(); ++part) {
      if (waiting[part].size() > 0) {
        flush(part);
      }
    }
  }
};

namespace {

// What the key and the conditions on the row alone leave to be asked.
std::vector<NodeRef> open_conditions(NodeRef node, const Range& range) {
  std::vector<NodeRef> open;
  for (std::size_t k = 0; k < node->where.size(); ++k) {
    const bool inner = range.sure && node->is_inner[k];
    if (!inner && !(node->lookup->at == k && node->lookup->exact)) {
      open.push_back(node->where[k]);
    }
  }
  return open;
}

class All final : public TruthKernel {
 public:
  explicit All(std::vector<TruthRef> parts) : parts_(std::move(parts)) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    parts_.front()->test(batch, out);
    Pooled<std::uint8_t> next(batch.n);
    for (std::size_t k = 1; k < parts_.size(); ++k) {
      parts_[k]->test(batch, next.data());
      std::transform(out, out + batch.n, next.data(), out, both_of);
    }
  }

 private:
  std::vector<TruthRef> parts_;
};

}  // namespace

std::optional<KernelRange> KernelRange::make(KernelMaker& maker, NodeRef node) {
  NodeRef collection = node->kids.front();
  if (!names_relation(collection) || !node->lookup || !maker.room()) {
    return std::nullopt;
  }
  KernelRange made;
  made.key = maker.number(node->lookup->outer);
  const bool canonical = made.key != nullptr && node->lookup->canonical;
  if (made.key == nullptr || (canonical && made.key->of.tag != Tag::email)) {
    return std::nullopt;
  }
  World& world = maker.ctx_.world;
  made.engine = &world.engine;
  made.range = &range_of(maker.ctx_, ranging_of(node));
  made.whole = made.range->wild.empty() && world.incompleteness(collection->relation) == 0;
  made.lane = maker.lanes_;
  made.offsets = world.relations[collection->relation].offsets;
  const std::vector<NodeRef> open = open_conditions(node, *made.range);
  for (std::uint32_t p = 0; p + 1 < made.offsets.size(); ++p) {
    KernelMaker inner = maker;
    inner.bind_row(node->slot, collection->relation, p);
    std::vector<TruthRef> conditions;
    for (NodeRef condition : open) {
      conditions.push_back(inner.truth(condition));
    }
    if (node->satisfies != nullptr) {
      conditions.push_back(inverse(inner.truth(node->satisfies)));
    }
    Part part;
    part.result = node->op == Op::comprehension ? inner.number(node->result) : nullptr;
    const bool missing = std::count(conditions.begin(), conditions.end(), nullptr) > 0 ||
                         (node->op == Op::comprehension && part.result == nullptr);
    if (missing) {
      return std::nullopt;
    }
    if (!conditions.empty()) {
      part.condition = std::make_unique<All>(std::move(conditions));
    }
    made.parts.push_back(std::move(part));
  }
  return made;
}

namespace {

Pooled<std::uint8_t> tested(const KernelRange::Part& part, const Batch& batch) {
  Pooled<std::uint8_t> truth(batch.n, may_hold);
  if (part.condition != nullptr) {
    part.condition->test(batch, truth.data());
  }
  return truth;
}

class Quantified final : public TruthKernel {
 public:
  Quantified(KernelRange range, bool exists) : range_(std::move(range)), exists_(exists) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    std::fill_n(out, batch.n, range_.whole ? may_fail : may_both);
    range_.walk(
        batch,
        [&](const KernelRange::Part& part, const PairLanes& pairs, const Batch& members) {
          const auto truth = tested(part, members);
          for (std::size_t k = 0; k < truth.size(); ++k) {
            std::uint8_t& found = out[pairs.outer()[k]];
            found = either_of(found, truth[k]);
          }
        },
        [&](std::size_t i) { out[i] = may_both; });
    if (!exists_) {
      std::transform(out, out + batch.n, out, inverse_of);
    }
  }

 private:
  KernelRange range_;
  bool exists_;
};

class Counted final : public NumberKernel {
 public:
  explicit Counted(KernelRange range)
      : NumberKernel({Tag::integer}), range_(std::move(range)) {}
  void read(const Batch& batch, Numbers& out) const override {
    std::fill_n(out.mark.begin(), batch.n, range_.whole ? Mark::known : Mark::beyond);
    range_.walk(
        batch,
        [&](const KernelRange::Part& part, const PairLanes& pairs, const Batch& members) {
          const auto truth = tested(part, members);
          for (std::size_t k = 0; k < truth.size(); ++k) {
            out.value[pairs.outer()[k]] += truth[k] == may_hold ? 1 : 0;
            if (truth[k] == may_both) {
              out.mark[pairs.outer()[k]] = Mark::beyond;
            }
          }
        },
        [&](std::size_t i) { out.mark[i] = Mark::beyond; });
  }

 private:
  KernelRange range_;
};

// `{result for x in relation where …}`, of a relation in one part: its pairs come in order.
class RangeLists final : public SetKernel {
 public:
  explicit RangeLists(KernelRange range)
      : SetKernel(range.parts.front().result->of), range_(std::move(range)) {}
  void read(const Batch& batch, Lists& out) const override {
    out.start(batch.n);
    if (!range_.whole) {
      std::fill(out.beyond.begin(), out.beyond.end(), 1);
    }
    std::size_t at = 0;
    range_.walk(
        batch,
        [&](const KernelRange::Part& part, const PairLanes& pairs, const Batch& members) {
          const auto truth = tested(part, members);
          Numbers results(members.n);
          part.result->read(members, results);
          for (std::size_t k = 0; k < members.n; ++k) {
            for (; at < pairs.outer()[k]; ++at) {
              out.finish_one();
            }
            const bool open = truth[k] == may_both ||
                              (truth[k] == may_hold && results.mark[k] == Mark::beyond);
            out.beyond[at] = open ? std::uint8_t{1} : out.beyond[at];
            if (truth[k] == may_hold && results.mark[k] == Mark::known) {
              out.members.push_back(results.value[k]);
            }
          }
        },
        [&](std::size_t i) { out.beyond[i] = 1; });
    for (; at < batch.n; ++at) {
      out.finish_one();
    }
  }

 private:
  KernelRange range_;
};

// `{result for x in set}`, of a set of rows.
class MappedLists final : public SetKernel {
 public:
  MappedLists(SetRef from, std::size_t lane, TruthRef condition, NumberRef result)
      : SetKernel(result->of),
        from_(std::move(from)),
        lane_(lane),
        condition_(std::move(condition)),
        result_(std::move(result)) {}
  void read(const Batch& batch, Lists& out) const override {
    Lists from;
    from_->read(batch, from);
    PairLanes pairs(lane_);
    for (std::size_t i = 0; i < batch.n; ++i) {
      for (std::uint32_t k = from.begins[i]; k < from.begins[i + 1]; ++k) {
        pairs.add(i, static_cast<std::uint32_t>(from.members[k]));
      }
    }
    const Batch members = pairs.batch(batch);
    Pooled<std::uint8_t> truth(members.n, may_hold);
    if (condition_ != nullptr) {
      condition_->test(members, truth.data());
    }
    Numbers results(members.n);
    result_->read(members, results);
    out.start(batch.n);
    out.beyond = from.beyond;
    for (std::size_t i = 0; i < batch.n; ++i) {
      for (std::uint32_t k = from.begins[i]; k < from.begins[i + 1]; ++k) {
        const bool open = truth[k] == may_both ||
                          (truth[k] == may_hold && results.mark[k] == Mark::beyond);
        out.beyond[i] = open ? std::uint8_t{1} : out.beyond[i];
        if (truth[k] == may_hold && results.mark[k] == Mark::known) {
          out.members.push_back(results.value[k]);
        }
      }
      out.finish_one();
    }
  }

 private:
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
      for (std::uint32_t k = from.begins[i]; k < from.begins[i + 1]; ++k) {
        const std::int64_t start = from.members[k];
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

}  // namespace

TruthRef KernelMaker::quantified(NodeRef node) {
  auto range = KernelRange::make(*this, node);
  return range ? std::make_unique<Quantified>(std::move(*range), node->op == Op::exists) : nullptr;
}

NumberRef KernelMaker::counted(NodeRef node) {
  auto range = KernelRange::make(*this, node);
  return range ? std::make_unique<Counted>(std::move(*range)) : nullptr;
}

SetRef KernelMaker::comprehended(NodeRef node) {
  if (names_relation(node->kids.front())) {
    auto range = KernelRange::make(*this, node);
    return range && range->parts.size() == 1 ? std::make_unique<RangeLists>(std::move(*range))
                                             : nullptr;
  }
  SetRef from = room() ? set(node->kids.front()) : nullptr;
  if (from == nullptr || from->of.tag != Tag::row) {
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
  TruthRef all = conditions.empty() ? nullptr : std::make_unique<All>(std::move(conditions));
  NumberRef result = inner.number(node->result);
  return result != nullptr ? std::make_unique<MappedLists>(std::move(from), lanes_, std::move(all),
                                                           std::move(result))
                           : nullptr;
}

SetRef KernelMaker::closure(NodeRef node) {
  SetRef from = set(node->kids.front());
  return from != nullptr && from->of.tag == Tag::row
             ? std::make_unique<ClosureLists>(ctx_.world, node, std::move(from))
             : nullptr;
}

}  // namespace writ::native
