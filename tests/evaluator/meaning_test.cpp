// Runs tests/meaning/*.writ: what the language means, as policies with `test` blocks, one file a
// feature. Every file is a program of its own, together with the schemas of tests/meaning/prelude.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/render.h"
#include "evaluator/testcase.h"
#include "support/program.h"

using namespace writ;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> meaning_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(WRIT_ROOT) / "tests" / "meaning")) {
    if (entry.path().extension() == ".writ") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("every feature means what its cases say", "[evaluator][meaning]") {
  const std::string schemas = read(fs::path(WRIT_ROOT) / "tests/meaning/prelude/schemas.writ");
  const std::vector<fs::path> files = meaning_files();
  CHECK(files.size() >= 20);
  for (const fs::path& file : files) {
    const testing::Checked checked =
        testing::check_text(read(file), {{"schemas.writ", schemas}}, file.filename().string());
    INFO(file.filename().string() << "\n" << render(checked.diagnostics, checked.sources));
    CHECK_FALSE(checked.diagnostics.has_errors());
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    CHECK_FALSE(checked.program.tests.empty());
    for (const TestInfo& test : checked.program.tests) {
      const TestResult result = run_test(checked.program, checked.sources, test);
      std::string wrong;
      for (const TestFailure& failure : result.failures) {
        wrong += failure.message + "\n";
        for (const std::string& detail : failure.details) {
          wrong += "  " + detail + "\n";
        }
      }
      INFO(result.name << "\n" << wrong);
      CHECK(result.passed());
    }
  }
}
