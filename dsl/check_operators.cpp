#include <re2/re2.h>

#include <algorithm>

#include "base/overloaded.h"
#include "base/suggest.h"
#include "base/text.h"
#include "dsl/checker.h"
#include "dsl/operators.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

namespace {

Type error_type() {
  return Type::of(Kind::error);
}
Type boolean_type() {
  return Type::of(Kind::boolean);
}

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

std::string spelling(BinaryOp op) {
  return "`" + std::string(row_of(op).spelling) + "`";
}

}  // namespace

Type Checker::mismatch(const Binary& node, const std::string& wanted, const std::string& help) {
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  if (!a.is(Kind::error) && !b.is(Kind::error)) {
    report(
        "W0221", cover(node.left->span, node.right->span),
        spelling(node.op) + " needs " + wanted + "; found " + describe(a) + " and " + describe(b),
        help);
  }
  return error_type();
}

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
  const std::string name = spelling(node.op);
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

Type Checker::comparison(Binary& node) {
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  const bool equality = node.op == BinaryOp::equal || node.op == BinaryOp::not_equal;
  for (const Expr* side : {node.left.get(), node.right.get()}) {
    if (side->type.is(Kind::nothing)) {
      const Expr& other = side == node.left.get() ? *node.right : *node.left;
      report("W0228", side->span, "nothing compares with `absent`",
             "write `" + print(other) +
                 (node.op == BinaryOp::not_equal ? " is present`" : " is absent`"));
      return error_type();
    }
  }
  if (!equality && !ordered(a, b)) {
    return mismatch(node, "two numbers, two durations or two instants",
                    is_text(a) && is_text(b) ? "text has no order" : "");
  }
  if (equality && !comparable(a, b)) {
    const bool enums = a.is(Kind::enumeration) && b.is(Kind::enumeration);
    return mismatch(node, "two values that can be equal",
                    enums ? "the two have no value in common" : "");
  }
  if (node.op == BinaryOp::equal) {
    if (a.optional && b.optional) {
      report("W0303", cover(node.left->span, node.right->span),
             "both sides may be absent, and two absent values must not count as equal",
             "say so first: `" + print(*node.left) + " is present and …`");
      return error_type();
    }
  } else if (!required(*node.left, spelling(node.op)) ||
             !required(*node.right, spelling(node.op))) {
    return error_type();
  }
  return match_enumerations(*node.left, *node.right) ? boolean_type() : error_type();
}

Type Checker::membership(Binary& node) {
  const bool element_left = node.op == BinaryOp::in || node.op == BinaryOp::not_in;
  const bool element_right = node.op == BinaryOp::contains;
  const Expr& a = *node.left;
  const Expr& b = *node.right;
  const Expr& set = element_left ? b : a;
  if (!set.type.is(Kind::set) || (!element_left && !element_right && !b.type.is(Kind::set))) {
    return mismatch(node,
                    element_left    ? "a set on its right"
                    : element_right ? "a set or text on its left"
                                    : "two sets",
                    is_text(set.type) ? "a set is written [\"a\", \"b\"]" : "");
  }
  const Expr& other = element_left ? a : b;
  if (other.type.is(Kind::nothing)) {
    report("W0228", other.span, "`absent` is in no set", "write `… is absent`");
    return error_type();
  }
  const Type& item = element_left || element_right ? other.type : *other.type.element;
  if (item.is(Kind::set) || !comparable(item, *set.type.element)) {
    return mismatch(node, element_left || element_right ? "a set of what is looked for"
                                                        : "two sets of one type");
  }
  if (node.op == BinaryOp::not_in || element_right) {
    if (!required(other, spelling(node.op))) {
      return error_type();
    }
  }
  return match_enumerations(a, b) ? boolean_type() : error_type();
}

