// Rows are sorted by key as their whole keys are.
#include "snapshot/key_order.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace writ;

namespace {

// Runs, copies, and keys that differ behind their sixteenth byte.
std::vector<std::string> keys_of(std::mt19937& random, std::size_t size, bool in_order) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < size; ++i) {
    const std::string number = std::to_string(in_order ? i : random() % size);
    out.push_back(random() % 3 == 0 ? "a key of some length " + number : "u\xC3\xBC" + number);
  }
  return out;
}

}  // namespace

TEST_CASE("rows are sorted by their whole keys", "[snapshot][keys]") {
  std::mt19937 random(11);
  for (const std::size_t size : {0U, 1U, 2U, 40U, 1000U, 50000U}) {
    for (const std::size_t threads : {1U, 2U, 8U}) {
      const std::vector<std::string> keys = keys_of(random, size, threads == 2);
      std::vector<KeyedRow> rows;
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < size; ++i) {
        rows.emplace_back(keys[i], RowPlace{0, i});
        expected.push_back(i);
      }
      const KeyOf key_of = [&keys](RowPlace at) { return keys[at.row]; };
      sort_by_key(rows, key_of, threads);
      std::stable_sort(expected.begin(), expected.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
      bool same = true;
      for (std::size_t i = 0; i < size; ++i) {
        same = same && rows[i].place.row == expected[i];
        same = same && (i == 0 || same_key(rows[i - 1], rows[i], key_of) ==
                                      (keys[expected[i - 1]] == keys[expected[i]]));
      }
      CAPTURE(size, threads);
      CHECK(same);
    }
  }
}
