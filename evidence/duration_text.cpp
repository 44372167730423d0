#include "evidence/duration_text.h"

#include <fmt/format.h>

namespace writ {

std::string duration_text(std::int64_t micros) {
  constexpr std::int64_t second = 1'000'000;
  if (micros < 1'000) {
    return fmt::format("{} µs", micros);
  }
  if (micros < 1'000'000 - 50) {
    return fmt::format("{:.1f} ms", static_cast<double>(micros) / 1e3);
  }
  if (micros < 60 * second - 5'000) {
    return fmt::format("{:.2f} s", static_cast<double>(micros) / 1e6);
  }
  const std::int64_t seconds = (micros + second / 2) / second;
  if (seconds < 3'600) {
    return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  }
  return fmt::format("{} h {} min", seconds / 3'600, seconds % 3'600 / 60);
}

}  // namespace writ
