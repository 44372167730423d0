// Expressions, types and keys as canonical one-line text: what facts are compared by, and what
// proofs and messages show. print(parse(print(e))) == print(e); brackets only where the meaning
// needs them.
#pragma once

#include <string>

#include "dsl/ast.h"

namespace writ {

std::string print(const ast::Expr& expr);
std::string print(const ast::Literal& literal);
std::string print(const ast::TypeExpr& type);
std::string print(const ast::Key& key);  // "email == work_email"

}  // namespace writ
