// A store in a folder of its own, and a small snapshot of every type to put into it.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "snapshot/store/store.h"
#include "snapshot/store/writer.h"
#include "snapshot/table_builder.h"

namespace writ {

class TempStore {
 public:
  TempStore() {
    // In memory, where there is such a place: thousands of files are written.
    const std::filesystem::path memory = "/dev/shm";
    const bool has_memory = std::filesystem::is_directory(memory);
    const std::filesystem::path root = has_memory ? memory : std::filesystem::temp_directory_path();
    std::string name = (root / "writ-store-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      FAIL("cannot make a folder");
    }
    folder_ = name;
  }
  ~TempStore() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TempStore(const TempStore&) = delete;
  TempStore& operator=(const TempStore&) = delete;

  std::string path() const { return (folder_ / ".writ").string(); }

 private:
  std::filesystem::path folder_;
};

inline std::string bytes_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void overwrite(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// People with a value, an absence and a gap in each column, and badges without a row.
inline Snapshot small_snapshot() {
  const auto optional = [](Kind kind) { return Type::of(kind).as_optional(); };
  const TableSchema people{"hr.people",
                           {"id", "n"},
                           {{"id", Type::of(Kind::email), {}},
                            {"n", Type::of(Kind::integer), {}},
                            {"flag", optional(Kind::boolean), {}},
                            {"amount", optional(Kind::decimal), {}},
                            {"span", optional(Kind::duration), {}},
                            {"at", optional(Kind::timestamp), {}},
                            {"day", optional(Kind::date), "nobody keeps it"},
                            {"tags", Type::set_of(Type::of(Kind::text)), {}},
                            {"boss", Type::row_of("hr.people").as_optional(), {}},
                            {"role", Type::one_of({"a", "b"}, true).as_optional(), {}}}};
  TableBuilder builder(people, find_zone("Europe/Berlin"));
  builder.add_file("people.csv");
  builder.add({{Email{"B@x.example", "b@x.example"}},
               {std::int64_t{1}},
               {true},
               {Decimal{1500000}},
               {Duration{5}},
               {Instant{7}},
               {Date{3}},
               {CellSet{{std::string("y")}, {std::string("x")}}},
               {std::string("a@x.example/2")},
               {std::string("a")}},
              {0, 1});
  builder.add({{Email{"a@x.example", "a@x.example"}},
               {std::int64_t{2}},
               {Absent{}},
               {Unknown{"gap"}},
               {Absent{}},
               {Unknown{"no time"}},
               {Absent{}},
               {CellSet{}},
               {Absent{}},
               {Unknown{"gap"}}},
              {0, 2});
  builder.refuse("no key", {0, 3}, "the id is empty");
  builder.collected_at(Instant{11});
  Snapshot snapshot;
  snapshot.as_of = *parse_timestamp("2026-03-03T12:00:00Z");
  snapshot.tables["hr.people"] = std::move(builder).finish(snapshot.findings);
  TableBuilder badges({"hr.badges", {"id"}, {{"id", Type::of(Kind::text), {}}}}, utc_zone());
  badges.incomplete("nobody named a file");
  snapshot.tables["hr.badges"] = std::move(badges).finish(snapshot.findings);
  return snapshot;
}

inline const std::string people_csv = "id,n\nB@x.example,1\na@x.example,2\n,3\n";

inline RawPieces in_one_piece(std::string bytes) {
  return [bytes = std::move(bytes)](const TakePiece& take) { return take(bytes); };
}

inline Result<Published> publish(const std::string& store, const Snapshot& snapshot) {
  Result<SnapshotWriter> writer = SnapshotWriter::begin(store);
  if (!writer) {
    return writer.error();
  }
  if (const Result<bool> added =
          writer->add_raw("hr.people", "people.csv", people_csv.size(), in_one_piece(people_csv));
      !added) {
    return added.error();
  }
  return writer->publish(to_columns(snapshot));
}

}  // namespace writ
