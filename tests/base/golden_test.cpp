#include "support/golden.h"

#include <catch2/catch.hpp>

using namespace writ;

TEST_CASE("the first difference of two texts names the line and both sides", "[support]") {
  struct Row {
    std::string expected, actual, difference;
  };
  const auto row = GENERATE(values<Row>({
      {"a\nb\nc\n", "a\nx\nc\n", "line 2\n  expected: b\n  actual:   x"},
      {"abc", "abd", "line 1\n  expected: abc\n  actual:   abd"},
      {"a\n", "a\nb\n", "line 2\n  expected: (end of text)\n  actual:   b"},
      {"a\n", "a", "line 1\n  expected: a\n  actual:   a\n  (they differ in a line end)"},
      {"", "x", "line 1\n  expected: (end of text)\n  actual:   x"},
  }));
  CHECK(first_difference(row.expected, row.actual) == row.difference);
}

TEST_CASE("read_file gives a file's bytes", "[support]") {
  CHECK(read_file(repository_path("CMakeLists.txt")).find("project(writ") != std::string::npos);
}
