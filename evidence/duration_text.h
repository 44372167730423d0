// How long something took, as people read it.
#pragma once

#include <cstdint>
#include <string>

namespace writ {

// "850 µs", "12.3 ms", "4.50 s", "2 min 5 s", "1 h 12 min"
std::string duration_text(std::int64_t micros);

}  // namespace writ
