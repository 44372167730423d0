#include "dsl/ast.h"

#include <algorithm>

namespace writ::ast {

namespace {

template <class E>
std::vector<E*> spine(E& expr) {
  std::vector<E*> nodes;
  for (E* e = &expr; auto* binary = std::get_if<Binary>(&e->node); e = binary->left.get()) {
    nodes.push_back(e);
  }
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
}

}  // namespace

std::vector<const Expr*> left_spine(const Expr& expr) {
  return spine(expr);
}
std::vector<Expr*> left_spine(Expr& expr) {
  return spine(expr);
}

std::vector<const Expr*> operands(const Expr& expr, BinaryOp op) {
  std::vector<const Expr*> result;
  std::vector<const Expr*> stack{&expr};
  while (!stack.empty()) {
    const Expr* next = stack.back();
    stack.pop_back();
    const auto* node = std::get_if<Binary>(&next->node);
    if (node != nullptr && node->op == op) {
      stack.push_back(node->right.get());
      stack.push_back(node->left.get());
    } else {
      result.push_back(next);
    }
  }
  return result;
}

}  // namespace writ::ast
