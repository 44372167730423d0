// Which connectors a project file may name, which settings they take, and which of these are
// secrets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace writ {

struct Located;

// W0620 where it is neither a file format nor a system that ships.
void check_connector(const Located& connector, Diagnostics& diagnostics);
// Beside those that every source has; none for files.
std::vector<std::string> settings_of(const std::string& connector);
bool is_secret(std::string_view setting);
// W0621 for a literal where a secret belongs, W0624 for a reference that is none: `${env:NAME}` and
// `${file:PATH}` are.
void check_setting(const std::string& setting, const Located& value, Diagnostics& diagnostics);

}  // namespace writ
