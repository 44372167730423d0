// Operators: which rule applies to which, and what conditions establish.
#include "dsl/checker.h"
#include "dsl/operators.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

namespace {

Facts both(const Facts& a, const Facts& b) {
  Facts all = a;
  all.insert(b.begin(), b.end());
  return all;
}

// "present" facts for the path, and for every ref that its optional steps went over.
void add_presence(const Expr& expr, Facts& facts) {
  if (const std::string path = path_of(expr); !path.empty()) {
    facts.insert("present " + path);
  }
  if (const auto* member = std::get_if<Member>(&expr.node);
      member != nullptr && member->optional_step) {
    add_presence(*member->object, facts);
  }
}

}  // namespace

Flow Checker::unary(Expr& expr, Unary& node, Scope& scope) {
  if (node.op == UnaryOp::logical_not) {
    Flow inner = check_condition(*node.operand, scope, "`not`");
    expr.type = node.operand->type.is(Kind::error) ? error_type() : boolean_type();
    return {inner.when_false, inner.when_true};
  }
  check_expr(*node.operand, scope);
  expr.type = error_type();
  const Type& operand = node.operand->type;
  const std::string name = node.op == UnaryOp::negate     ? "`-`"
                           : node.op == UnaryOp::start_of ? "`start of`"
                                                          : "`end of`";
  if (!required(*node.operand, name)) {
    return {};
  }
  if (node.op == UnaryOp::negate) {
    if (is_number(operand) || operand.is(Kind::duration)) {
      expr.type = operand;
    } else {
      report("W0221", node.operand->span,
             "`-` needs a number or a duration; found " + describe(operand));
    }
  } else if (operand.is(Kind::date)) {
    expr.type = Type::of(Kind::timestamp);
  } else {
    report("W0221", node.operand->span, name + " needs a date; found " + describe(operand),
           operand.is(Kind::timestamp) ? "a timestamp is precise already: leave `" +
                                             name.substr(1, name.size() - 2) + "` out"
                                       : "");
  }
  return {};
}

Flow Checker::test(Expr& expr, Test& node, Scope& scope) {
  check_expr(*node.operand, scope);
  const Type& operand = node.operand->type;
  expr.type = boolean_type();
  if (operand.is(Kind::error)) {
    expr.type = error_type();
    return {};
  }
  Flow flow;
  if (node.op == TestOp::is_known) {
    return flow;
  }
  if (!operand.optional && !scope.unsure()) {
    // A fact may have made it so: then the test is only superfluous, and true.
    report(
        "W0302", node.operand->span, "`" + print(*node.operand) + "` is never absent here",
        "leave the test out" + std::string(operand.is(Kind::set) ? ", or compare with `[]`" : ""));
  }
  add_presence(*node.operand, node.op == TestOp::is_present ? flow.when_true : flow.when_false);
  return flow;
}

Flow Checker::chain(Expr& expr, Scope& scope) {
  const std::vector<Expr*> nodes = left_spine(expr);
  Expr& first = *std::get<Binary>(nodes.front()->node).left;
  Flow flow = check_expr(first, scope);
  for (Expr* node : nodes) {
    flow = binary(*node, std::get<Binary>(node->node), std::move(flow), scope);
    if (node->type.is(Kind::error)) {
      flow = unsure_flow();
    }
    if (node != nodes.back() && node->type.is(Kind::boolean) &&
        row_of(std::get<Binary>(node->node).op).level > not_level) {
      flow.when_true.insert("holds " + print(*node));
    }
  }
  return flow;
}

Flow Checker::binary(Expr& expr, Binary& node, Flow left, Scope& scope) {
  if (row_of(node.op).level < not_level) {
    return connective(expr, node, std::move(left), scope);
  }
  check_expr(*node.right, scope);
  const bool broken = node.left->type.is(Kind::error) || node.right->type.is(Kind::error);
  switch (node.op) {
    case BinaryOp::equal:
    case BinaryOp::not_equal:
    case BinaryOp::less:
    case BinaryOp::less_equal:
    case BinaryOp::greater:
    case BinaryOp::greater_equal:
      expr.type = broken ? error_type() : comparison(node);
      break;
    case BinaryOp::in:
    case BinaryOp::not_in:
    case BinaryOp::subset_of:
    case BinaryOp::intersects:
      expr.type = broken ? error_type() : membership(node);
      break;
    case BinaryOp::contains:
      expr.type = broken                          ? error_type()
                  : node.left->type.is(Kind::set) ? membership(node)
                                                  : text_operator(node);
      break;
    case BinaryOp::starts_with:
    case BinaryOp::ends_with:
    case BinaryOp::matches:
      expr.type = broken ? error_type() : text_operator(node);
      break;
    case BinaryOp::by:
    case BinaryOp::older_than:
    case BinaryOp::newer_than:
      expr.type = broken ? error_type() : instant_operator(node);
      break;
    case BinaryOp::or_else:
      expr.type = broken ? error_type() : alternative(node, scope.unsure());
      break;
    case BinaryOp::add:
    case BinaryOp::subtract:
    case BinaryOp::multiply:
    case BinaryOp::divide:
      expr.type = broken ? error_type() : arithmetic(node);
      break;
    case BinaryOp::implies:
    case BinaryOp::logical_or:
    case BinaryOp::logical_and:
      break;  // connective()
  }
  return {};
}

Flow Checker::connective(Expr& expr, Binary& node, Flow left, Scope& scope) {
  const std::string name = quoted_spelling(node.op);
  Expr& a = *node.left;
  if (!a.type.is(Kind::error) && !a.type.is(Kind::boolean)) {
    report("W0222", a.span, name + " needs a condition, and this is " + describe(a.type),
           "compare it with something, e.g. `… == …`");
    a.type = error_type();
  } else if (!required(a, name)) {
    a.type = error_type();
  }
  Scope inner = scope;
  inner.facts =
      both(scope.facts, node.op == BinaryOp::logical_or ? left.when_false : left.when_true);
  Flow right = check_condition(*node.right, inner, name);
  expr.type =
      a.type.is(Kind::error) || node.right->type.is(Kind::error) ? error_type() : boolean_type();
  if (node.op == BinaryOp::logical_and) {
    return {both(left.when_true, right.when_true), {}};
  }
  if (node.op == BinaryOp::logical_or) {
    return {{}, both(left.when_false, right.when_false)};
  }
  return {{}, both(left.when_true, right.when_false)};  // implies
}

}  // namespace writ
