// Which names an expression stands on.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "dsl/ast.h"

namespace writ::reference {

// Calls visit for the expression and all below it, a parent before its children. No recursion.
void for_each_node(const ast::Expr& expr, const std::function<void(const ast::Expr&)>& visit);

// The locals that it names, its own quantifiers' variables among them (names are unique in a
// scope), and `implicit_row` where it names fields without a row.
std::set<std::string> locals_of(const ast::Expr& expr);

// Whether it is the name of a table, a view or a constant table.
bool names_relation(const ast::Expr& expr);

}  // namespace writ::reference
