// A policy's members in shares, for one worker after the other or side by side.
#pragma once

#include <span>
#include <vector>

#include "evaluator/native/judge.h"

namespace writ::native {

struct Judged {
  Judge judge;
  Departures departures;
  std::vector<std::vector<Finding>> found;  // in the order of members
};

// `members`: some of those of the first `for`, ascending. Without any (the policy ranges over no
// relation) there is one walk for all. `footing`: see Judge.
Judged judge_members(Ctx& ctx, const PolicyPlan& plan, const std::vector<std::uint32_t>* members,
                     std::uint8_t* footing);

// In the order of members, so that little is left to sort.
std::vector<Finding> joined(std::vector<std::vector<Finding>> pieces);

}  // namespace writ::native
