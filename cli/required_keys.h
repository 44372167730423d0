// Keys that must be there, in files where each entry is a person's decision (waivers, identity
// overrides).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "connectors/yaml.h"

namespace writ {

// W0613 for each that is missing. True where none is. REQUIRES: a mapping.
bool require_keys(const YamlNode& mapping, const std::vector<std::string>& keys,
                  std::string_view what, Diagnostics& diagnostics);
// The text under `key`; empty, with W0611, where it is none or blank.
std::string require_text(const YamlNode& node, const std::string& key, Diagnostics& diagnostics);
// A list, or nothing at all (an empty file). False, with W0611, for anything else.
bool expect_list(const YamlNode& root, std::string_view what, std::string_view of,
                 Diagnostics& diagnostics);

}  // namespace writ
