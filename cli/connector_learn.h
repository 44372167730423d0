// `writ connector learn export.csv --as SYSTEM`: proposes the map of an export, as YAML.
#pragma once

#include "cli/console.h"
#include "cli/exit_status.h"
#include "cli/options.h"

namespace writ {

// Exit status: `ok` where every column that the schema needs is mapped, `found` where something is
// left to a person. --output is never overwritten, and gets the map without the rows that show how
// it reads.
ExitStatus learn_export(const std::string& path, const Options& options, Console& console);

}  // namespace writ
