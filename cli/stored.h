// Where a project keeps its snapshots, and which of them the command line means.
#pragma once

#include <map>
#include <optional>
#include <set>
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

// Its columns, checked by their digests, as these schemas see them: what an engine may read.
Result<ColumnSnapshot> open_fitted(const StoredSnapshot& stored,
                                   const std::map<std::string, TableSchema>& schemas,
                                   unsigned threads);
// As if it had been collected with these tables alone.
StoredSnapshot with_tables(StoredSnapshot stored, const std::set<std::string>& tables);

}  // namespace writ
