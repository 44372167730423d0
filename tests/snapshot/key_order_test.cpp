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

TEST_CASE("sorted runs are merged, or a key is there twice", "[snapshot][keys]") {
  std::mt19937 random(12);
  for (const std::size_t size : {0U, 1U, 40U, 5000U}) {
    std::vector<std::string> keys = keys_of(random, size, true);
    std::shuffle(keys.begin(), keys.end(), random);
    const KeyOf key_of = [&keys](RowPlace at) { return keys[at.row]; };
    std::vector<std::vector<KeyedRow>> parts(7);
    for (std::uint32_t i = 0; i < size; ++i) {
      const auto part = static_cast<std::uint32_t>(random() % (parts.size() - 1));
      parts[part].emplace_back(keys[i], RowPlace{part, i});
    }
    const auto merged = [&](std::vector<RowPlace>& out) {
      std::vector<std::span<const KeyedRow>> runs;
      std::size_t rows = 0;
      for (std::vector<KeyedRow>& part : parts) {
        sort_by_key(part, key_of, 1);
        runs.emplace_back(part);
        rows += part.size();
      }
      out.resize(rows);
      return merge_distinct(runs, key_of, out.data());
    };
    std::vector<RowPlace> order;
    CAPTURE(size);
    CHECK(merged(order));
    CHECK(std::is_sorted(order.begin(), order.end(), [&](RowPlace a, RowPlace b) {
      return keys[a.row] < keys[b.row];
    }));
    if (size > 0) {
      parts.back().emplace_back(keys[size / 2], RowPlace{0, static_cast<std::uint32_t>(size / 2)});
      CHECK_FALSE(merged(order));
    }
  }
}
