// identity.yaml: which person an account belongs to where the rules do not tell, said and approved
// by people.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "dsl/program.h"
#include "evaluator/evaluate.h"

namespace writ {

// An entry that lacks a key, or names a table that the program does not have, is a diagnostic and
// left out.
std::vector<IdentityOverride> parse_overrides(const Program& program, const Sources& sources,
                                              std::uint32_t file, Diagnostics& diagnostics);

}  // namespace writ
