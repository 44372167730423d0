// A type as JSON, and back.
#pragma once

#include <nlohmann/json.hpp>

#include "snapshot/type.h"

namespace writ {

nlohmann::ordered_json type_json(const Type& type);
// Throws nlohmann::json::exception or std::invalid_argument where it is none.
Type type_from(const nlohmann::ordered_json& json);

}  // namespace writ
