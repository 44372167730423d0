#include "dsl/expr_size.h"

#include "base/overloaded.h"
#include "dsl/limits.h"
#include "dsl/operators.h"

namespace writ {

using namespace ast;

namespace {

// What the parser counts in one chain, over all of an expression.
struct Size {
  std::size_t operands = 0;
  std::size_t nested = 0;  // right-associative operators, prefixes, steps of a path

  bool within_limits() const {
    return operands < chain_limit && nested < static_cast<std::size_t>(depth_limit);
  }
};

void measure(const Expr& expr, Size& size);

// Steps count where brackets stand between them.
void measure_path(const Expr& path, Size& size) {
  std::size_t steps = 0;
  bool brackets = false;
  const Expr* object = &path;
  while (true) {
    const auto* member = std::get_if<Member>(&object->node);
    const auto* closure = std::get_if<Closure>(&object->node);
    if (member == nullptr && closure == nullptr) {
      break;
    }
    object = member != nullptr ? member->object.get() : closure->object.get();
    brackets = brackets || object->parenthesised;
    ++steps;
  }
  size.nested += brackets ? steps : 0;
  measure(*object, size);
}

void measure(const Expr& expr, Size& size) {
  const auto box = [&](const Box<Expr>& child) {
    if (child) {
      measure(*child, size);
    }
  };
  std::visit(overloaded{
                 [&](const Binary&) {
                   const auto spine = left_spine(expr);
                   measure(*std::get<Binary>(spine.front()->node).left, size);
                   for (const Expr* node : spine) {
                     const auto& binary = std::get<Binary>(node->node);
                     size.nested += row_of(binary.op).right_associative;
                     measure(*binary.right, size);
                   }
                 },
                 [&](const Unary& node) {
                   ++size.nested;
                   box(node.operand);
                 },
                 [&](const Test& node) { box(node.operand); },
                 [&](const Member&) { measure_path(expr, size); },
                 [&](const Closure&) { measure_path(expr, size); },
                 [&](const Quantifier& node) {
                   box(node.collection);
                   box(node.where);
                   box(node.satisfies);
                 },
                 [&](const auto&) { ++size.operands; },
             },
             expr.node);
}

}  // namespace

bool fits_without_brackets(const Expr& expr) {
  Size size;
  measure(expr, size);
  return size.within_limits();
}

}  // namespace writ
