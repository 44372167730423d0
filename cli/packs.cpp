#include "cli/packs.h"

#include <algorithm>
#include <set>

namespace writ {
namespace {

constexpr std::string_view policies_folder = "policies/";
constexpr std::string_view connectors_folder = "connectors/";
constexpr std::string_view schema_file = "/schema.writ";
constexpr std::string_view policy_extension = ".writ";

}  // namespace

const EmbeddedFile* find_embedded(std::string_view path) {
  const std::span<const EmbeddedFile> files = embedded_files();
  const auto place =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const EmbeddedFile& file, std::string_view p) { return file.path < p; });
  return place != files.end() && place->path == path ? &*place : nullptr;
}

const EmbeddedFile* find_schema(const std::string& system) {
  return find_embedded(std::string(connectors_folder) + system + std::string(schema_file));
}

std::vector<std::string> known_systems() {
  std::vector<std::string> systems;
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path.starts_with(connectors_folder) && file.path.ends_with(schema_file)) {
      const std::size_t length = file.path.size() - connectors_folder.size() - schema_file.size();
      systems.emplace_back(file.path.substr(connectors_folder.size(), length));
    }
  }
  return systems;
}

std::vector<const EmbeddedFile*> find_pack(const std::string& pack) {
  const std::string path = std::string(policies_folder) + pack;
  std::vector<const EmbeddedFile*> found;
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path.ends_with(policy_extension) &&
        (file.path == path + std::string(policy_extension) || file.path.starts_with(path + "/"))) {
      found.push_back(&file);
    }
  }
  return found;
}

std::vector<std::string> known_packs() {
  std::set<std::string> packs;
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.path.starts_with(policies_folder) || !file.path.ends_with(policy_extension)) {
      continue;
    }
    std::string name(file.path.substr(policies_folder.size()));
    name.resize(name.size() - policy_extension.size());
    while (packs.insert(name).second && name.find('/') != std::string::npos) {
      name.resize(name.rfind('/'));
    }
  }
  return {packs.begin(), packs.end()};
}

}  // namespace writ
