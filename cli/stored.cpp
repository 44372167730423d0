#include "cli/stored.h"

#include <filesystem>

#include "base/text.h"
#include "cli/files.h"
#include "snapshot/fit.h"

namespace writ {

std::string store_of(const Options& options, const std::optional<Project>& project) {
  if (!options.store.empty()) {
    return options.store;
  }
  const Project standard;
  return project ? joined(project->folder, project->store) : standard.store;
}

Result<std::string> snapshot_path(const std::string& which, const std::string& store) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_regular_file(fs::path(which) / manifest_name, error)) {
    const fs::path folder = fs::canonical(which, error);
    return error ? which : folder.string();
  }
  if (which.find('/') != std::string::npos) {
    return Error{"there is no snapshot in " + in_backticks(which) + ", where `" +
                 std::string(manifest_name) + "` should be"};
  }
  return find_snapshot(store, which);
}

Result<ColumnSnapshot> open_fitted(const StoredSnapshot& stored,
                                   const std::map<std::string, TableSchema>& schemas,
                                   unsigned threads) {
  Result<ColumnSnapshot> opened = open_stored(stored, StoreCheck::digests, threads);
  if (opened) {
    fit(*opened, schemas);
  }
  return opened;
}

StoredSnapshot with_tables(StoredSnapshot stored, const std::set<std::string>& tables) {
  std::erase_if(stored.manifest.tables, [&](const ManifestTable& entry) {
    return !tables.contains(entry.table.schema.name);
  });
  return stored;
}

}  // namespace writ
