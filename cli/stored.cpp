#include "cli/stored.h"

#include <filesystem>

#include "base/text.h"
#include "cli/files.h"

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

}  // namespace writ
