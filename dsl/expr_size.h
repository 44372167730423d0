// How large an expression is, counted as the parser limits it (dsl/limits.h).
#pragma once

#include "dsl/ast.h"

namespace writ {

// Whether all of the expression may stand as one chain: with the brackets that its meaning does not
// need left out, it would still be within the limits of operands and nesting.
bool fits_without_brackets(const ast::Expr& expr);

}  // namespace writ
