// Transitive closures: over a ref (`x.manager+`), and over a table of edges (`reachable from`).
// Both are walks over what one step gives: a set with certain and possible members that may be
// open.
#include <functional>

#include "evaluator/reference/compare.h"
#include "evaluator/reference/expressions.h"
#include "evaluator/reference/names.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"

namespace writ::reference {

namespace {

using Step = std::function<SetRef(const Value&)>;

// All that one or more steps from `start` reach. What is reached over certain steps alone is
// certain; everything that lies behind a possible step is possible, for that step's reasons.
SetRef walk(World& world, const Value& start, const Step& step) {
  SetBuilder result;
  std::map<Value, bool, InOrder> seen;  // whether certain
  std::vector<Value> certain{start};
  std::vector<SetValue::Possible> possible;
  const auto reach = [&](const Value& member, const Reasons* doubt) {
    const auto [place, fresh] = seen.try_emplace(member, doubt == nullptr);
    if (!fresh && (place->second || doubt != nullptr)) {
      return;
    }
    place->second = doubt == nullptr;
    if (doubt == nullptr) {
      result.add(member);
      certain.push_back(member);
    } else {
      result.add(member, *doubt);
      possible.push_back({member, *doubt});
    }
  };
  const auto follow = [&](const SetValue& next, const Reasons* doubt) {
    for (const Value& member : next.certain) {
      reach(member, doubt);
    }
    for (const SetValue::Possible& member : next.possible) {
      Reasons reasons = member.reasons;
      reasons.add(doubt != nullptr ? *doubt : Reasons{});
      reach(member.value, &reasons);
    }
    if (next.open) {
      result.open(next.open_reasons);
    }
  };
  for (std::size_t i = 0; i < certain.size() && world.ledger.visit(); ++i) {
    follow(*step(Value(certain[i])), nullptr);
  }
  for (std::size_t i = 0; i < possible.size() && world.ledger.visit(); ++i) {
    const SetValue::Possible from = possible[i];
    follow(*step(from.value), &from.reasons);
  }
  return result.finish();
}

// The union of what `from_one` gives for each member of `starts`.
template <class FromOne>
SetRef from_each(const SetValue& starts, FromOne from_one) {
  SetBuilder all;
  for (const Value& start : starts.certain) {
    all.add(from_one(start));
  }
  for (const SetValue::Possible& start : starts.possible) {
    all.add(from_one(start.value), start.reasons);
  }
  if (starts.open) {
    all.open(starts.open_reasons);
  }
  return all.finish();
}

SetRef ref_closure(World& world, const ast::Closure& node, const Value& start) {
  const RowRef* row = std::get_if<RowRef>(&start);
  if (row == nullptr) {
    return to_set(undetermined("it is no row"));
  }
  SetRef& memo = world.closures[{*row, node.field.text}];
  if (memo == nullptr) {
    memo = walk(world, start, [&](const Value& from) {
      return to_set(field_of(world, from, node.resolution, node.field.text));
    });
  }
  return memo;
}

// The edges that leave `from`, as the set of their ends.
SetRef edges_from(World& world, const ast::Reachable& node, const SetValue& edges,
                  const Value& from) {
  SetBuilder ends;
  const auto follow = [&](const Value& edge, const Truth& in) {
    if (!world.ledger.visit()) {
      return;
    }
    const Value begin = field_of(world, edge, {}, node.from_field.text);
    const Truth leaves = both(in, equal(begin, from));
    if (leaves.no()) {
      return;
    }
    const Value end = field_of(world, edge, {}, node.to_field.text);
    if (leaves.yes()) {
      ends.add(end);
    } else {
      ends.add(end, leaves.reasons);
    }
  };
  for (const Value& edge : edges.certain) {
    follow(edge, Truth::of(true));
  }
  for (const SetValue::Possible& edge : edges.possible) {
    follow(edge.value, Truth::unknown(edge.reasons));
  }
  if (edges.open) {
    ends.open(edges.open_reasons);
  }
  return ends.finish();
}

}  // namespace

Value closure(World& world, const ast::Closure& node, const Scope* scope) {
  const Value object = evaluate(world, *node.object, scope);
  const SetRef starts = to_set(object);
  const SetRef steps =
      from_each(*starts, [&](const Value& start) { return ref_closure(world, node, start); });
  return node.reflexive ? unite(*starts, *steps) : steps;
}

Value reachable(World& world, const ast::Reachable& node, const Scope* scope) {
  const SetRef starts = to_set(evaluate(world, *node.from, scope));
  const SetRef edges = members(world, *node.table, scope);
  const bool memoised = names_relation(*node.table);
  const SetRef reached = from_each(*starts, [&](const Value& start) {
    SetRef fresh;
    SetRef& memo = memoised ? world.reachable[&node][start] : fresh;
    if (memo == nullptr) {
      memo = walk(world, start,
                  [&](const Value& from) { return edges_from(world, node, *edges, from); });
    }
    return memo;
  });
  return unite(*starts, *reached);
}

}  // namespace writ::reference
