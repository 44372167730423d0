#include "evaluator/reference/compare.h"
#include "evaluator/reference/expressions.h"
#include "evaluator/reference/sets.h"
#include "evaluator/reference/totals.h"

namespace writ::reference {

namespace {

Truth condition(World& world, const ast::Expr* where, const Scope& scope) {
  return where != nullptr ? holds(world, *where, &scope) : Truth::of(true);
}

// Calls visit(scope of the member, whether it is one and the condition holds) for every member for
// which that is not false. An open collection is the caller's business.
template <class Visit>
void for_each_chosen(World& world, const SetValue& set, const ast::Name& variable,
                     const ast::Expr* where, const Scope* outer, Visit visit) {
  const auto consider = [&](const Value& member, const Truth& in) {
    const Scope scope{outer, variable.text, member, nullptr};
    if (!world.ledger.visit()) {
      visit(scope, Truth::unknown(out_of_budget().reasons));
      return;
    }
    const Truth chosen = both(in, condition(world, where, scope));
    if (!chosen.no()) {
      visit(scope, chosen);
    }
  };
  for (const Value& member : set.certain) {
    consider(member, Truth::of(true));
  }
  for (const SetValue::Possible& member : set.possible) {
    consider(member.value, Truth::unknown(member.reasons));
  }
}

Value count(World& world, const ast::Aggregate& node, const SetValue& set, const Scope* scope) {
  Quantity result = Quantity::exactly(Scale::integer, 0);
  for_each_chosen(world, set, node.variable, node.where.get(), scope,
                  [&](const Scope&, const Truth& chosen) {
                    *result.low += chosen.yes() ? 1 : 0;
                    *result.high += 1;
                    result.reasons.add(chosen.reasons);
                  });
  if (set.open) {
    result.high.reset();
    result.reasons.add(set.open_reasons);
  }
  return result;
}

Scale scale_of(Kind kind) {
  return kind == Kind::decimal    ? Scale::decimal
         : kind == Kind::duration ? Scale::duration
                                  : Scale::integer;
}

Computed sum(const std::vector<Value>& values, Kind kind) {
  Sum total(scale_of(kind));
  for (const Value& value : values) {
    if (const auto quantity = as_quantity(value)) {
      total.add(*quantity);
    }
  }
  return total.total();
}

}  // namespace

Truth witnesses(World& world, const ast::Quantifier& node, const Value& member,
                const Scope* outer) {
  if (!world.ledger.visit()) {
    return Truth::unknown(out_of_budget().reasons);
  }
  const Scope scope{outer, node.variable.text, member, nullptr};
  Truth where = condition(world, node.where.get(), scope);
  if (where.no() || !node.satisfies) {
    return where;
  }
  return both(std::move(where), !holds(world, *node.satisfies, &scope));
}

Value quantified(World& world, const ast::Quantifier& node, const Scope* scope) {
  const SetRef set = members(world, *node.collection, scope);
  Truth found =
      any_member(*set, [&](const Value& member) { return witnesses(world, node, member, scope); });
  return from_truth(node.kind == ast::QuantifierKind::exists ? found : !std::move(found));
}

Value aggregated(World& world, const ast::Expr& expr, const ast::Aggregate& node,
                 const Scope* scope) {
  const SetRef set = members(world, *node.collection, scope);
  if (node.kind == ast::AggregateKind::count) {
    return count(world, node, *set, scope);
  }
  Reasons open = set->open_reasons;
  std::vector<Value> values;
  for_each_chosen(world, *set, node.variable, node.where.get(), scope,
                  [&](const Scope& inner, const Truth& chosen) {
                    open.add(chosen.reasons);
                    values.push_back(evaluate(world, *node.value, &inner));
                    if (const auto unknown = strict(values.back())) {
                      open.add(unknown->reasons);
                    }
                  });
  if (!open.empty()) {
    return Undetermined{open};
  }
  if (node.kind == ast::AggregateKind::sum) {
    return settle_fault(world, expr, sum(values, expr.type.kind));
  }
  const auto best = extreme(values, node.kind == ast::AggregateKind::max);
  return best ? settle_fault(world, expr, *best) : Value{Absent{}};
}

Value comprehended(World& world, const ast::Comprehension& node, const Scope* scope) {
  const SetRef set = members(world, *node.collection, scope);
  SetBuilder result;
  for_each_chosen(world, *set, node.variable, node.where.get(), scope,
                  [&](const Scope& inner, const Truth& chosen) {
                    const Value value = evaluate(world, *node.value, &inner);
                    if (chosen.yes()) {
                      result.add(value);
                    } else {
                      result.add(value, chosen.reasons);
                    }
                  });
  if (set->open) {
    result.open(set->open_reasons);
  }
  return result.finish();
}

}  // namespace writ::reference
