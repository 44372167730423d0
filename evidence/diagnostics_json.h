// Diagnostics for programs: schema `writ.diagnostics/1` (docs/schemas/diagnostics-1.json).
#pragma once

#include <string>

#include "base/diagnostic.h"
#include "base/source.h"

namespace writ {

// Sorted as base/render.h shows them. Lines and columns from 1, columns in code points, offsets in
// bytes from 0; an end is one past the last character.
std::string diagnostics_json(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace writ
