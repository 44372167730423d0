// Files to a snapshot: every table of the program, read or, where nothing can be read, empty and
// incomplete with the reason. What is missing makes verdicts unknown; it never stops an audit.
#pragma once

#include <functional>
#include <string>

#include "cli/inputs.h"
#include "connectors/world.h"
#include "snapshot/table.h"

namespace writ {

// An Error is wrong usage: files of which it is unclear how to read them. `progress` is called with
// each table's name.
Result<Snapshot> collect(const World& machine, const Inputs& inputs, const Program& program,
                         Instant as_of, const std::function<void(const std::string&)>& progress);

}  // namespace writ
