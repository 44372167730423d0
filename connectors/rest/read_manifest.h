// A manifest's text to a RestManifest. Every mistake is a diagnostic: W0610 to W0613 as for any
// configuration, W0615 for pointers, W0660 for texts with holes.
#pragma once

#include "base/diagnostic.h"
#include "connectors/rest/manifest.h"
#include "connectors/yaml.h"

namespace writ {

// `tables` keep their maps: table_maps_of() has them without what is said here.
RestManifest read_manifest(const YamlNode& root, Diagnostics& diagnostics);

// The tables' maps of a manifest, as connectors/table_map.h reads them: without `fetch`.
YamlNode table_maps_of(const YamlNode& root);

}  // namespace writ
