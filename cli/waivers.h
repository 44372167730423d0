// waivers.yaml: who decided that which verdict stands, why and until when.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "dsl/program.h"
#include "evaluator/waiver.h"

namespace writ {

// A waiver without reason, approver or expiry is a diagnostic, and is left out. `match` conditions
// are checked against the subjects of their policy.
std::vector<Waiver> parse_waivers(Program& program, Sources& sources, std::uint32_t file,
                                  Diagnostics& diagnostics);

}  // namespace writ
