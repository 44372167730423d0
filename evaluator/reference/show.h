// Values, clauses and templates as people read them.
#pragma once

#include <set>
#include <string>

#include "evaluator/reference/expressions.h"

namespace writ::reference {

// "absent", "unknown", "[a, b]", "2026-03-01", "at least 3". An email as it was collected, a row by
// its key.
std::string show(const World& world, const Value& value);

// The reasons in one line, a few of them: "missing: hr.workers w7 column work_email: the cell is
// empty".
std::string show(const Reasons& reasons);

// The text with its expressions filled in.
std::string render_template(World& world, const ast::Template& text, const Scope* scope);

}  // namespace writ::reference
