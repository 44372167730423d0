// What rows reach through a ref, one step or more: worked out once for each row.
#pragma once

#include "evaluator/native/run.h"

namespace writ::native {

// What is known of the closure `node` over rows of `relation`.
Closures& closures_of(World& world, NodeRef node, std::optional<std::uint32_t> relation);
// REQUIRES: `known` is of the row's relation.
const SetData* closure_of(Ctx& ctx, NodeRef node, Closures& known, const Val& start);

}  // namespace writ::native
