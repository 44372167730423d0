#include "evaluator/native/narrow.h"

#include <algorithm>

#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/keys.h"
#include "evaluator/native/pairs.h"

namespace writ::native {

namespace {

// Of rows of the first `for` what `lookup` looks for; nothing where a kernel cannot tell of each.
std::optional<KeySet> keys_of(Ctx& ctx, const PolicyPlan& plan, const Lookup& lookup,
                              const std::vector<std::uint32_t>& members) {
  const PlanBinding& clause = *first_for(plan);
  const std::vector<std::size_t>& offsets = ctx.world.relations[clause.value->relation].offsets;
  KeySet keys;
  for (std::uint32_t part = 0; part + 1 < offsets.size(); ++part) {
    KernelMaker maker(ctx);
    maker.bind_row(clause.slot, clause.value->relation, part);
    for (const PlanBinding& binding : plan.bindings) {
      if (binding.is_let) {
        maker.bind_let(binding.slot, binding.value);
      }
    }
    const NumberRef key = maker.number(lookup.outer);
    if (key == nullptr || (lookup.canonical && key->of.tag != Tag::email)) {
      return std::nullopt;
    }
    const auto end = std::lower_bound(members.begin(), members.end(), offsets[part + 1]);
    for (auto at = std::lower_bound(members.begin(), members.end(), offsets[part]); at < end;) {
      const std::size_t n = std::min<std::size_t>(batch_size, static_cast<std::size_t>(end - at));
      Pooled<std::uint32_t> lane(n);
      std::transform(at, at + static_cast<std::ptrdiff_t>(n), lane.begin(), [&](std::uint32_t row) {
        return static_cast<std::uint32_t>(row - offsets[part]);
      });
      Numbers numbers(n);
      key->read({n, {lane.data()}}, numbers);
      for (std::size_t i = 0; i < n; ++i) {
        if (numbers.mark[i] == Mark::beyond) {
          return std::nullopt;
        }
        if (numbers.mark[i] == Mark::known) {
          keys.insert(lookup_key(key->of, numbers.value[i]));
        }
      }
      at += static_cast<std::ptrdiff_t>(n);
    }
  }
  return keys;
}

// Whether subjects look only for the keys of their row of the first `for`.
bool hangs_on_first(const PolicyPlan& plan, const PlanBinding& clause) {
  return clause.lookup && &clause == nth_for(plan, 1) && names_relation(first_for(plan)->value);
}

}  // namespace

Narrowed::Narrowed(Ctx& ctx, const PolicyPlan& plan, const std::vector<std::uint32_t>& members)
    : world_(ctx.world) {
  if (members.empty()) {
    return;
  }
  for (const PlanBinding& clause : plan.bindings) {
    if (clause.is_let || &clause == first_for(plan) || !names_relation(clause.value)) {
      continue;
    }
    const Ranging ranging{clause.value, clause.slot, &clause.inner, &clause.lookup};
    const auto keys =
        hangs_on_first(plan, clause) ? keys_of(ctx, plan, *clause.lookup, members) : std::nullopt;
    auto range = keys ? range_with(ctx, ranging, *keys) : std::nullopt;
    if (range) {
      world_.narrowed[ranging.inner] = std::make_unique<const Range>(std::move(*range));
    } else {
      (void)range_of(ctx, ranging);
    }
  }
}

Narrowed::~Narrowed() {
  world_.narrowed.clear();
}

}  // namespace writ::native
