// Damage to a stored snapshot is found, whatever it is: each bit flipped, each length cut, files
// that are gone or too many. And no bytes, however hostile, crash a reader.
#include <cstdlib>

#include "base/sha256.h"
#include "snapshot/store/check_columns.h"
#include "snapshot/store/column_file.h"
#include "snapshot/store/raw_file.h"
#include "snapshot/store/verify.h"
#include "support/golden.h"
#include "support/random.h"
#include "temp_store.h"

using namespace writ;

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

bool is_found(const std::string& snapshot) {
  const auto problems = verify_snapshot(snapshot);
  REQUIRE(problems);
  return !problems->empty();
}

// Whether the evidence still gives its bytes: a flip that zstd does not even look at is harmless.
bool is_harmless(const Published& published, const fs::path& file) {
  for (const ManifestTable& table : published.manifest.tables) {
    for (const RawEvidence& raw : table.raw) {
      if (published.path + "/" + raw.path == file) {
        const auto bytes = read_raw(file, raw.bytes);
        return bytes && sha256_hex(*bytes) == raw.sha256;
      }
    }
  }
  return false;
}

// Every so many bits are flipped: all of them with WRIT_DAMAGE_STEP=1, which takes a minute.
std::size_t step() {
  const char* chosen = std::getenv("WRIT_DAMAGE_STEP");
  return chosen != nullptr && std::atoi(chosen) > 0 ? static_cast<std::size_t>(std::atoi(chosen))
                                                    : 7;
}

}  // namespace

TEST_CASE("every flipped bit is found or harmless", "[store][damage]") {
  const TempStore store;
  const auto published = publish(store.path(), small_snapshot());
  REQUIRE(published);
  std::size_t tried = 0;
  std::size_t harmless = 0;
  for (const fs::path& file : files_of(published->path)) {
    const std::string whole = bytes_of_file(file);
    for (std::size_t bit = tried % step(); bit < whole.size() * 8; bit += step()) {
      std::string damaged = whole;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
      overwrite(file, damaged);
      ++tried;
      if (!is_found(published->path)) {
        CAPTURE(file.string(), bit);
        CHECK(is_harmless(*published, file));
        ++harmless;
      }
    }
    overwrite(file, whole);
  }
  CHECK(tried > 10'000 / step());
  CHECK(harmless < 8);
  CHECK_FALSE(is_found(published->path));
}

TEST_CASE("every cut is found", "[store][damage]") {
  const TempStore store;
  const auto published = publish(store.path(), small_snapshot());
  REQUIRE(published);
  for (const fs::path& file : files_of(published->path)) {
    const std::string whole = bytes_of_file(file);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      fs::resize_file(file, size);
      CAPTURE(file.string(), size);
      CHECK(is_found(published->path));
      overwrite(file, whole);
    }
    overwrite(file, whole + '\0');
    CHECK(is_found(published->path));
    overwrite(file, whole);
  }
  CHECK_FALSE(is_found(published->path));
}

TEST_CASE("files that are gone, strange or swapped are found", "[store][damage]") {
  const TempStore store;
  const auto published = publish(store.path(), small_snapshot());
  REQUIRE(published);
  const std::vector<fs::path> files = files_of(published->path);
  for (const fs::path& file : files) {
    CAPTURE(file.string());
    const fs::path aside = store.path() + "/aside";
    fs::rename(file, aside);
    CHECK(is_found(published->path));
    fs::create_symlink(aside, file);
    CHECK(is_found(published->path));
    fs::remove(file);
    fs::create_directory(file);
    CHECK(is_found(published->path));
    fs::remove(file);
    for (const fs::path& other : files) {
      if (other != file) {
        fs::copy_file(other, file);
        CHECK(is_found(published->path));
        fs::remove(file);
      }
    }
    fs::rename(aside, file);
  }
  for (const char* extra : {"x", "raw/x", "raw/hr/x", "tables/x.col"}) {
    overwrite(published->path + "/" + extra, "");
    CHECK(is_found(published->path));
    fs::remove(published->path + "/" + extra);
  }
  fs::create_directory(published->path + "/raw/lms");
  CHECK(is_found(published->path));
  fs::remove(published->path + "/raw/lms");
  CHECK_FALSE(is_found(published->path));
  fs::rename(published->path, store.path() + "/snapshots/20260303T120000Z-000000000000");
  CHECK(is_found(store.path() + "/snapshots/20260303T120000Z-000000000000"));
}

