// check(): names, types, narrowing. Reports every mistake of every file in one run, and never a
// consequence of another: an expression that is wrong has Kind::error, about which nothing more is
// said.
#pragma once

#include <optional>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "dsl/ast.h"
#include "dsl/program.h"

namespace writ {

// The program that the files make together; schemas must be among them. Where there are errors,
// what could be built is returned for further checks, but must not be evaluated.
Program check(std::vector<ast::File> files, const Sources& sources, Diagnostics& diagnostics);

// A condition over the subjects of a policy (a waiver's `match`), annotated. Nothing on a mistake.
// Sets `became` where it asks about earlier snapshots, itself or through a define.
std::optional<ast::Expr> check_match(Program& program, const PolicyInfo& policy,
                                     ast::Expr condition, const Sources& sources,
                                     Diagnostics& diagnostics, bool& became);

// The binding of `writ query`, annotated, in the same way.
std::optional<ast::For> check_query(Program& program, ast::For query, const Sources& sources,
                                    Diagnostics& diagnostics, bool& became);

// A value for a param from the project file or `--set`: the text of source `file`, a literal of the
// language (that of a string, email or enumeration may be bare). Nothing on a mistake, an unknown
// param included.
std::optional<ast::Expr> check_param(Program& program, const std::string& name, std::uint32_t file,
                                     const Sources& sources, Diagnostics& diagnostics);

}  // namespace writ
