// Binary operators over batches.
#pragma once

#include "evaluator/native/run.h"

namespace writ::native {

void chain(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);
void implies(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);
void or_else(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out);

// The subjects of `sel` for which `keep(i)`; `places` are theirs within sel.
struct Chosen {
  Indices at;
  Indices places;
  Sel sel() const { return {at.data(), at.size()}; }
};
template <class Keep>
Chosen choose(Sel sel, Keep keep) {
  Chosen chosen;
  for (std::size_t i = 0; i < sel.n; ++i) {
    if (keep(i)) {
      chosen.at.push_back(sel[i]);
      chosen.places.push_back(static_cast<std::uint32_t>(i));
    }
  }
  return chosen;
}

}  // namespace writ::native
