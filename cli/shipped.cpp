#include "cli/shipped.h"

#include <map>

#include "base/ensure.h"
#include "base/sha256.h"
#include "cli/packs.h"
#include "connectors/rest/read_manifest.h"

namespace writ {
namespace {

std::map<std::string, ShippedConnector> all_connectors() {
  std::map<std::string, ShippedConnector> out;
  for (const std::string& name : known_systems()) {
    const std::string folder = "connectors/" + name + "/";
    const EmbeddedFile* queries = find_embedded(folder + "queries.yaml");
    out[name] = {find_embedded(folder + "manifest.yaml"),
                 queries != nullptr ? queries : find_embedded(folder + "exports.yaml")};
  }
  return out;
}

RestManifest read(const EmbeddedFile& file) {
  Sources sources;
  Diagnostics diagnostics;
  const std::string text(file.text);
  const std::uint32_t number = sources.add(std::string(file.path), text);
  const std::optional<YamlNode> root = load_yaml(sources, number, diagnostics);
  RestManifest manifest = root ? read_manifest(*root, diagnostics) : RestManifest();
  ENSURE(!diagnostics.has_errors());
  manifest.digest = "sha256:" + sha256_hex(text);
  return manifest;
}

}  // namespace

std::string ShippedConnector::digest() const {
  const EmbeddedFile* file = manifest != nullptr ? manifest : exports;
  return file == nullptr ? "" : "sha256:" + sha256_hex(file->text);
}

YamlNode ShippedConnector::table_maps(Sources& sources, Diagnostics& diagnostics) const {
  YamlNode none;
  none.kind = YamlNode::Kind::mapping;
  const EmbeddedFile* file = manifest != nullptr ? manifest : exports;
  if (file == nullptr) {
    return none;
  }
  const std::uint32_t text =
      sources.add("writ:" + std::string(file->path), std::string(file->text));
  const std::optional<YamlNode> root = load_yaml(sources, text, diagnostics);
  return !root ? none : manifest != nullptr ? table_maps_of(*root) : *root;
}

const ShippedConnector* find_connector(const std::string& name) {
  static const std::map<std::string, ShippedConnector> connectors = all_connectors();
  const auto place = connectors.find(name);
  return place == connectors.end() ? nullptr : &place->second;
}

const RestManifest* manifest_of(const std::string& connector) {
  static const std::map<std::string, RestManifest> manifests = [] {
    std::map<std::string, RestManifest> out;
    for (const std::string& name : known_systems()) {
      if (const ShippedConnector* shipped = find_connector(name); shipped->manifest != nullptr) {
        out[name] = read(*shipped->manifest);
      }
    }
    return out;
  }();
  const auto place = manifests.find(connector);
  return place == manifests.end() ? nullptr : &place->second;
}

}  // namespace writ
