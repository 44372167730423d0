// Literals as cells: what a test's `given` row, a param or a constant table holds.
#pragma once

#include "dsl/ast.h"
#include "snapshot/cell.h"
#include "snapshot/type.h"

namespace writ {

// REQUIRES: the checker accepted `expr` as a literal of `type` (Kind::nothing: as it stands).
Cell literal_cell(const ast::Expr& expr, const Type& type);

}  // namespace writ
