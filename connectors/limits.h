// What one record may cost, whatever its format. A record beyond is refused, and counted.
#pragma once

#include <cstddef>

namespace writ {

constexpr std::size_t max_field_bytes = std::size_t{1} << 20;
constexpr std::size_t max_record_bytes = std::size_t{16} << 20;
constexpr std::size_t max_document_depth = 64;  // of JSON and YAML

}  // namespace writ
