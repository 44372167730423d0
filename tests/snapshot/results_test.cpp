// Results are there as they were written, or not at all.
#include "snapshot/store/results.h"

#include "base/sha256.h"
#include "temp_store.h"

using namespace writ;

namespace fs = std::filesystem;

namespace {

const std::string key(64, 'a');
const std::string other_key(64, 'b');
const std::string content("some bytes\0 and more", 20);

std::string in(const TempStore& store) {
  return store.path() + "/results/20260303T120000Z-ac28aeb4d0cd";
}

}  // namespace

TEST_CASE("a result that was kept is read", "[store][results]") {
  const TempStore store;
  CHECK(read_result(in(store), key) == std::nullopt);
  CHECK(keep_result(in(store), key, content));
  CHECK(read_result(in(store), key) == content);
  CHECK(read_result(in(store), other_key) == std::nullopt);
  CHECK(keep_result(in(store), key, ""));
  CHECK(read_result(in(store), key) == "");
  CHECK(fs::directory_iterator(in(store))->path().filename() == key);
  CHECK(fs::status(in(store)).permissions() == fs::perms::owner_all);
  CHECK(fs::status(in(store) + "/" + key).permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a damaged result is not there, and is written anew", "[store][results]") {
  const TempStore store;
  REQUIRE(keep_result(in(store), key, content));
  const fs::path file = in(store) + "/" + key;
  const std::string whole = bytes_of_file(file);
  const auto is_gone = [&](const std::string& bytes) {
    overwrite(file, bytes);
    return read_result(in(store), key) == std::nullopt;
  };
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    CHECK(is_gone(damaged));
  }
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK(is_gone(whole.substr(0, size)));
  }
  CHECK(is_gone(whole + "x"));
  // Of another version, and right by its own digest.
  const std::string start = "WRITRES 2\n" + key + "\n";
  CHECK(is_gone(start + sha256_hex(start + content) + "\n" + content));
  // Of another key.
  REQUIRE(keep_result(in(store), other_key, content));
  CHECK(is_gone(bytes_of_file(in(store) + "/" + other_key)));
  REQUIRE(keep_result(in(store), key, content));
  CHECK(bytes_of_file(file) == whole);
}

TEST_CASE("what cannot be kept is not kept", "[store][results]") {
  const TempStore store;
  fs::create_directories(in(store) + "/" + key);
  CHECK_FALSE(keep_result(in(store), key, content));
  CHECK(read_result(in(store), key) == std::nullopt);
  CHECK(std::distance(fs::directory_iterator(in(store)), {}) == 1);
  fs::remove_all(store.path());
  fs::create_directories(store.path());
  overwrite(store.path() + "/results", "a file");
  CHECK_FALSE(keep_result(in(store), key, content));
  CHECK_FALSE(keep_result("/proc/nowhere", key, content));
}

TEST_CASE("results go with their snapshot", "[store][results]") {
  const TempStore store;
  Snapshot snapshot = small_snapshot();
  const auto first = publish(store.path(), snapshot);
  snapshot.as_of.micros += 1;
  const auto second = publish(store.path(), snapshot);
  REQUIRE(first);
  REQUIRE(second);
  const std::string of_first = results_folder(store.path(), first->path);
  const std::string of_second = results_folder(store.path(), second->path);
  CHECK(of_first == store.path() + "/results/" + fs::path(first->path).filename().string());
  CHECK(results_folder(store.path(), store.path() + "/" + fs::path(first->path).filename().string())
            .empty());
  CHECK(results_folder(store.path() + "/elsewhere", first->path).empty());
  REQUIRE(keep_result(of_first, key, content));
  REQUIRE(keep_result(of_second, key, content));
  REQUIRE(remove_snapshots(store.path(), {first->path}));
  CHECK_FALSE(fs::exists(of_first));
  CHECK(read_result(of_second, key) == content);
  // What an audit kept while the snapshot was removed.
  REQUIRE(keep_result(of_first, key, content));
  REQUIRE(remove_snapshots(store.path(), {}));
  CHECK_FALSE(fs::exists(of_first));
}
