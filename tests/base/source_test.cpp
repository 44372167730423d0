#include "base/source.h"

#include <catch2/catch.hpp>

using namespace writ;

TEST_CASE("a source is cut into lines at LF, and CR before it belongs to the line end",
          "[base][source]") {
  struct Row {
    std::string text;
    std::vector<std::string> lines;
  };
  const auto row = GENERATE(values<Row>({
      {"", {""}},
      {"a", {"a"}},
      {"a\n", {"a", ""}},
      {"a\nb", {"a", "b"}},
      {"a\r\nb\r\n", {"a", "b", ""}},
      {"\n\n", {"", "", ""}},
      {"\r\n", {"", ""}},
      {"a\rb", {"a\rb"}},
      {"a\r", {"a\r"}},
      {"a\r\r\n", {"a\r", ""}},
  }));
  CAPTURE(row.text);
  const Source source("f", row.text);
  REQUIRE(source.line_count() == row.lines.size());
  for (std::uint32_t i = 0; i < source.line_count(); ++i) {
    CHECK(source.line(i + 1) == row.lines[i]);
  }
}

TEST_CASE("a place counts lines and characters from one", "[base][source]") {
  struct Row {
    std::string text;
    std::uint32_t offset, line, column;
  };
  const auto row = GENERATE(values<Row>({
      {"", 0, 1, 1},
      {"", 9, 1, 1},
      {"abc", 0, 1, 1},
      {"abc", 2, 1, 3},
      {"abc", 3, 1, 4},
      {"abc", 100, 1, 4},
      {"a\nbc", 1, 1, 2},  // the line end itself
      {"a\nbc", 2, 2, 1},
      {"a\nbc", 4, 2, 3},
      {"a\n", 2, 2, 1},
      {"a\r\nb", 3, 2, 1},
      {"é=1", 2, 1, 2},  // two bytes, one character
      {"é=1", 1, 1, 1},  // inside it
      {"日本語x", 9, 1, 4},
      {"🔒x", 4, 1, 2},
      {"🔒x", 3, 1, 1},
      {"\xff\xfex", 2, 1, 3},  // each malformed byte is a character
  }));
  CAPTURE(row.text, row.offset);
  const Place place = Source("f", row.text).place(row.offset);
  CHECK(place.line == row.line);
  CHECK(place.column == row.column);
}

TEST_CASE("sources hand out texts and places of spans", "[base][source]") {
  Sources sources;
  CHECK(sources.add("a.writ", "one\ntwo\n") == 0);
  const Source& first = sources[0];
  CHECK(sources.add("b.writ", "three") == 1);
  for (int i = 0; i < 100; ++i) {
    sources.add("more", "");
  }
  CHECK(&first == &sources[0]);  // references stay valid
  CHECK(first.path() == "a.writ");
  CHECK(sources.size() == 102);
  CHECK(sources.text(Span{0, 4, 7}) == "two");
  CHECK(sources.text(Span{1, 0, 100}) == "three");
  CHECK(sources.text(Span{1, 50, 100}).empty());
  CHECK(sources.text(Span{1, 3, 2}).empty());
  CHECK(sources.place(Span{0, 4, 7}).line == 2);
}

TEST_CASE("cover is the smallest span over two", "[base][source]") {
  const Span both = cover(Span{3, 10, 12}, Span{3, 4, 6});
  CHECK(both.file == 3);
  CHECK(both.begin == 4);
  CHECK(both.end == 12);
}

TEST_CASE("spans never make two things differ", "[base][source]") {
  CHECK(Span{0, 1, 2} == Span{1, 5, 9});
}
