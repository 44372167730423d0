// The formatter: golden samples (tests/golden/fmt/x.writ -> x.formatted), and its laws on every
// policy file of the repository and on random programs.
#include <catch2/catch.hpp>
#include <set>

#include "base/render.h"
#include "support/format_laws.h"
#include "support/golden.h"
#include "support/random_program.h"

using namespace writ;
using namespace writ::testing;

namespace fs = std::filesystem;

namespace {

std::string formatted(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse(sources, sources.add("a.writ", text), diagnostics);
  INFO(text);
  INFO(render(diagnostics, sources));
  REQUIRE_FALSE(diagnostics.has_errors());
  return format(file, sources);
}

std::set<fs::path> policy_files() {
  std::set<fs::path> files;
  for (const char* folder : {"connectors", "policies", "examples", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(repository_path(folder))) {
      if (entry.path().extension() == ".writ") {
        files.insert(entry.path());
      }
    }
  }
  return files;
}

}  // namespace

TEST_CASE("samples are formatted as they should be", "[dsl][format]") {
  int samples = 0;
  for (const auto& entry : fs::directory_iterator(repository_path("tests/golden/fmt"))) {
    if (entry.path().extension() == ".writ") {
      ++samples;
      golden("fmt/" + entry.path().stem().string() + ".formatted",
             formatted(read_file(entry.path())));
    }
  }
  CHECK(samples > 3);
}

TEST_CASE("the formatter's laws hold on every policy file", "[dsl][format]") {
  const auto files = policy_files();
  CHECK(files.size() > 5);
  for (const fs::path& file : files) {
    INFO(file.string());
    CHECK(broken_law(read_file(file)) == "");
  }
}

TEST_CASE("the formatter's laws hold on random programs", "[dsl][format][random]") {
  const int count = random_count(300);
  int parsed = 0;
  for (int seed = 0; seed < count; ++seed) {
    const std::string text = random_program(static_cast<std::uint64_t>(seed));
    bool good = false;
    const std::string broken = broken_law(text, &good);
    parsed += good;
    if (!broken.empty()) {
      FAIL("seed " << seed << ": " << broken << "\n---- of ----\n" << text);
    }
  }
  CHECK(parsed > count * 6 / 10);  // else the generator is no good
}
