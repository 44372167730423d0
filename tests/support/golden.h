// Golden files: expected texts that live in tests/golden/, reviewed like code. UPDATE_GOLDEN=1 in
// the environment rewrites them. Also files for tests, and the loud skip where data that lives
// beside the repository is missing.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

namespace writ {

// The whole file; fails the test where it cannot be read.
inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    FAIL("cannot read " << path.string());
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::filesystem::path repository_path(const std::string& below) {
  return std::filesystem::path(WRIT_ROOT) / below;
}

// Below the folder of schemas and designs beside the repository (WRIT_SHARED in the environment
// wins).
inline std::filesystem::path shared_path(const std::string& below) {
  const char* chosen = std::getenv("WRIT_SHARED");
  return std::filesystem::path(chosen != nullptr ? chosen : WRIT_SHARED) / below;
}

// True, with a message that nobody overlooks, where the shared data is not there:
//   if (skip_loudly("schemas/sarif")) return;
inline bool skip_loudly(const std::string& below_shared) {
  const auto path = shared_path(below_shared);
  if (std::filesystem::exists(path)) {
    return false;
  }
  std::cerr << "\n*** SKIPPED: " << Catch::getResultCapture().getCurrentTestName()
            << "\n***   needs " << path.string() << " (set WRIT_SHARED)\n\n";
  return true;
}

// Where two texts part, as a person would say it: the line, what was expected, what came.
inline std::string first_difference(std::string_view expected, std::string_view actual) {
  const auto [e, a] = std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  const auto at = static_cast<std::size_t>(e - expected.begin());
  const std::string_view common = expected.substr(0, at);
  const std::size_t start = common.rfind('\n') == common.npos ? 0 : common.rfind('\n') + 1;
  const auto line = [start](std::string_view text) {
    return start >= text.size() ? "(end of text)"
                                : std::string(text.substr(start, text.find('\n', start) - start));
  };
  std::string out = "line " + std::to_string(1 + std::count(common.begin(), common.end(), '\n')) +
                    "\n  expected: " + line(expected) + "\n  actual:   " + line(actual);
  return line(expected) == line(actual) ? out + "\n  (they differ in a line end)" : out;
}

// Compares `actual` with tests/golden/<path>.
inline void golden(const std::string& path, const std::string& actual) {
  const auto file = repository_path("tests/golden") / path;
  const char* update = std::getenv("UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  if (!std::filesystem::exists(file)) {
    FAIL_CHECK("no golden file tests/golden/" << path << "; UPDATE_GOLDEN=1 writes it\n" << actual);
    return;
  }
  const std::string expected = read_file(file);
  if (expected == actual) {
    SUCCEED("as tests/golden/" << path);
  } else {
    FAIL_CHECK("tests/golden/" << path << ": " << first_difference(expected, actual)
                               << "\nUPDATE_GOLDEN=1 rewrites it");
  }
}

}  // namespace writ
