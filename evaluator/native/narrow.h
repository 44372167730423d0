// Ranges of later `for`s, made before a policy's subjects are shared out: by all threads, and of
// the second `for` with no more of a large relation in it than the rows of the first look for.
#pragma once

#include <cstdint>
#include <vector>

#include "evaluator/native/plan.h"
#include "evaluator/native/run.h"

namespace writ::native {

class Narrowed {
 public:
  // `members`: the rows of the first `for` that are judged while this lives. REQUIRES: ctx.alone.
  Narrowed(Ctx& ctx, const PolicyPlan& plan, const std::vector<std::uint32_t>& members);
  ~Narrowed();
  Narrowed(const Narrowed&) = delete;
  Narrowed& operator=(const Narrowed&) = delete;

 private:
  World& world_;
};

}  // namespace writ::native
