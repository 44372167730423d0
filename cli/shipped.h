// The connectors that ship: what their folders say, read once. A mistake in one is a mistake of
// this program's, which the tests find; in a run it is a diagnostic like any other.
#pragma once

#include <string>

#include "base/diagnostic.h"
#include "base/source.h"
#include "cli/embedded.h"
#include "connectors/rest/manifest.h"
#include "connectors/yaml.h"

namespace writ {

struct ShippedConnector {
  const EmbeddedFile* manifest = nullptr;  // manifest.yaml; nullptr: its exports alone are read
  const EmbeddedFile* exports = nullptr;   // exports.yaml or queries.yaml, where there is none

  // SHA-256 of what says how it is asked, "sha256:…"; empty where nothing does.
  std::string digest() const;
  // The maps of its tables, in long form, with `query` where it has such.
  YamlNode table_maps(Sources& sources, Diagnostics& diagnostics) const;
};

// nullptr where nothing ships under this name.
const ShippedConnector* find_connector(const std::string& name);

// How the system is fetched; nullptr where it is not.
const RestManifest* manifest_of(const std::string& connector);

}  // namespace writ
