// Pairs of subjects and the members that a quantifier, an aggregate or a `for` ranges over: by a
// look-up where the condition allows one, else one after the other; in batches.
#pragma once

#include <functional>
#include <string>

#include "evaluator/native/run.h"

namespace writ::native {

constexpr std::size_t batch_size = 2048;  // pairs, or rows, that are worked on at a time

// What is ranged over, and under which conditions. Lives as long as the plan.
struct Ranging {
  NodeRef collection = nullptr;
  int slot = -1;
  const std::vector<NodeRef>* inner = nullptr;
  const std::optional<Lookup>* lookup = nullptr;
};

Ranging ranging_of(NodeRef node);  // of a quantifier, an aggregate, a comprehension
Ranging ranging_of(const PlanBinding& clause);  // of a `for`

struct PairBatch {
  Indices outer;  // position within the selection
  Vals member;
  Vals membership;  // true, or unknown; empty: all true
  bool sure = false;     // the conditions on the member alone hold for all of them
  bool matched = false;  // and so does the look-up's equality
  std::size_t size() const { return outer.size(); }
  Val membership_at(std::size_t j) const { return membership.empty() ? Val::of(true) : membership[j]; }
  void clear() {
    outer.clear();
    member.clear();
    membership.clear();
  }
};

// What the collection is for each subject: its members may not all be known.
struct Openness {
  bool relation = false;  // one answer for all subjects
  bool open = false;
  ReasonSet why = 0;
  std::vector<const SetData*> sets;  // where it is no relation
  bool open_at(std::size_t i) const { return relation ? open : sets[i]->open; }
  ReasonSet why_at(std::size_t i) const { return relation ? why : sets[i]->open_why; }
};

// Calls visit with pairs, subject by subject, members in their order. Pairs that a condition on the
// member alone, or the look-up, rules out are left out. The visitor may keep nothing of a batch.
Openness for_each_pair(Ctx& ctx, const Ranging& ranging, const Frame& frame, Sel sel,
                       const std::function<void(const PairBatch&)>& visit);

// A frame for a batch of pairs: the slots in `needed` as the subjects have them, and the member.
class PairFrame {
 public:
  PairFrame(const Frame& outer, Sel sel, const PairBatch& batch, const std::vector<int>& needed,
            int slot);
  const Frame& frame() const { return frame_; }

 private:
  Frame frame_;
  std::vector<Vals> values_;
};

// The conjunction, each part only for those that are not false already; starts from `truth`. Parts
// in `settled` are known to hold.
void conjunction(Ctx& ctx, const std::vector<NodeRef>& parts, const Frame& frame, Vals& truth,
                 const std::vector<bool>& settled = {});
// Which parts the batch settles.
std::vector<bool> settled_parts(const PairBatch& batch, std::size_t parts,
                                const std::vector<bool>& is_inner,
                                const std::optional<Lookup>& lookup);

// The rows of a relation that a condition ranges over. Worked out once for all that have the same name.
std::string range_name(const Ranging& ranging);
const Range& range_of(Ctx& ctx, const Ranging& ranging);
// Those of them with these keys, and those whose key is unknown; nothing where all of them are known
// already, or this would be no less work. REQUIRES: there is a look-up.
std::optional<Range> range_with(Ctx& ctx, const Ranging& ranging, const KeySet& keys);

// The condition of a quantifier for each pair of a batch: true where the member is a witness of
// `exists`, or against `no` and `every`.
Vals witnesses(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, const PairBatch& batch);

}  // namespace writ::native
