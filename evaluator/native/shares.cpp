#include "evaluator/native/shares.h"

#include <algorithm>

#include "base/parallel.h"
#include "evaluator/native/narrow.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/sieve.h"

namespace writ::native {

namespace {

// What one worker has found, and what it works with.
struct Share {
  Judge judge;
  Departures departures;
  Arena arena = {};
};

// Those that the sieve leaves.
void judge_share(World& world, const PolicyPlan& plan, const Sieve* sieve,
                 std::span<const std::uint32_t> members, std::uint8_t* footing, Share& mine) {
  Ctx ctx{world, mine.arena, 0};
  const Population::OnSubjects subjects = [&](Ctx& at, const Combinations& c) {
    mine.judge.judge(at, c);
  };
  const Population::OnUnnamed unnamed = [&](Ctx& at, const Combinations& c, std::size_t i,
                                            ReasonSet why) { mine.judge.unnamed(at, c, i, why); };
  if (world.engine.exhausted.load(std::memory_order_relaxed) ||
      !world.engine.visit(members.size())) {
    return;
  }
  if (Profile* profile = world.engine.profile; profile != nullptr && !members.empty()) {
    profile->visited(&first_for(plan)->inner, members.size());
  }
  std::uint64_t compliant = 0;
  const Indices rows = sieve != nullptr
                           ? sieve->left(members.data(), members.size(), compliant, footing)
                           : Indices(members.begin(), members.end());
  mine.judge.add_unlisted(compliant);
  if (!rows.empty() || members.empty()) {
    Population(plan, subjects, unnamed).walk(ctx, rows, mine.departures);
  }
  mine.arena.clear();
}

}  // namespace

Judged judge_members(Ctx& ctx, const PolicyPlan& plan, const std::vector<std::uint32_t>* members,
                     std::uint8_t* footing) {
  Engine& engine = ctx.engine();
  const Population::OnSubjects none = [](Ctx&, const Combinations&) {};
  const Population::OnUnnamed no_one = [](Ctx&, const Combinations&, std::size_t, ReasonSet) {};
  const Departures nothing = Population(plan, none, no_one).nothing_yet();
  const auto sieve = ctx.world.few ? nullptr : Sieve::make(ctx, plan);
  std::optional<Narrowed> narrowed;
  if (members != nullptr && !ctx.world.few) {
    narrowed.emplace(ctx, plan, *members);
  }
  std::vector<Share> shares(engine.threads, Share{Judge(plan, footing), nothing});
  const std::size_t pieces =
      members != nullptr ? (members->size() + engine.share - 1) / engine.share : 1;
  Judged judged{Judge(plan, footing), nothing, {}};
  judged.found.resize(pieces);
  parallel(engine.threads, pieces, [&](std::size_t piece, std::size_t worker) {
    std::span<const std::uint32_t> mine;
    if (members != nullptr) {
      const std::size_t begin = piece * engine.share;
      mine = {members->data() + begin, std::min(engine.share, members->size() - begin)};
    }
    judge_share(ctx.world, plan, sieve.get(), mine, footing, shares[worker]);
    judged.found[piece] = shares[worker].judge.take_findings();
  });
  for (Share& share : shares) {
    judged.departures.add(share.departures);
    judged.judge.add(engine, std::move(share.judge));
  }
  return judged;
}

std::vector<Finding> joined(std::vector<std::vector<Finding>> pieces) {
  std::size_t size = 0;
  for (const std::vector<Finding>& piece : pieces) {
    size += piece.size();
  }
  std::vector<Finding> all;
  all.reserve(size);
  for (std::vector<Finding>& piece : pieces) {
    std::move(piece.begin(), piece.end(), std::back_inserter(all));
    piece = {};
  }
  return all;
}

}  // namespace writ::native