// As someone would who also mends every digest: what is read must be safe, and wrong numbers
// refused.
TEST_CASE("hostile columns are refused, not followed", "[store][damage]") {
  const TempStore store;
  const auto published = publish(store.path(), small_snapshot());
  REQUIRE(published);
  const auto stored = read_stored(published->path);
  REQUIRE(stored);
  testing::Random random(7);
  const int count = testing::random_count(4000);
  int accepted = 0;
  for (const fs::path& file : files_of(published->path + "/tables")) {
    const std::string whole = bytes_of_file(file);
    for (int i = 0; i < count; ++i) {
      std::string damaged = whole;
      for (int n = random.between(1, 3); n > 0; --n) {
        const int at = random.below(static_cast<int>(whole.size()));
        damaged[static_cast<std::size_t>(at)] =
            static_cast<char>(random.chance(50)   ? random.below(256)
                              : random.chance(50) ? 0
                                                  : 255);
      }
      overwrite(file, damaged);
      const auto columns = open_stored(*stored, StoreCheck::values);
      if (columns) {
        ++accepted;
        const Snapshot rows = to_rows(*columns);  // every value is read
        for (const auto& [name, table] : columns->tables) {
          (void)check_keys(table, *columns->texts);
        }
        (void)columns->texts->find("nothing like it");
        (void)columns->texts->find("a@x.example");
      } else {
        CHECK(columns.error().corrupt);
      }
    }
    overwrite(file, whole);
  }
  CHECK(accepted > 0);
}

TEST_CASE("a manifest is read as it is written, or not at all", "[store][damage]") {
  const TempStore store;
  const auto published = publish(store.path(), small_snapshot());
  REQUIRE(published);
  const std::string text = bytes_of_file(published->path + "/manifest.json");
  REQUIRE(parse_manifest(text));
  CHECK(to_json(*parse_manifest(text)) == text);
  struct Row {
    std::string from, to;
  };
  for (const Row& row :
       std::vector<Row>{{"\"rows\": 2", "\"rows\":  2"},
                        {"\"schema\": \"writ.snapshot/1\"", "\"schema\": \"writ.snapshot/9\""},
                        {"raw/hr/people-0001.csv.zst", "raw/../../people-0001.csv"},
                        {"hr.people", "../people"},
                        {"\"table\": \"hr.people\"", "\"table\": \"hr.aaa\""},
                        {"Europe/Berlin", "Europe/Nowhere"},
                        {"\"set\"", "\"sets\""},
                        {"\"rows\": 2", "\"rows\": -2"},
                        {"\"rows\": 2", "\"rows\": 2, \"more\": 1"},
                        {"2026-03-03T12:00:00Z", "2026-03-03T12:00:00"}}) {
    std::string other = text;
    const std::size_t at = other.find(row.from);
    CAPTURE(row.from);
    REQUIRE(at != std::string::npos);
    other.replace(at, row.from.size(), row.to);
    const auto parsed = parse_manifest(other);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().corrupt);
  }
}

// Written by the first version that had a store; UPDATE_GOLDEN=1 never writes it again.
TEST_CASE("version 1 stays readable", "[store][damage]") {
  const fs::path folder = repository_path("tests/data/store_v1");
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  REQUIRE(paths.size() == 1);
  CHECK_FALSE(is_found(paths[0]));
  const auto stored = read_stored(paths[0]);
  REQUIRE(stored);
  const auto columns = open_stored(*stored, StoreCheck::digests);
  REQUIRE(columns);
  const Snapshot expected = small_snapshot();
  Snapshot rows = to_rows(*columns);
  rows.id.clear();
  CHECK(snapshot_id(rows) == snapshot_id(expected));
  CHECK(rows.findings == expected.findings);
}
