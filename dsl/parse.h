// Text to syntax tree. PEGTL is confined to parse.cpp; see grammar.h for the language's productions.
#pragma once

#include "base/diagnostic.h"
#include "base/source.h"
#include "dsl/ast.h"

namespace writ {

// The file's declarations, as far as they could be read. Every declaration that cannot be parsed is one diagnostic,
// and parsing goes on at the next one. Text that is no policy text at all (over 1 MiB, malformed UTF-8, NUL,
// bidirectional controls) gives one diagnostic for each such fault, up to ten, and no declarations.
// Limits: 64 nested brackets, 4,096 operands in a chain, 10,000 declarations, names of 128 characters.
ast::File parse(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics);

// A single expression, as in `writ query` or a waiver's `match`; the whole text must be one. Nothing on a mistake.
std::optional<ast::Expr> parse_expression(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics);

// `a in lms.users where a.role == "Admin"`: the binding of a query.
std::optional<ast::For> parse_query(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace writ
