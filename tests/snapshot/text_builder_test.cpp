// Batches of texts become one dictionary, the same for any number of threads.
#include "snapshot/text_builder.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>

using namespace writ;

namespace {

std::string text_of(std::mt19937& random) {
  std::string out(random() % 40, 'x');
  for (char& c : out) {
    c = static_cast<char>('a' + random() % 3);
  }
  return out;
}

struct Built {
  std::vector<std::vector<std::string>> said;  // what each batch was given
  std::vector<std::vector<TextId>> ids;
  Texts texts;
};

Built build(std::size_t threads) {
  std::mt19937 random(7);
  Built out;
  TextBuilder builder;
  for (int round = 0; round < 4; ++round) {
    std::vector<TextBatch> batches(5);
    std::vector<TextBatch*> all;
    for (TextBatch& batch : batches) {
      out.said.emplace_back();
      for (std::size_t i = random() % 2000; i > 0; --i) {
        const std::string text = text_of(random);
        const TextBatch::Index index = batch.add(text);
        CHECK(batch.at(index) == text);
        if (index == out.said.back().size()) {
          out.said.back().push_back(text);
        }
      }
      all.push_back(&batch);
    }
    builder.add(all, threads);
    for (TextBatch& batch : batches) {
      out.ids.emplace_back(batch.ids.begin(), batch.ids.end());
    }
  }
  out.texts = std::move(builder).finish(threads);
  return out;
}

}  // namespace

TEST_CASE("a dictionary of batches holds each text once", "[snapshot][texts]") {
  const Built built = build(1);
  std::set<std::string> distinct;
  for (std::size_t batch = 0; batch < built.said.size(); ++batch) {
    REQUIRE(built.said[batch].size() == built.ids[batch].size());
    for (std::size_t i = 0; i < built.said[batch].size(); ++i) {
      CHECK(built.texts.at(built.ids[batch][i]) == built.said[batch][i]);
      distinct.insert(built.said[batch][i]);
    }
  }
  CHECK(built.texts.size() == distinct.size());
  CHECK(built.texts.find("") == built.texts.find(std::string()));
}

TEST_CASE("a finished dictionary finds each of its texts", "[snapshot][texts]") {
  TextBuilder builder;
  TextBatch batch;
  constexpr std::size_t many = 150000;
  for (std::size_t i = 0; i < many; ++i) {
    batch.add("text " + std::to_string(i));
  }
  builder.add({&batch}, 2);
  Texts texts = std::move(builder).finish(2);
  bool all = texts.size() == many;
  for (std::size_t i = 0; i < many; ++i) {
    all = all && texts.find("text " + std::to_string(i)) == batch.ids[i];
  }
  CHECK(all);
  CHECK_FALSE(texts.find("text"));
  const Texts stored(texts.offsets(), texts.bytes(), texts.slots());
  CHECK(stored.find("text 7") == batch.ids[7]);
  CHECK_FALSE(stored.find("text"));
  CHECK(texts.add("text") == many);
  CHECK(texts.find("text") == TextId{many});
}

TEST_CASE("the numbers of texts do not depend on threads", "[snapshot][texts]") {
  const Built one = build(1);
  for (const std::size_t threads : {2U, 3U, 100U}) {
    CHECK(build(threads).ids == one.ids);
  }
}
