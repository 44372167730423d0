// format(): the one way to write a policy file. Two columns of indentation, lines of 100 columns
// where that can be, clauses in their order, values aligned, one empty line between declarations.
// It never changes what a file means, and loses no comment:
//   parse(format(f)) == f;  format(parse(format(f))) == format(f);  the comments' texts are the
//   same, each once.
#pragma once

#include <string>

#include "base/source.h"
#include "dsl/ast.h"

namespace writ {

// REQUIRES: `file` is what parse() made of its source, without an error.
std::string format(const ast::File& file, const Sources& sources);

}  // namespace writ
