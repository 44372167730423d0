#include "dsl/checker.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

Type Checker::check_collection(Expr& expr, Scope& scope) {
  check_expr(expr, scope);
  if (expr.type.is(Kind::error)) {
    return expr.type;
  }
  if (!expr.type.is(Kind::set)) {
    report("W0224", expr.span,
           "`" + print(expr) + "` is " + describe(expr.type) + ", not a table, a view or a set",
           expr.type.is(Kind::row) ? "name the table: `" + expr.type.relation + "`" : "");
    expr.type = Type::of(Kind::error);
    return expr.type;
  }
  return *expr.type.element;
}

Flow Checker::check_for(Expr& collection, const Name& variable, Expr* where, Scope& scope) {
  bind(scope, variable, check_collection(collection, scope));
  return where != nullptr ? check_condition(*where, scope, "`where`") : Flow{};
}

Flow Checker::quantifier(Expr& expr, Quantifier& node, Scope& scope) {
  Scope inner = scope;
  Flow flow = check_for(*node.collection, node.variable, node.where.get(), inner);
  if (node.satisfies) {
    inner.facts.insert(flow.when_true.begin(), flow.when_true.end());
    check_condition(*node.satisfies, inner, "`satisfies`");
  }
  expr.type = Type::of(Kind::boolean);
  return {};
}

Flow Checker::aggregate(Expr& expr, Aggregate& node, Scope& scope) {
  Scope inner = scope;
  Flow flow = check_for(*node.collection, node.variable, node.where.get(), inner);
  if (node.kind == AggregateKind::count) {
    expr.type = Type::of(Kind::integer);
    return {};
  }
  inner.facts.insert(flow.when_true.begin(), flow.when_true.end());
  check_expr(*node.value, inner);
  const Type& value = node.value->type;
  const std::string name = node.kind == AggregateKind::sum   ? "`sum`"
                           : node.kind == AggregateKind::min ? "`min`"
                                                             : "`max`";
  expr.type = Type::of(Kind::error);
  if (value.is(Kind::error) || !required(*node.value, name)) {
    return {};
  }
  if (node.kind == AggregateKind::sum) {
    if (is_number(value) || value.is(Kind::duration)) {
      expr.type = value;
    } else {
      report("W0221", node.value->span,
             "`sum` needs numbers or durations; found " + describe(value));
    }
  } else if (ordered(value, value)) {
    expr.type = value.as_optional();
  } else {
    report("W0221", node.value->span, name + " needs ordered values; found " + describe(value));
  }
  return {};
}

Flow Checker::comprehension(Expr& expr, Comprehension& node, Scope& scope) {
  Scope inner = scope;
  Flow flow = check_for(*node.collection, node.variable, node.where.get(), inner);
  inner.facts.insert(flow.when_true.begin(), flow.when_true.end());
  check_expr(*node.value, inner);
  const Type& value = node.value->type;
  if (value.is(Kind::error)) {
    expr.type = value;
  } else if (value.is(Kind::set) || value.is(Kind::nothing)) {
    report("W0229", node.value->span, "a set cannot hold " + describe(value),
           "name a value of each element");
    expr.type = Type::of(Kind::error);
  } else {
    expr.type = Type::set_of(value.as_optional(false));
  }
  return {};
}

Flow Checker::reachable(Expr& expr, Reachable& node, Scope& scope) {
  check_expr(*node.from, scope);
  const Type row = check_collection(*node.table, scope);
  expr.type = Type::of(Kind::error);
  if (row.is(Kind::error)) {
    return {};
  }
  if (!row.is(Kind::row)) {
    report(
        "W0224", node.table->span,
        "`" + print(*node.table) + "` is " + describe(node.table->type) + ", not a table of edges");
    return {};
  }
  Resolution ignored;
  Scope plain;
  const Type from = field_of(node.table.get(), row, node.from_field, ignored, plain, "");
  const Type to = field_of(node.table.get(), row, node.to_field, ignored, plain, "");
  if (from.is(Kind::error) || to.is(Kind::error) || node.from->type.is(Kind::error)) {
    return {};
  }
  const Type& start = node.from->type.is(Kind::set) ? *node.from->type.element : node.from->type;
  if (from.is(Kind::set) || to.is(Kind::set) || !comparable(from, to)) {
    report("W0221", cover(node.from_field.span, node.to_field.span),
           "the two ends of an edge are " + describe(from) + " and " + describe(to),
           "name two columns of one type");
    return {};
  }
  if (!comparable(start, from)) {
    report(
        "W0221", node.from->span,
        "the start is " + describe(node.from->type) + ", and the edges begin at " + describe(from));
    return {};
  }
  if (!node.from->type.is(Kind::set) && !required(*node.from, "`reachable`")) {
    return {};
  }
  expr.type = Type::set_of(from.as_optional(false));
  return {};
}

}  // namespace writ