Type Checker::text_operator(Binary& node) {
  if (!required(*node.left, spelling(node.op)) || !required(*node.right, spelling(node.op))) {
    return error_type();
  }
  if (!is_text(node.left->type) || !is_text(node.right->type)) {
    return mismatch(node, "text on both sides");
  }
  if (node.op == BinaryOp::matches) {
    const auto* literal = std::get_if<Literal>(&node.right->node);
    const auto* pattern = literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
    if (pattern == nullptr) {
      report("W0227", node.right->span, "`matches` needs a pattern written in place",
             "write the pattern as \"…\"");
      return error_type();
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    const RE2 expression(*pattern, options);
    if (!expression.ok()) {
      report("W0226", node.right->span, "the pattern is wrong: " + expression.error(),
             "see the RE2 syntax; a backslash is written \\\\ in a string");
      return error_type();
    }
  }
  return boolean_type();
}

Type Checker::instant_operator(Binary& node) {
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  if (node.op == BinaryOp::by) {
    if (!is_instant(a) || !is_instant(b)) {
      return mismatch(node, "a date or timestamp on each side",
                      b.is(Kind::duration) ? "say from when it counts: `… by end of <date> + " +
                                                 print(*node.right) + "`"
                                           : "");
    }
    return required(*node.right, "the deadline of `by`") ? boolean_type() : error_type();
  }
  if (!is_instant(a) || !b.is(Kind::duration)) {
    return mismatch(node, "a date or timestamp, and a duration");
  }
  return required(*node.left, spelling(node.op)) && required(*node.right, spelling(node.op))
             ? boolean_type()
             : error_type();
}

Type Checker::alternative(Binary& node, bool unsure) {
  const Type& a = node.left->type;
  if (a.is(Kind::nothing) || node.right->type.is(Kind::nothing)) {
    report("W0228", cover(node.left->span, node.right->span),
           "`or else` needs values, not `absent`", "leave the `or else` out");
    return error_type();
  }
  if (!a.optional && !unsure) {
    report("W0302", node.left->span, "`" + print(*node.left) + "` is never absent here",
           "leave the `or else` out");
  }
  auto type = comparable(a, node.right->type) ? unify(a, node.right->type) : std::nullopt;
  if (!type) {
    return mismatch(node, "two values of one type");
  }
  match_enumerations(*node.left, *node.right);
  if (!type->is(Kind::set)) {
    type->optional = node.right->type.optional;
  }
  return *type;
}

Type Checker::arithmetic(Binary& node) {
  const std::string name = spelling(node.op);
  if (!required(*node.left, name) || !required(*node.right, name)) {
    return error_type();
  }
  const Type& a = node.left->type;
  const Type& b = node.right->type;
  const bool sum = node.op == BinaryOp::add || node.op == BinaryOp::subtract;
  const bool numbers = is_number(a) && is_number(b);
  const bool durations = a.is(Kind::duration) && b.is(Kind::duration);
  if (numbers) {
    return Type::of(node.op == BinaryOp::divide || a.is(Kind::decimal) || b.is(Kind::decimal)
                        ? Kind::decimal
                        : Kind::integer);
  }
  if (sum) {
    if (durations) {
      return Type::of(Kind::duration);
    }
    if (is_instant(a) && b.is(Kind::duration)) {
      return Type::of(Kind::timestamp);
    }
    if (node.op == BinaryOp::add && a.is(Kind::duration) && is_instant(b)) {
      return Type::of(Kind::timestamp);
    }
    if (node.op == BinaryOp::subtract && is_instant(a) && is_instant(b)) {
      return Type::of(Kind::duration);
    }
    if (a.is(Kind::set) && b.is(Kind::set) && comparable(a, b)) {
      match_enumerations(*node.left, *node.right);
      return node.op == BinaryOp::subtract ? a : *unify(a, b);
    }
    return mismatch(
        node, "numbers, durations, an instant and a duration, or two sets",
        is_text(a) || is_text(b) ? "text is put together by \"{a} {b}\" in a message" : "");
  }
  if (node.op == BinaryOp::multiply && ((a.is(Kind::duration) && b.is(Kind::integer)) ||
                                        (a.is(Kind::integer) && b.is(Kind::duration)))) {
    return Type::of(Kind::duration);
  }
  if (node.op == BinaryOp::divide) {
    if (durations) {
      return Type::of(Kind::decimal);
    }
    if (a.is(Kind::duration) && b.is(Kind::integer)) {
      return Type::of(Kind::duration);
    }
  }
  return mismatch(node, "numbers, or a duration and an int");
}

}  // namespace writ
