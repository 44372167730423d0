// What a test is told from outside.
#pragma once

#include <cstdlib>

namespace writ {

inline long from_environment(const char* name, long preset) {
  const char* text = std::getenv(name);
  return text == nullptr ? preset : std::atol(text);
}

}  // namespace writ
