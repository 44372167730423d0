// Seeded chance: the same seed gives the same choices on every machine.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

namespace writ::testing {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
  int between(int least, int most) { return least + below(most - least + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }
  std::string of(std::initializer_list<const char*> list) {
    return *(list.begin() + below(static_cast<int>(list.size())));
  }

 private:
  std::mt19937_64 engine_;
};

// How many random cases a test tries: `usual`, or WRIT_FUZZ_COUNT in the environment.
inline int random_count(int usual) {
  const char* chosen = std::getenv("WRIT_FUZZ_COUNT");
  return chosen != nullptr && std::atoi(chosen) > 0 ? std::atoi(chosen) : usual;
}

// The first seed: WRIT_FUZZ_SEED, or 0.
inline int random_start() {
  const char* chosen = std::getenv("WRIT_FUZZ_SEED");
  return chosen != nullptr ? std::atoi(chosen) : 0;
}

}  // namespace writ::testing
