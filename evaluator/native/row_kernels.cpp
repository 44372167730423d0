#include "evaluator/native/row_kernels.h"

#include <algorithm>
#include <numeric>

#include "evaluator/native/kernel_maker.h"

namespace writ::native {

namespace {

// The scope's rows, within their part.
Pooled<std::uint32_t> lane_of(const Scope& scope) {
  Pooled<std::uint32_t> lane(scope.n);
  std::iota(lane.begin(), lane.end(),
            static_cast<std::uint32_t>(scope.rows().begin - scope.rows().offset));
  return lane;
}

}  // namespace

const RowKernels::Made& RowKernels::made(NodeRef node, const Scope& scope, bool condition) {
  const Scope::Rows& rows = scope.rows();
  const std::lock_guard lock(mutex_);
  const auto [place, fresh] = made_.try_emplace({node, rows.relation, rows.part, condition});
  if (fresh) {
    Arena arena;
    Ctx ctx{world_, arena, 0};
    KernelMaker maker(ctx);
    maker.bind_row(rows.slot, rows.relation, rows.part);
    if (condition) {
      place->second.truth = maker.truth(node);
    } else {
      place->second.number = maker.number(node);
    }
  }
  return place->second;
}

bool RowKernels::numbers(NodeRef node, const Scope& scope, NumberClass& of, Numbers& out) {
  const Made& kernel = made(node, scope, false);
  if (kernel.number == nullptr) {
    return false;
  }
  const Pooled<std::uint32_t> lane = lane_of(scope);
  kernel.number->read({scope.n, {lane.data()}}, out);
  of = kernel.number->of;
  return std::find(out.mark.begin(), out.mark.end(), Mark::beyond) == out.mark.end();
}

bool RowKernels::truth(NodeRef node, const Scope& scope, std::uint8_t* out) {
  const Made& kernel = made(node, scope, true);
  if (kernel.truth == nullptr) {
    return false;
  }
  const Pooled<std::uint32_t> lane = lane_of(scope);
  kernel.truth->test({scope.n, {lane.data()}}, out);
  return true;
}

}  // namespace writ::native
