// What is written in the language itself: the library that ships, the cases of tests/cases, the
// examples of the docs. All of it is parsed and checked without a word, and all of its tests pass.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "evaluator/plan_report.h"
#include "evaluator/testcase.h"
#include "support/golden.h"
#include "support/program.h"

using namespace writ;
using namespace writ::testing;

namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

Texts texts_below(const std::string& folder) {
  Texts texts;
  if (!std::filesystem::exists(repository_path(folder))) {
    return texts;
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(repository_path(folder))) {
    if (entry.path().extension() == ".writ") {
      texts.emplace_back(std::filesystem::relative(entry.path(), WRIT_ROOT).string(),
                         read_file(entry.path()));
    }
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

// Runs the tests of the program that the texts make together; returns how many there were.
std::size_t run_all(Texts texts) {
  const Texts schemas = shipped_schemas();
  texts.insert(texts.end(), schemas.begin(), schemas.end());
  const Checked checked = check_text("", texts, "empty.writ");
  INFO(render(checked.diagnostics, checked.sources));
  REQUIRE(checked.codes().empty());
  for (const TestInfo& test : checked.program.tests) {
    const TestResult result = run_test(checked.program, checked.sources, test);
    for (const TestFailure& failure : result.failures) {
      const Place place = checked.sources.place(failure.span);
      std::string details;
      for (const std::string& line : failure.details) {
        details += "\n    " + line;
      }
      FAIL_CHECK(checked.sources[failure.span.file].path()
                 << ":" << place.line << ": " << result.name << ": " << failure.message << details);
    }
  }
  return checked.program.tests.size();
}

}  // namespace

TEST_CASE("the policies that ship pass their tests", "[library]") {
  CHECK(run_all(texts_below("policies")) > 60);
}

TEST_CASE("each shipped policy has tests for violation and compliance", "[library]") {
  Texts texts = texts_below("policies");
  for (const Texts& more : {shipped_schemas(), texts_below("tests/cases/accounts")}) {
    texts.insert(texts.end(), more.begin(), more.end());
  }
  const Checked checked = check_text("", texts, "empty.writ");
  for (const PolicyInfo& policy : checked.program.policies) {
    const std::string& name = policy.policy->name.text;
    CAPTURE(name);
    std::set<std::string> verdicts;
    for (const TestInfo& test : checked.program.tests) {
      for (const ast::Expectation& expectation : test.test->expectations) {
        if (expectation.policy.text == name) {
          verdicts.insert(expectation.verdict.text);
        }
      }
    }
    // Needs a person with two addresses, which the library's own identity rules never find: its
    // twin in tests/cases/identity_traps has the tests.
    if (name == "one_account_for_each_person") {
      continue;
    }
    CHECK(verdicts.count("violation") == 1);
    CHECK(verdicts.count("compliant") + verdicts.count("nothing") > 0);
    CHECK(verdicts.count("unknown") == 1);
    CHECK(policy.policy->title);
    CHECK(policy.policy->description);
    CHECK(policy.policy->remedy);
    CHECK(!policy.policy->controls.empty());
  }
}

// Those that are quadratic are so on purpose: a name is looked for in a text; a group is compared with
// the one that has a given title.
TEST_CASE("what ships takes time in proportion to the data", "[library][plan]") {
  Texts texts = texts_below("policies");
  const Texts schemas = shipped_schemas();
  texts.insert(texts.end(), schemas.begin(), schemas.end());
  const Checked checked = check_text("", texts, "empty.writ");
  std::set<std::string> quadratic;
  for (const PlanPolicy& policy :
       plan_report(checked.program, checked.sources, {}, {}).policies) {
    if (!policy.quadratic.empty()) {
      quadratic.insert(policy.name);
    }
  }
  CHECK(quadratic == std::set<std::string>{"no_shadow_admin_groups", "tokens_name_a_living_owner"});
}

// A file of tests/cases is a program of its own; a folder in it is one program, together with the
// library where it has tests alone.
TEST_CASE("the cases of the language pass", "[library]") {
  std::map<std::string, Texts> programs;
  for (const auto& text : texts_below("tests/cases")) {
    const std::string folder = std::filesystem::path(text.first).parent_path().string();
    programs[folder == "tests/cases" ? text.first : folder].push_back(text);
  }
  std::size_t tests = 0;
  for (auto& [name, texts] : programs) {
    CAPTURE(name);
    const bool has_policies = std::any_of(texts.begin(), texts.end(), [](const auto& text) {
      return text.second.find("\npolicy ") != std::string::npos;
    });
    if (!has_policies) {
      const Texts library = texts_below("policies");
      texts.insert(texts.end(), library.begin(), library.end());
    }
    tests += run_all(texts);
  }
  CHECK(tests > 20);
}

TEST_CASE("the policies of the test data are good", "[library]") {
  for (const auto& text : texts_below("tests/data")) {
    CAPTURE(text.first);
    run_all({text});
  }
}

TEST_CASE("every writ example of the docs is good, and its tests pass", "[library][docs]") {
  int examples = 0;
  for (const char* file : {"README.md", "docs/language.md", "docs/data.md"}) {
    const std::string page = read_file(repository_path(file));
    for (std::size_t at = page.find("```writ\n"); at != std::string::npos;
         at = page.find("```writ\n", at)) {
      at += 8;
      const std::string text = page.substr(at, page.find("```\n", at) - at);
      CAPTURE(file, text);
      // The page shows the view that ships, word for word: repeating it is fine.
      run_all({{std::string(file) + " example", text}});
      ++examples;
    }
  }
  CHECK(examples >= 3);
}
