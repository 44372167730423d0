#include <re2/re2.h>

#include "base/text.h"
#include "evaluator/reference/arithmetic.h"
#include "evaluator/reference/by.h"
#include "evaluator/reference/compare.h"
#include "evaluator/reference/expressions.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"
#include "evaluator/reference/watch.h"

namespace writ::reference {

OperandWatch& operand_watch() {
  static OperandWatch watch;
  return watch;
}

namespace {

using Op = ast::BinaryOp;

// The text of a string, an enumeration's value, or an email as comparisons see it.
const std::string* text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return text;
  }
  const auto* email = std::get_if<Email>(&value);
  return email != nullptr ? &email->canonical : nullptr;
}

bool is_set(const Value& value) {
  return std::holds_alternative<SetRef>(value);
}

const re2::RE2& compiled(World& world, const std::string& pattern) {
  std::shared_ptr<const re2::RE2>& slot = world.patterns[pattern];
  if (slot == nullptr) {
    slot = std::make_shared<const re2::RE2>(pattern, re2::RE2::Quiet);
  }
  return *slot;
}

Truth match_text(World& world, Op op, const Value& left, const Value& right) {
  const std::string* text = text_of(left);
  const std::string* part = text_of(right);
  if (text == nullptr || part == nullptr) {
    return Truth::unknown(undetermined("it is no text").reasons);
  }
  if (op == Op::matches) {
    const re2::RE2& pattern = compiled(world, *part);
    return pattern.ok() ? Truth::of(re2::RE2::PartialMatch(*text, pattern))
                        : Truth::unknown(undetermined("the pattern cannot be used").reasons);
  }
  const std::string sought = std::holds_alternative<Email>(left) ? ascii_lower(*part) : *part;
  if (op == Op::contains) {
    return Truth::of(text->find(sought) != std::string::npos);
  }
  return Truth::of(op == Op::starts_with ? text->starts_with(sought) : text->ends_with(sought));
}

Value text_operator(World& world, Op op, const Value& left, const Value& right) {
  if (auto unknown = strict(left, right)) {
    return *unknown;
  }
  return from_truth(match_text(world, op, left, right));
}

Value set_operator(World& world, Op op, const Value& left, const Value& right) {
  const SetRef a = to_set(left);
  const SetRef b = to_set(right);
  if (!world.ledger.visit(a->certain.size() * b->certain.size())) {
    return out_of_budget();
  }
  if (op == Op::add) {
    return unite(*a, *b);
  }
  if (op == Op::subtract) {
    return subtract(*a, *b);
  }
  return from_truth(op == Op::subset_of ? subset(*a, *b) : intersect(*a, *b));
}

Value membership(World& world, Op op, const Value& element, const Value& set) {
  const SetRef members = to_set(set);
  if (!world.ledger.visit(members->certain.size())) {
    return out_of_budget();
  }
  if (op == Op::not_in) {
    const auto unknown = strict(element);
    const bool empty = members->certain.empty() && members->closed();
    return unknown && !empty ? Value{*unknown} : from_truth(!has_member(*members, element));
  }
  return from_truth(has_member(*members, element));
}

// `x older than d`, `x newer than d`: before and after `now - d`.
Value age(World& world, const ast::Expr& expr, Op op, const Value& left, const Value& right) {
  const Value now = Quantity::exactly(Scale::instant, world.now().micros);
  const Value then = settle_fault(world, expr, subtract(now, right));
  return from_truth(op == Op::older_than ? less(left, then) : less(then, left));
}

bool decided_by_left(Op op, const Truth& left) {
  return op == Op::logical_or ? left.yes() : left.no();
}

Value connective(World& world, const ast::Binary& node, const Value& value, const Scope* scope) {
  Truth left = to_truth(value);
  if (decided_by_left(node.op, left)) {
    return node.op != Op::logical_and;
  }
  const Truth right = holds(world, *node.right, scope);
  watch_operands(node.op, value, from_truth(right));
  if (node.op == Op::logical_and) {
    return from_truth(both(std::move(left), right));
  }
  return from_truth(either(node.op == Op::implies ? !std::move(left) : std::move(left), right));
}

