// The language page as a list of things to test: every production of its grammar and every row of
// its tables has cases in tests/page/*.cases that pass and cases that fail. A new row without cases
// fails here.
//
//   === the production's name, or the row's first cell (first | second where it repeats; after the
//       table's first heading where that is a letter)
//   --- pass            the text below is good, and its tests pass
//   --- fail W0301      the text below gives exactly this diagnostic; `syntax`: one of the lexical
//   and syntax ones
//   --- fail test       the text below is good, and a test in it fails
//   --- none            why there is no case of the other kind
//   = expression        in a text: a policy over a worker w and a user u that requires it
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "evaluator/testcase.h"
#include "support/golden.h"
#include "support/program.h"

using namespace writ;
using namespace writ::testing;

namespace {

struct Case {
  std::string expectation;  // "pass", "fail W0301", …
  std::string text;
};
using Cases = std::map<std::string, std::vector<Case>>;

Cases read_cases() {
  Cases cases;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(repository_path("tests/page"))) {
    if (entry.path().extension() == ".cases") {
      files.push_back(entry.path());
    }
  }
  for (const auto& file : files) {
    std::istringstream in(read_file(file));
    std::string label;
    int expressions = 0;
    for (std::string line; std::getline(in, line);) {
      if (line.rfind("=== ", 0) == 0) {
        label = line.substr(4);
        REQUIRE(cases.count(label) == 0);
      } else if (line.rfind("--- ", 0) == 0) {
        cases[label].push_back({line.substr(4), ""});
      } else if (line.rfind("= ", 0) == 0) {
        cases[label].back().text +=
            "policy p" + std::to_string(expressions++) +
            " { title \"t\" for w in hr.workers for u in lms.users require " + line.substr(2) +
            " }\n";
      } else {
        cases[label].back().text += line + "\n";
      }
    }
  }
  return cases;
}

std::vector<std::string> cells(const std::string& row) {
  std::vector<std::string> out;
  std::string cell;
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i] == '|') {
      const auto begin = cell.find_first_not_of(' ');
      out.push_back(begin == std::string::npos
                        ? ""
                        : cell.substr(begin, cell.find_last_not_of(' ') - begin + 1));
      cell.clear();
    } else {
      cell += row[i];
    }
  }
  return out;
}

// Labels of all productions and table rows of docs/language.md.
std::vector<std::string> labels_of_the_page() {
  std::istringstream in(read_file(repository_path("docs/language.md")));
  std::vector<std::string> labels;
  std::vector<std::vector<std::string>> table;
  std::string heading;
  const auto end_table = [&] {
    std::map<std::string, int> count;
    for (const auto& row : table) {
      ++count[row[0]];
    }
    for (const auto& row : table) {
      // Two tables have a letter as their first heading, and rows of one name: E and W.
      labels.push_back((heading.size() == 1 ? heading + " " : "") + row[0] +
                       (count[row[0]] > 1 ? " | " + row[1] : ""));
    }
    table.clear();
  };
  bool header = true;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("| ", 0) == 0) {
      if (line.rfind("| ---", 0) == 0) {
        header = false;
      } else if (header) {
        heading = cells(line)[0];
      } else {
        table.push_back(cells(line));
      }
      continue;
    }
    end_table();
    header = true;
    const auto define = line.find(":=");
    if (define != std::string::npos && line[0] >= 'a' && line[0] <= 'z') {
      labels.push_back(line.substr(0, line.find_first_of(" :")));
    }
  }
  end_table();
  return labels;
}

void run_case(const Case& c, const std::string& prelude) {
  const Checked checked = check_text(c.text, {{"prelude.writ", prelude}});
  INFO(c.expectation << "\n" << c.text << render(checked.diagnostics, checked.sources));
  if (c.expectation.rfind("fail ", 0) == 0 && c.expectation != "fail test") {
    const std::string want = c.expectation.substr(5);
    if (want == "syntax") {
      REQUIRE(checked.diagnostics.size() > 0);
      CHECK(std::string(checked.diagnostics.sorted().front().code.id) < "W0200");
    } else {
      CHECK(checked.codes() == want);
    }
    return;
  }
  REQUIRE(checked.codes().empty());
  bool passed = true;
  std::string details;
  for (const TestInfo& test : checked.program.tests) {
    const TestResult result = run_test(checked.program, checked.sources, test);
    passed = passed && result.passed();
    for (const TestFailure& failure : result.failures) {
      details += result.name + ": " + failure.message + "\n";
    }
  }
  INFO(details);
  CHECK(passed == (c.expectation == "pass"));
  CHECK((c.expectation == "pass" || !checked.program.tests.empty()));
}

}  // namespace

TEST_CASE("every production and table row of the page has cases that pass and fail", "[page]") {
  const Cases cases = read_cases();
  const std::vector<std::string> labels = labels_of_the_page();
  CHECK(labels.size() > 80);
  for (const std::string& label : labels) {
    CAPTURE(label);
    const auto found = cases.find(label);
    REQUIRE(found != cases.end());
    int pass = 0;
    int fail = 0;
    for (const Case& c : found->second) {
      pass += c.expectation == "pass" || c.expectation == "none";
      fail += c.expectation.rfind("fail ", 0) == 0 || c.expectation == "none";
    }
    CHECK(pass > 0);
    CHECK(fail > 0);
  }
  const std::set<std::string> known(labels.begin(), labels.end());
  for (const auto& [label, list] : cases) {
    CAPTURE(label);
    CHECK(known.count(label) == 1);  // of a row that the page no longer has
  }
}

TEST_CASE("the cases of the page do what they say", "[page]") {
  const std::string prelude = read_file(repository_path("tests/page/prelude.writ"));
  for (const auto& [label, list] : read_cases()) {
    for (const Case& c : list) {
      if (c.expectation != "none") {
        CAPTURE(label);
        run_case(c, prelude);
      }
    }
  }
}
