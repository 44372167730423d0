#include "evidence/wrap.h"

#include <catch2/catch.hpp>

namespace writ {
namespace {

TEST_CASE("text is wrapped at spaces, else between characters", "[evidence][wrap]") {
  struct Row {
    std::string text;
    std::size_t width;
    std::vector<std::string_view> lines;
  };
  const std::vector<Row> rows = {
      {"", 10, {""}},
      {"one", 10, {"one"}},
      {"one two three", 7, {"one two", "three"}},
      {"one two three", 8, {"one two", "three"}},
      {"one   two", 4, {"one", "two"}},
      {"a  b", 10, {"a  b"}},
      {"abcdefgh", 3, {"abc", "def", "gh"}},
      {"ab cdefgh", 4, {"ab", "cdef", "gh"}},
      {"  indented text", 10, {"  indented", "text"}},
      {"漢字漢字", 5, {"漢字", "漢字"}},
      {"漢", 1, {"漢"}},
      {"e\xcc\x81"
       "e\xcc\x81",
       1,
       {"e\xcc\x81", "e\xcc\x81"}},
      {"trailing ", 20, {"trailing"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text, row.width);
    CHECK(wrap(row.text, row.width) == row.lines);
  }
}

TEST_CASE("long text is cut and says how much is missing", "[evidence][wrap]") {
  CHECK(shortened("short", 10) == "short");
  CHECK(shortened("0123456789", 10) == "0123456789");
  CHECK(shortened("0123456789a", 10) == "0123456789… (1 more character)");
}

TEST_CASE("numbers have groups of three digits", "[evidence][wrap]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
}

}  // namespace
}  // namespace writ
