#include "base/suggest.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>

using namespace writ;

TEST_CASE("the edit distance counts edits and swaps of neighbours", "[base][suggest]") {
  struct Row {
    std::string a, b;
    std::size_t distance;
  };
  const auto row = GENERATE(values<Row>({
      {"", "", 0},
      {"", "abc", 3},
      {"status", "status", 0},
      {"status", "STATUS", 0},
      {"statu", "status", 1},
      {"sttaus", "status", 1},
      {"statsu", "status", 1},
      {"stats", "status", 1},
      {"kitten", "sitting", 3},
      {"ca", "abc", 3},  // a swapped pair is not edited further
      {"abcdef", "badcfe", 3},
      {"é", "e", 1},  // characters, not bytes
      {"É", "é", 1},  // only ASCII case is ignored
      {"日本", "本日", 1},
      {"\xff", "a", 1},
  }));
  CAPTURE(row.a, row.b);
  CHECK(edit_distance(row.a, row.b, 10) == row.distance);
  CHECK(edit_distance(row.b, row.a, 10) == row.distance);
}

TEST_CASE("past its limit a distance is limit + 1, and never less than that", "[base][suggest]") {
  CHECK(edit_distance("kitten", "sitting", 3) == 3);
  CHECK(edit_distance("kitten", "sitting", 2) == 3);
  CHECK(edit_distance("kitten", "sitting", 0) == 1);
  CHECK(edit_distance("a", "abcdefgh", 2) == 3);
  CHECK(edit_distance("ab", "ba", 1) == 1);
}

TEST_CASE("a limit changes nothing below it", "[base][suggest]") {
  std::mt19937 random(11);
  const auto word = [&random] {
    std::string out;
    for (auto length = random() % 8; length > 0; --length) {
      out.push_back(static_cast<char>('a' + random() % 3));
    }
    return out;
  };
  for (int i = 0; i < 3'000; ++i) {
    const std::string a = word();
    const std::string b = word();
    const std::size_t exact = edit_distance(a, b, 100);
    for (std::size_t limit = 0; limit < 9; ++limit) {
      CAPTURE(a, b, limit);
      REQUIRE(edit_distance(a, b, limit) == std::min(exact, limit + 1));
    }
  }
}

TEST_CASE("the nearest name within a third of the length is meant", "[base][suggest]") {
  struct Row {
    std::string name;
    std::vector<std::string> candidates;
    std::string nearest;
  };
  const auto row = GENERATE(values<Row>({
      {"statu", {"id", "status", "state"}, "status"},
      {"cat", {"bat", "car"}, "bat"},  // the first of equals
      {"cat", {"car", "bat"}, "car"},
      {"STATUS", {"stats", "status"}, "status"},  // case costs nothing
      {"id", {"is", "email"}, "is"},
      {"a", {"b"}, "b"},
      {"a", {"bc"}, ""},
      {"email", {"phone", "title"}, ""},
      {"abcdef", {"abcxyz"}, ""},
      {"abcdef", {"abcdxy"}, "abcdxy"},
      {"x", {}, ""},
      {"", {"a"}, ""},
  }));
  CAPTURE(row.name);
  CHECK(nearest(row.name, row.candidates) == row.nearest);
}

TEST_CASE("did_you_mean asks only where something is near", "[base][suggest]") {
  CHECK(did_you_mean("statu", {"status"}) == "did you mean `status`?");
  CHECK(did_you_mean("statu", {"email"}).empty());
  CHECK(did_you_mean("statu", {}).empty());
}

TEST_CASE("hostile names cost no time", "[base][suggest]") {
  const auto start = std::chrono::steady_clock::now();
  const std::vector<std::string> many(1'000, std::string(200'000, 'a'));
  CHECK(nearest(std::string(1'000'000, 'a'), many).empty());
  CHECK(nearest(std::string(100, 'a'), many).empty());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}
