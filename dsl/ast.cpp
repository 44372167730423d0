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

}  // namespace writ::ast
