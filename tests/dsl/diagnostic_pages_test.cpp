// Every diagnostic has a page: what it means, an example that shows exactly that diagnostic, and a
// fix that shows none. The full rendering of each example is a golden.
#include <catch2/catch.hpp>

#include "support/golden.h"
#include "support/program.h"

using namespace writ;
using namespace writ::testing;

namespace {

std::string page(const DiagnosticCode& code) {
  std::ifstream in(std::string(WRIT_ROOT) + "/docs/diagnostics/" + std::string(code.id) + ".md");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// The first fenced block below the heading; its language in `language`.
std::string fenced(const std::string& text, const std::string& heading, std::string& language) {
  const auto section = text.find("\n## " + heading + "\n");
  const auto open = section == std::string::npos ? section : text.find("```", section);
  if (open == std::string::npos) {
    return {};
  }
  const auto begin = text.find('\n', open) + 1;
  language = text.substr(open + 3, begin - open - 4);
  return text.substr(begin, text.find("```\n", begin) - begin);
}

}  // namespace

TEST_CASE("every diagnostic has a page, an example that shows it, and a fix",
          "[dsl][diagnostics]") {
  const auto schemas = shipped_schemas();
  for (const DiagnosticCode& code : all_diagnostic_codes()) {
    const std::string id(code.id);
    DYNAMIC_SECTION(id << " " << code.name) {
      const std::string text = page(code);
      REQUIRE(text.rfind("# " + id + " " + std::string(code.name) + "\n", 0) == 0);
      CHECK(text.find("\n## What it means\n") != std::string::npos);
      std::string language;
      const std::string fix = fenced(text, "Fix", language);
      const std::string example = fenced(text, "Example", language);
      CHECK(!fix.empty());
      REQUIRE(!example.empty());
      bool has_golden = false;
      for (const auto& entry :
           std::filesystem::directory_iterator(repository_path("tests/golden/diag"))) {
        const std::string name = entry.path().filename().string();
        has_golden = has_golden || (name.rfind(id, 0) == 0 && entry.path().extension() == ".txt");
      }
      CHECK(has_golden);
      if (language != "writ" || id >= "W0600") {
        continue;  // of the project's files: tests/cli and tests/connectors run these
      }
      const Checked wrong = check_text(example, schemas);
      INFO(render(wrong.diagnostics, wrong.sources));
      CHECK(wrong.codes() == id);
      golden("diag/" + id + ".txt", render(wrong.diagnostics, wrong.sources));
      const Checked right = check_text(fix, schemas);
      INFO(render(right.diagnostics, right.sources));
      CHECK(right.codes().empty());
    }
  }
}
