// What ships inside the binary (cli/embedded.h), by the names that people use for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/embedded.h"

namespace writ {

// By its path, e.g. "connectors/account.writ"; nullptr where there is none.
const EmbeddedFile* find_embedded(std::string_view path);

// connectors/<system>/schema.writ; nullptr where there is no such system.
const EmbeddedFile* find_schema(const std::string& system);
std::vector<std::string> known_systems();  // sorted

// The files of a pack: "soc2/access" is policies/soc2/access.writ, or all below
// policies/soc2/access/. Empty where there is no such pack.
std::vector<const EmbeddedFile*> find_pack(const std::string& pack);
std::vector<std::string> known_packs();  // sorted: files and folders

}  // namespace writ
