// The systems that a project's sources are: asked for the tables that no file holds.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "cli/inputs.h"
#include "cli/project.h"
#include "connectors/spool.h"

namespace writ {

// Asks the source of every table of `inputs.fetched`, all sources at once, and makes the tables
// readable: they move to `inputs.tables`. A source that cannot be asked at all leaves its tables
// missing, with the reason. `progress` is called from any thread.
void fetch_tables(const Project& project, const Program& program, Inputs& inputs,
                  const std::shared_ptr<Spool>& spool, const CollectProgress& progress);

}  // namespace writ
