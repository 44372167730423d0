// Quantifiers, counts, comprehensions and closures: pairs of subjects and members, as rows in lanes.
#include <algorithm>

#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/keys.h"
#include "evaluator/native/pair_lanes.h"
#include "evaluator/native/pairs.h"
#include "evaluator/native/profile.h"

namespace writ::native {

constexpr std::size_t pairs_at_once = 4096;

// The rows of a relation that subjects find by a key, and what is asked of them.
struct KernelRange {
  struct Part {
    TruthRef condition;  // null: holds for all that are found
    NumberRef result;    // of comprehensions
  };
  Engine* engine = nullptr;
  NodeRef node = nullptr;
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
      if (engine->profile != nullptr) {
        engine->profile->visited(&node->inner, waiting[part].size());
      }
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
  made.node = node;
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
    part.condition = all_of(std::move(conditions));
    made.parts.push_back(std::move(part));
  }
  return made;
}

namespace {

class Quantified final : public TruthKernel {
 public:
  Quantified(KernelRange range, bool exists) : range_(std::move(range)), exists_(exists) {}
  void test(const Batch& batch, std::uint8_t* out) const override {
    std::fill_n(out, batch.n, range_.whole ? may_fail : may_both);
    range_.walk(
        batch,
        [&](const KernelRange::Part& part, const PairLanes& pairs, const Batch& members) {
          const auto truth = tested(part.condition, members);
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
          const auto truth = tested(part.condition, members);
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
          const auto truth = tested(part.condition, members);
          Numbers results(members.n);
          part.result->read(members, results);
          for (std::size_t k = 0; k < members.n; ++k) {
            for (; at < pairs.outer()[k]; ++at) {
              out.finish_one();
            }
            out.add(at, truth[k], results.mark[k], results.value[k]);
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

}  // namespace

TruthRef KernelMaker::quantified(NodeRef node) {
  auto range = KernelRange::make(*this, node);
  return range ? std::make_unique<Quantified>(std::move(*range), node->op == Op::exists) : nullptr;
}

NumberRef KernelMaker::counted(NodeRef node) {
  auto range = KernelRange::make(*this, node);
  return range ? std::make_unique<Counted>(std::move(*range)) : nullptr;
}

SetRef KernelMaker::from_range(NodeRef node) {
  auto range = KernelRange::make(*this, node);
  return range && range->parts.size() == 1 ? std::make_unique<RangeLists>(std::move(*range))
                                           : nullptr;
}

}  // namespace writ::native
