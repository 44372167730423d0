// What tests look on at: the operands that a binary operator is given, so that they can tell which
// combinations they cover.
#pragma once

#include <functional>

#include "dsl/ast.h"
#include "evaluator/reference/value.h"

namespace writ::reference {

using OperandWatch = std::function<void(ast::BinaryOp, const Value& left, const Value& right)>;

// Empty but in tests. Not for several threads.
OperandWatch& operand_watch();

inline void watch_operands(ast::BinaryOp op, const Value& left, const Value& right) {
  if (operand_watch()) {
    operand_watch()(op, left, right);
  }
}

}  // namespace writ::reference
