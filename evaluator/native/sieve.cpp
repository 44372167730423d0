#include "evaluator/native/sieve.h"

#include <algorithm>

#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/pairs.h"

namespace writ::native {

namespace {

// The only `for`, over the rows of a relation.
const PlanBinding* only_for(const PolicyPlan& plan) {
  const PlanBinding* found = first_for(plan);
  return found != nullptr && names_relation(found->value) && nth_for(plan, 1) == nullptr ? found
                                                                                         : nullptr;
}

// Whether kernels see all of it, so that it cannot overflow unseen.
bool is_harmless(KernelMaker& maker, NodeRef node) {
  return !node->faults || maker.number(node) != nullptr || maker.set(node) != nullptr ||
         maker.truth(node) != nullptr;
}

}  // namespace

std::unique_ptr<const Sieve> Sieve::make(Ctx& ctx, const PolicyPlan& plan) {
  const PlanBinding* clause = only_for(plan);
  if (clause == nullptr || ctx.engine().options.list_compliant) {
    return nullptr;
  }
  const Range& range =
      range_of(ctx, {clause->value, clause->slot, &clause->inner, &clause->lookup});
  auto sieve = std::make_unique<Sieve>();
  sieve->offsets_ = ctx.world.relations[clause->value->relation].offsets;
  bool useful = false;
  for (std::uint32_t p = 0; p + 1 < sieve->offsets_.size(); ++p) {
    KernelMaker maker(ctx);
    maker.bind_row(clause->slot, clause->value->relation, p);
    for (const PlanBinding& binding : plan.bindings) {
      if (binding.is_let && !is_harmless(maker, binding.value)) {
        return nullptr;
      }
      if (binding.is_let) {
        maker.bind_let(binding.slot, binding.value);
      }
    }
    Part part;
    for (std::size_t k = 0; k < clause->where.size(); ++k) {
      if (range.sure && clause->is_inner[k]) {
        continue;
      }
      TruthRef test = maker.truth(clause->where[k]);
      if (test == nullptr && clause->where[k]->faults) {
        return nullptr;
      }
      part.settles = part.settles && test != nullptr;
      if (test != nullptr) {
        part.where.push_back({std::move(test), clause->is_known[k]});
      }
    }
    for (const PlanRequire& require : plan.requires_) {
      TruthRef test = maker.truth(require.condition);
      if (test == nullptr && require.condition->faults) {
        return nullptr;
      }
      part.settles = part.settles && test != nullptr;
      if (test != nullptr) {
        part.required.push_back(std::move(test));
      }
    }
    useful = useful || part.settles || !part.where.empty();
    sieve->parts_.push_back(std::move(part));
  }
  return useful ? std::move(sieve) : nullptr;
}

void Sieve::pass(const Part& part, const std::uint32_t* rows, std::size_t n, std::size_t offset,
                 Indices& left, std::uint64_t& compliant, std::uint8_t* footing) const {
  Pooled<std::uint32_t> lane(n);
  std::transform(rows, rows + n, lane.begin(),
                 [&](std::uint32_t row) { return static_cast<std::uint32_t>(row - offset); });
  const Batch batch{n, {lane.data()}};
  Pooled<std::uint8_t> is_subject(n, may_hold);
  Pooled<std::uint8_t> next(n);
  for (const Condition& condition : part.where) {
    condition.test->test(batch, next.data());
    for (std::size_t i = 0; i < n; ++i) {
      const bool noted = condition.noted && next[i] == may_fail;
      is_subject[i] = both_of(is_subject[i], noted ? may_both : next[i]);
    }
  }
  Pooled<std::uint8_t> holds(n, part.settles ? may_hold : may_both);
  for (std::size_t k = 0; part.settles && k < part.required.size(); ++k) {
    part.required[k]->test(batch, next.data());
    std::transform(holds.begin(), holds.end(), next.begin(), holds.begin(), both_of);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (is_subject[i] == may_fail) {
      continue;
    }
    if (is_subject[i] == may_hold && holds[i] == may_hold) {
      ++compliant;
      if (footing != nullptr) {
        footing[rows[i]] = 1;
      }
    } else {
      left.push_back(rows[i]);
    }
  }
}

Indices Sieve::left(const std::uint32_t* rows, std::size_t n, std::uint64_t& compliant,
                    std::uint8_t* footing) const {
  Indices left;
  std::size_t begin = 0;
  for (std::size_t p = 0; p + 1 < offsets_.size() && begin < n; ++p) {
    const auto end =
        static_cast<std::size_t>(std::lower_bound(rows + begin, rows + n, offsets_[p + 1]) - rows);
    for (; begin < end; begin = std::min(end, begin + batch_size)) {
      pass(parts_[p], rows + begin, std::min(end - begin, batch_size), offsets_[p], left, compliant,
           footing);
    }
  }
  return left;
}

}  // namespace writ::native
