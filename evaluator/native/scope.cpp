#include "evaluator/native/scope.h"

namespace writ::native {

bool Scope::concerns(NodeRef node) const {
  bool any = node->free.empty();
  for (const int slot : node->free) {
    any = any || is_bound(slot) || (has(slot) && hidden_[static_cast<std::size_t>(slot)] != 0);
  }
  return any;
}

bool Scope::has_values(NodeRef node) const {
  bool all = true;
  for (const int slot : node->free) {
    all = all && is_bound(slot);
  }
  return all;
}

Vals Scope::values(Ctx& ctx, NodeRef node) const {
  for (const int slot : node->free) {
    const auto at = static_cast<std::size_t>(slot);
    if (frame_.slots[at] != nullptr) {
      continue;
    }
    if (slot == rows_.slot) {
      for (std::size_t i = 0; i < n; ++i) {
        values_[at].push_back(Val::row(rows_.relation, rows_.part,
                                       static_cast<std::int64_t>(rows_.begin - rows_.offset + i)));
      }
    } else {
      values_[at] = values(ctx, lets_[at]);
    }
    frame_.slots[at] = values_[at].data();
  }
  return eval(ctx, node, frame_, {nullptr, n});
}

}  // namespace writ::native
