// Runs in which something goes wrong: how many, with which seeds, and what became of them.
#pragma once

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace writ::testing {

// How many runs a test makes: `usual`, or WRIT_FAULT_RUNS; the first seed: WRIT_FAULT_SEED, or 1.
inline long fault_runs(long usual) {
  const char* text = std::getenv("WRIT_FAULT_RUNS");
  return text == nullptr ? usual : std::atol(text);
}
inline long fault_seed() {
  const char* text = std::getenv("WRIT_FAULT_SEED");
  return text == nullptr ? 1 : std::atol(text);
}

// What the reason of an incomplete table may say. None: the table must be whole.
using Reasons = std::vector<std::string>;

inline bool says_one_of(const std::string& why, const Reasons& reasons) {
  for (const std::string& reason : reasons) {
    if (why.find(reason) != std::string::npos) {
      return true;
    }
  }
  return false;
}

class FaultTally {
 public:
  enum class End { whole, incomplete, unseen };

  // Of one run, with the faults that took place, each by its name.
  void add(const std::vector<std::string>& faults, End end, std::chrono::milliseconds took) {
    ++runs_;
    longest_ = std::max(longest_, took);
    for (const std::string& fault : faults) {
      ++ends_[fault][static_cast<std::size_t>(end)];
    }
  }
  std::string text() const {
    std::string out = std::to_string(runs_) + " runs, the longest took " +
                      std::to_string(longest_.count()) + " ms\n";
    for (const auto& [fault, ends] : ends_) {
      out += "  " + fault + ": " + std::to_string(ends[0]) + " whole, " + std::to_string(ends[1]) +
             " incomplete";
      out += ends[2] == 0 ? "\n" : ", " + std::to_string(ends[2]) + " that nobody can see\n";
    }
    return out;
  }

 private:
  long runs_ = 0;
  std::chrono::milliseconds longest_{0};
  std::map<std::string, std::array<long, 3>> ends_;
};

}  // namespace writ::testing