Value arithmetic(World& world, const ast::Expr& expr, Op op, const Value& left,
                 const Value& right) {
  const bool sum = op == Op::add || op == Op::subtract;
  if (sum && (is_set(left) || is_set(right) || expr.type.is(Kind::set))) {
    const Value set = set_operator(world, op, left, right);
    return op == Op::add ? with_addresses(expr, set) : set;
  }
  const Computed result = op == Op::add        ? add(left, right)
                          : op == Op::subtract ? subtract(left, right)
                          : op == Op::multiply ? multiply(left, right)
                                               : divide(left, right);
  return settle_fault(world, expr, result);
}

Value apply(World& world, const ast::Expr& expr, Op op, const Value& left, const Value& right) {
  switch (op) {
    case Op::equal:
      return from_truth(equal(left, right));
    case Op::not_equal:
      if (is_absent(left) || is_absent(right)) {
        return *strict(left, right);
      }
      return from_truth(!equal(left, right));
    case Op::less:
      return from_truth(less(left, right));
    case Op::less_equal:
      return from_truth(!less(right, left));
    case Op::greater:
      return from_truth(less(right, left));
    case Op::greater_equal:
      return from_truth(!less(left, right));
    case Op::in:
    case Op::not_in:
      return membership(world, op, left, right);
    case Op::subset_of:
    case Op::intersects:
      return set_operator(world, op, left, right);
    case Op::contains:
      if (is_set(left) || std::get<ast::Binary>(expr.node).left->type.is(Kind::set)) {
        return membership(world, Op::in, right, left);
      }
      return text_operator(world, op, left, right);
    case Op::starts_with:
    case Op::ends_with:
    case Op::matches:
      return text_operator(world, op, left, right);
    case Op::by:
      return from_truth(by(left, right, world.now()));
    case Op::older_than:
    case Op::newer_than:
      return age(world, expr, op, left, right);
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
      return arithmetic(world, expr, op, left, right);
    case Op::implies:
    case Op::logical_or:
    case Op::logical_and:
    case Op::or_else:
      break;
  }
  return undetermined("no such operation");
}

Value binary(World& world, const ast::Expr& expr, const Value& left, const Scope* scope) {
  const auto& node = std::get<ast::Binary>(expr.node);
  if (node.op == Op::implies || node.op == Op::logical_or || node.op == Op::logical_and) {
    return connective(world, node, left, scope);
  }
  if (node.op == Op::or_else) {
    return with_addresses(expr, is_absent(left) ? evaluate(world, *node.right, scope) : left);
  }
  Value storage;
  const Value& right = operand(world, *node.right, scope, storage);
  watch_operands(node.op, left, right);
  return apply(world, expr, node.op, left, right);
}

// `a implies b implies c`, `a or else b or else c`: from the left, in a loop, since such chains
// lean to the right.
Value right_chain(World& world, const ast::Expr& expr, const Scope* scope) {
  const Op op = std::get<ast::Binary>(expr.node).op;
  Truth so_far = Truth::of(false);  // of "one of the conditions is false"
  const ast::Expr* rest = &expr;
  Value left;
  for (auto* node = std::get_if<ast::Binary>(&rest->node); node != nullptr && node->op == op;
       node = std::get_if<ast::Binary>(&rest->node)) {
    left = evaluate(world, *node->left, scope);
    if (op == Op::or_else) {
      if (!is_absent(left)) {
        return with_addresses(expr, std::move(left));
      }
    } else {
      so_far = either(std::move(so_far), !to_truth(left));
      if (so_far.yes()) {
        return true;
      }
    }
    rest = node->right.get();
  }
  const Value last = evaluate(world, *rest, scope);
  watch_operands(op, left, last);
  return op == Op::or_else ? with_addresses(expr, last)
                           : from_truth(either(std::move(so_far), to_truth(last)));
}

}  // namespace

Value chain(World& world, const ast::Expr& expr, const Scope* scope) {
  const Op op = std::get<ast::Binary>(expr.node).op;
  if (op == Op::implies || op == Op::or_else) {
    return right_chain(world, expr, scope);
  }
  if (const ast::Expr& left = *std::get<ast::Binary>(expr.node).left;
      !std::holds_alternative<ast::Binary>(left.node)) {
    Value storage;
    return binary(world, expr, operand(world, left, scope, storage), scope);
  }
  const std::vector<const ast::Expr*> spine = ast::left_spine(expr);
  Value value = evaluate(world, *std::get<ast::Binary>(spine.front()->node).left, scope);
  for (const ast::Expr* node : spine) {
    value = binary(world, *node, value, scope);
  }
  return value;
}

}  // namespace writ::reference
