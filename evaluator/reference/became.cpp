// `became(condition)`: when the condition turned true, seen across the snapshot history.
#include <deque>
#include <set>

#include "evaluator/reference/expressions.h"
#include "evaluator/reference/names.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"

namespace writ::reference {

namespace {

struct Observation {
  Instant at;
  Truth truth;
};

// The scope as it is in an earlier world: rows by their keys, lets worked out anew. What is not
// there yet is in `gone`, with everything that stands on it.
struct Translation {
  std::deque<Scope> scopes;
  std::set<std::string> gone;

  const Scope* innermost() const { return scopes.empty() ? nullptr : &scopes.back(); }
};

bool mentions_any(const ast::Expr& expr, const std::set<std::string>& names) {
  const std::set<std::string> locals = locals_of(expr);
  for (const std::string& name : names) {
    if (locals.count(name) != 0) {
      return true;
    }
  }
  return false;
}

Value translated(const World& world, World& earlier, const Value& value, bool& found) {
  if (const RowRef* row = std::get_if<RowRef>(&value)) {
    if (const auto there = find_row(earlier, row->relation, row_key(world, *row))) {
      return *there;
    }
    found = false;
    return undetermined("the row is not in the earlier snapshot");
  }
  if (const SetRef* set = std::get_if<SetRef>(&value)) {
    SetBuilder members;
    for (const Value& member : (*set)->certain) {
      bool there = true;
      const Value moved = translated(world, earlier, member, there);
      if (there) {
        members.add(moved);
      }
    }
    if (!(*set)->closed()) {
      members.open(size_of(**set).reasons);
    }
    return members.finish();
  }
  return value;
}

Translation translate(const World& world, World& earlier, const Scope* scope) {
  std::vector<const Scope*> outermost_last;
  for (const Scope* s = scope; s != nullptr; s = s->outer) {
    outermost_last.push_back(s);
  }
  Translation result;
  for (auto s = outermost_last.rbegin(); s != outermost_last.rend(); ++s) {
    const Scope* outer = result.innermost();
    bool found = true;
    Value value;
    if ((*s)->let != nullptr) {
      found = !mentions_any(*(*s)->let, result.gone);
      value = evaluate(earlier, *(*s)->let, outer);
    } else {
      value = translated(world, earlier, (*s)->value, found);
    }
    if (!found) {
      result.gone.emplace((*s)->name);
    }
    result.scopes.push_back({outer, (*s)->name, std::move(value), (*s)->let});
  }
  return result;
}

std::vector<Observation> observe(World& world, const ast::Expr& condition, const Scope* scope) {
  std::vector<Observation> seen;
  for (const auto& earlier : world.earlier) {
    earlier->depth = world.depth;
    const Translation there = translate(world, *earlier, scope);
    if (!mentions_any(condition, there.gone)) {
      seen.push_back({earlier->now(), holds(*earlier, condition, there.innermost())});
    }
  }
  seen.push_back({world.now(), holds(world, condition, scope)});
  return seen;
}

}  // namespace

Value became(World& world, const ast::Became& node, const Scope* scope) {
  const std::vector<Observation> seen = observe(world, *node.condition, scope);
  std::optional<std::size_t> last_possible;  // the latest place at which it may have turned true
  std::optional<std::size_t> sure;           // a place at or before which it surely did
  std::optional<Instant>
      not_before;  // and after which: the last time that it was seen false before
  std::optional<Instant> last_false;
  Reasons doubts;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const Truth& now = seen[i].truth;
    const bool already = i > 0 && seen[i - 1].truth.yes();
    doubts.add(now.reasons);
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
    return Absent{};
  }
  if (!sure) {
    return Undetermined{doubts};
  }
  Quantity turn{Scale::instant, {}, seen[*last_possible].at.micros, doubts};
  if (not_before) {
    turn.low = not_before->micros + 1;
  }
  if (!turn.exact()) {
    turn.reasons.add(reason_at(
        ReasonKind::imprecise, {},
        not_before ? "it turned between the snapshots of " + to_string(*not_before) + " and " +
                         to_string(seen[*last_possible].at)
                   : "it turned before the snapshot of " + to_string(seen[*last_possible].at)));
  }
  return turn;
}

}  // namespace writ::reference
