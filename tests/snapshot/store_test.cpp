// What is stored comes back as it was; a store lists, finds and removes.
#include "base/sha256.h"
#include "snapshot/store/raw_file.h"
#include "snapshot/store/verify.h"
#include "temp_store.h"

using namespace writ;

namespace {

Published stored(const TempStore& store, const Snapshot& snapshot) {
  Result<Published> published = publish(store.path(), snapshot);
  INFO((published ? "" : published.error().message));
  REQUIRE(published);
  return std::move(*published);
}

std::vector<std::string> problems(const std::string& path) {
  const auto found = verify_snapshot(path);
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("a stored snapshot says what it said", "[store]") {
  const TempStore store;
  const Snapshot rows = small_snapshot();
  const Published published = stored(store, rows);
  CHECK(published.is_new);
  const auto read = read_stored(published.path);
  REQUIRE(read);
  CHECK(read->id == published.id);
  for (const StoreCheck check : {StoreCheck::places, StoreCheck::values, StoreCheck::digests}) {
    const auto columns = open_stored(*read, check);
    REQUIRE(columns);
    Snapshot back = to_rows(*columns);
    CHECK(back.id == published.id);
    back.id.clear();
    CHECK(snapshot_id(back) == snapshot_id(rows));
    CHECK(snapshot_id(rows) == read->manifest.content);
    CHECK(back.findings == rows.findings);
    const Table& people = back.tables.at("hr.people");
    CHECK(people.rows[1].key == "b@x.example/1");
    CHECK(people.rows[1].origin.record == 1);
    CHECK(people.files == std::vector<std::string>{"people.csv"});
    CHECK(people.collected_at == Instant{11});
    CHECK(people.report.refused == std::map<std::string, std::uint64_t>{{"no key", 1}});
    CHECK(people.incomplete == rows.tables.at("hr.people").incomplete);
    CHECK(back.tables.at("hr.badges").incomplete.size() == 1);
    CHECK(columns->texts->find("gap") == columns->tables.at("hr.people").columns[3].unknown_why[0]);
    CHECK_FALSE(columns->texts->find("nothing like it"));
  }
  CHECK(problems(published.path).empty());
}

TEST_CASE("raw evidence comes back byte for byte", "[store]") {
  const TempStore store;
  const Published published = stored(store, small_snapshot());
  const RawEvidence& raw = published.manifest.tables[1].raw.at(0);
  CHECK(raw.path == "raw/hr/people-0001.csv.zst");
  CHECK(raw.sha256 == sha256_hex(people_csv));
  const auto bytes = read_raw(published.path + "/" + raw.path, raw.bytes);
  REQUIRE(bytes);
  CHECK(*bytes == people_csv);
  CHECK_FALSE(read_raw(published.path + "/" + raw.path, raw.bytes - 1));
  CHECK_FALSE(read_raw(published.path + "/" + raw.path, raw.bytes + 1));
}

TEST_CASE("large evidence is kept in pieces", "[store]") {
  const TempStore store;
  std::string large;
  for (std::int64_t i = 0; i < 300'000; ++i) {
    large += std::to_string(i * 7919) + ",";
  }
  std::filesystem::create_directories(store.path());
  const std::string path = store.path() + "/large.zst";
  const auto in_pieces = [&](const TakePiece& take) {
    Result<bool> taken = true;
    for (std::size_t at = 0, size = 1; taken && at < large.size(); at += size, size *= 3) {
      taken = take(std::string_view(large).substr(at, size));
    }
    return taken;
  };
  CHECK(*write_raw(path, large.size(), in_pieces) == sha256_hex(large));
  CHECK(*read_raw(path, large.size()) == large);
  CHECK(*digest_raw(path, large.size()) == sha256_hex(large));
  REQUIRE(write_raw(store.path() + "/empty.zst", 0, in_one_piece("")));
  CHECK(read_raw(store.path() + "/empty.zst", 0)->empty());
}

TEST_CASE("evidence of which not all comes is none", "[store]") {
  const TempStore store;
  std::filesystem::create_directories(store.path());
  const auto torn = [](const TakePiece& take) {
    const Result<bool> taken = take("half");
    return taken ? Result<bool>(Error{"the disk is gone"}) : taken;
  };
  CHECK(write_raw(store.path() + "/torn.zst", 8, torn).error().message == "the disk is gone");
  CHECK_FALSE(write_raw(store.path() + "/short.zst", 8, in_one_piece("half")));
  CHECK_FALSE(write_raw(store.path() + "/long.zst", 2, in_one_piece("half")));
}

TEST_CASE("the same snapshot is stored once", "[store]") {
  const TempStore store;
  const Published first = stored(store, small_snapshot());
  const Published again = stored(store, small_snapshot());
  CHECK(again.id == first.id);
  CHECK_FALSE(again.is_new);
  CHECK(list_snapshots(store.path())->size() == 1);
  CHECK_FALSE(std::filesystem::exists(store.path() + "/new"));
  CHECK(bytes_of_file(store.path() + "/.gitignore") == "*\n");
  overwrite(first.path + "/tables/texts.col", "x");
  const auto damaged = publish(store.path(), small_snapshot());
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error().corrupt);
  CHECK(damaged.error().message.find("writ snapshot prune 20260303T120000Z-") != std::string::npos);
}

TEST_CASE("snapshots are found by their place in time and their id", "[store]") {
  const TempStore store;
  CHECK(list_snapshots(store.path())->empty());
  CHECK(find_snapshot(store.path(), "latest").error().message.find("`writ collect`") !=
        std::string::npos);
  Snapshot snapshot = small_snapshot();
  const Published first = stored(store, snapshot);
  snapshot.as_of.micros += 500'000;
  const Published later = stored(store, snapshot);
  CHECK(*list_snapshots(store.path()) == std::vector<std::string>{first.path, later.path});
  CHECK(*find_snapshot(store.path(), "latest") == later.path);
  const std::string name = std::filesystem::path(first.path).filename();
  CHECK(name == "20260303T120000Z-" + first.id.substr(7, 12));
  for (const std::string& which : {name, first.id, first.id.substr(7, 4), first.id.substr(7)}) {
    CHECK(*find_snapshot(store.path(), which) == first.path);
  }
  const auto none = find_snapshot(store.path(), "20260303T120000Z-" + first.id.substr(7, 11));
  REQUIRE_FALSE(none);
  CHECK(none.error().message.find("did you mean") != std::string::npos);
  REQUIRE(remove_snapshots(store.path(), {first.path}));
  CHECK(*list_snapshots(store.path()) == std::vector<std::string>{later.path});
  CHECK_FALSE(std::filesystem::exists(store.path() + "/new"));
}

TEST_CASE("one process at a time writes to a store", "[store]") {
  const TempStore store;
  const auto first = SnapshotWriter::begin(store.path());
  REQUIRE(first);
  const auto second = SnapshotWriter::begin(store.path());
  REQUIRE_FALSE(second);
  CHECK(second.error().message.find("another process writes to the store") != std::string::npos);
}

TEST_CASE("a writer that is given up leaves nothing", "[store]") {
  const TempStore store;
  std::filesystem::create_directories(store.path() + "/new/snapshot/raw");
  overwrite(store.path() + "/new/snapshot/stale", "left by an earlier crash");
  {
    auto writer = SnapshotWriter::begin(store.path());
    REQUIRE(writer);
    CHECK_FALSE(std::filesystem::exists(store.path() + "/new/snapshot/stale"));
    REQUIRE(writer->add_raw("hr.people", "people.csv", 1, in_one_piece("x")));
  }
  CHECK_FALSE(std::filesystem::exists(store.path() + "/new"));
  CHECK(list_snapshots(store.path())->empty());
}
