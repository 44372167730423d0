// Where a project keeps its snapshots, and which of them the command line means.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/options.h"
#include "cli/project.h"
#include "snapshot/store/store.h"

namespace writ {

// --store, or the project's, or `.writ` in the working directory.
std::string store_of(const Options& options, const std::optional<Project>& project);

// The path of `which`: the folder of a snapshot, wherever it lies, or what find_snapshot() knows.
// An Error is wrong usage.
Result<std::string> snapshot_path(const std::string& which, const std::string& store);

}  // namespace writ
