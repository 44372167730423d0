// `became(condition)`: when the condition turned true, seen across the snapshot history.
#include <algorithm>

#include "evaluator/native/operators.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

struct Observation {
  Instant at;
  Val truth;
};

Val translated(Ctx& ctx, Ctx& earlier, const Val& value, bool& found) {
  if (value.tag == Tag::row) {
    const Val there = find_row(earlier, value.relation(), ctx.world.key(value));
    if (there.tag == Tag::row) {
      return there;
    }
    found = false;
    return ctx.engine().unknown("the row is not in the earlier snapshot");
  }
  if (value.tag != Tag::set) {
    return value;
  }
  SetBuilder members(ctx.engine());
  for (const Val& member : value.set().certain) {
    bool there = true;
    const Val moved = translated(ctx, earlier, member, there);
    if (there) {
      members.add(moved);
    }
  }
  if (!value.set().closed()) {
    members.open(doubts_of(ctx.engine(), value.set()));
  }
  return Val::of(members.finish(ctx.arena));
}

// The subjects as they are in an earlier world: rows by their keys, lets worked out anew. `gone`
// says, slot by slot, for which subjects something is not there yet.
struct Translation {
  explicit Translation(std::size_t slots) : frame(slots), values(slots), gone(slots) {}
  Frame frame;
  std::vector<Vals> values;
  std::vector<std::vector<bool>> gone;

  bool missing(NodeRef node, std::size_t i) const {
    return std::any_of(node->free.begin(), node->free.end(), [&](int slot) {
      const auto& at = gone[static_cast<std::size_t>(slot)];
      return !at.empty() && at[i];
    });
  }
};

Translation translate(Ctx& ctx, Ctx& earlier, NodeRef node, const Frame& frame, Sel sel) {
  Translation result(frame.slots.size());
  const auto is_let = [&](int slot) {
    return std::any_of(node->lets.begin(), node->lets.end(),
                       [&](const auto& let) { return let.first == slot; });
  };
  for (const int slot : node->free) {
    const auto at = static_cast<std::size_t>(slot);
    if (is_let(slot) || frame.slots[at] == nullptr) {
      continue;
    }
    result.values[at].resize(sel.n);
    result.gone[at].resize(sel.n);
    for (std::size_t i = 0; i < sel.n; ++i) {
      bool found = true;
      result.values[at][i] = translated(ctx, earlier, frame.slots[at][sel[i]], found);
      result.gone[at][i] = !found;
    }
    result.frame.slots[at] = result.values[at].data();
  }
  for (const auto& [slot, value] : node->lets) {
    const auto at = static_cast<std::size_t>(slot);
    result.values[at] = eval(earlier, value, result.frame, {nullptr, sel.n});
    result.gone[at].resize(sel.n);
    for (std::size_t i = 0; i < sel.n; ++i) {
      result.gone[at][i] = result.missing(value, i);
    }
    result.frame.slots[at] = result.values[at].data();
  }
  return result;
}

// The instant of the turn, from what was seen, oldest first.
Val turn_of(Engine& engine, const std::vector<Observation>& seen) {
  std::optional<std::size_t> last_possible;  // the latest place at which it may have turned true
  std::optional<std::size_t> sure;           // a place at or before which it surely did
  std::optional<Instant> not_before;  // and after which: the last time that it was seen false before
  std::optional<Instant> last_false;
  ReasonSet doubts = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const Val& now = seen[i].truth;
    const bool already = i > 0 && seen[i - 1].truth.yes();
    doubts = engine.reasons.unite(doubts, now.why);
    if (!now.no() && !already) {
      last_possible = i;
    }
    if (now.yes() && (!sure || last_false != not_before)) {
      sure = i;
      not_before = last_false;
    }
    if (now.no()) {
      last_false = seen[i].at;
    }
  }
  if (!last_possible) {
    return {};
  }
  if (!sure) {
    return Val::unknown(doubts);
  }
  Val turn{Tag::instant, !not_before, false, doubts, not_before ? not_before->micros + 1 : 0,
           seen[*last_possible].at.micros};
  if (!turn.exact()) {
    Blame blame;
    blame.kind = ReasonKind::imprecise;
    blame.note = engine.texts.add(
        not_before ? "it turned between the snapshots of " + to_string(*not_before) + " and " +
                         to_string(seen[*last_possible].at)
                   : "it turned before the snapshot of " + to_string(seen[*last_possible].at));
    turn.why = engine.reasons.unite(turn.why, engine.reasons.one(blame));
  }
  return turn;
}

}  // namespace

void became(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  NodeRef condition = node->kids.front();
  std::vector<std::vector<Observation>> seen(sel.n);
  for (const auto& world : ctx.world.earlier) {
    Ctx earlier{*world, ctx.arena, ctx.depth};
    const Translation there = translate(ctx, earlier, node, frame, sel);
    const Chosen known = choose({nullptr, sel.n}, [&](std::size_t i) {
      return !there.missing(condition, i);
    });
    const Vals truth = holds(earlier, condition, there.frame, known.sel());
    for (std::size_t k = 0; k < truth.size(); ++k) {
      seen[known.places[k]].push_back({world->now(), truth[k]});
    }
  }
  const Vals now = holds(ctx, condition, frame, sel);
  for (std::size_t i = 0; i < sel.n; ++i) {
    seen[i].push_back({ctx.world.now(), now[i]});
    out[i] = turn_of(ctx.engine(), seen[i]);
  }
}

}  // namespace writ::native
