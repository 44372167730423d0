// How tightly expressions hold together, as the printer and the formatter need it to set brackets.
#pragma once

#include "dsl/ast.h"
#include "dsl/operators.h"

namespace writ {

constexpr int operand_level = 10;

// A quantifier swallows all to its right, so it is 0: bracketed under every operator.
inline int level_of(const ast::Expr& expr) {
  if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
    return row_of(binary->op).level;
  }
  if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
    return unary->op == ast::UnaryOp::logical_not ? not_level : prefix_level;
  }
  if (std::holds_alternative<ast::Test>(expr.node)) {
    return test_level;
  }
  return std::holds_alternative<ast::Quantifier>(expr.node) ? 0 : operand_level;
}

// The level that the operands of an operator must have to stand without brackets.
constexpr int left_level(const OperatorRow& row) {
  return row.chains && !row.right_associative ? row.level : row.level + 1;
}
constexpr int right_level(const OperatorRow& row) {
  return row.right_associative ? row.level : row.level + 1;
}
constexpr int operand_level_of(ast::UnaryOp op) {
  return op == ast::UnaryOp::logical_not ? not_level
         : op == ast::UnaryOp::negate    ? operand_level
                                         : prefix_level;
}

}  // namespace writ
