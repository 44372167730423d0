#include "snapshot/table.h"

#include <catch2/catch.hpp>
#include <functional>

#include "snapshot/table_builder.h"

using namespace writ;

namespace {

Table workers() {
  TableSchema schema{"hr.workers",
                     {"id"},
                     {{"id", Type::of(Kind::text), {}},
                      {"email", Type::of(Kind::email).as_optional(), {}},
                      {"groups", Type::set_of(Type::of(Kind::text)), {}}}};
  TableBuilder builder(std::move(schema), utc_zone());
  const std::uint32_t file = builder.add_file("workers.csv");
  const auto text = [](const char* value) { return Cell{std::string(value)}; };
  builder.add({text("w2"), Cell{Absent{}}, Cell{CellSet{}}}, {file, 1});
  builder.add({text("w1"), Cell{Email{"Kim@a.example", "kim@a.example"}},
               Cell{CellSet{text("x"), text("y")}}},
              {file, 2});
  builder.add({text("w10"), Cell{Unknown{"unreadable"}}, Cell{CellSet{text("x")}}}, {file, 3});
  std::vector<DataFinding> findings;
  return std::move(builder).finish(findings);
}

}  // namespace

TEST_CASE("columns and rows are found by name and key", "[snapshot][table]") {
  const Table table = workers();
  CHECK(table.schema.find("id") == 0);
  CHECK(table.schema.find("groups") == 2);
  CHECK(table.schema.find("Id") == -1);
  CHECK(table.schema.find("") == -1);
  CHECK(table.find("w1") == 0);
  CHECK(table.find("w10") == 1);
  CHECK(table.find("w2") == 2);
  CHECK(table.find("w") == -1);
  CHECK(table.find("w3") == -1);
  CHECK(table.find("") == -1);
  CHECK(Table().find("w1") == -1);
}

TEST_CASE("the digest changes with all that a table says", "[snapshot][table]") {
  struct Row {
    const char* what;
    std::function<void(Table&)> change;
  };
  const auto row = GENERATE(values<Row>({
      {"name", [](Table& t) { t.schema.name = "hr.people"; }},
      {"key", [](Table& t) { t.schema.key = {"email"}; }},
      {"column name", [](Table& t) { t.schema.columns[1].name = "mail"; }},
      {"column type", [](Table& t) { t.schema.columns[1].type.optional = false; }},
      {"unobservable", [](Table& t) { t.schema.columns[1].unobservable = ""; }},
      {"why unobservable", [](Table& t) { t.schema.columns[1].unobservable = "no API"; }},
      {"zone", [](Table& t) { t.zone = find_zone("Europe/Paris"); }},
      {"completeness", [](Table& t) { t.incomplete.emplace_back("cut short"); }},
      {"a row less", [](Table& t) { t.rows.pop_back(); }},
      {"key of a row", [](Table& t) { t.rows[0].key = "w0"; }},
      {"value", [](Table& t) { t.rows[0].cells[0] = Cell{std::string("w0")}; }},
      {"absent, not the text", [](Table& t) { t.rows[2].cells[1] = Cell{std::string("absent")}; }},
      {"unknown, not absent", [](Table& t) { t.rows[2].cells[1] = Cell{Unknown{}}; }},
      {"why unknown", [](Table& t) { t.rows[1].cells[1] = Cell{Unknown{"other"}}; }},
      {"address as collected",
       [](Table& t) {
         t.rows[0].cells[1] = Cell{Email{"KIM@a.example", "kim@a.example"}};
       }},
      {"an element less", [](Table& t) { std::get<CellSet>(t.rows[0].cells[2].value).pop_back(); }},
      {"elements joined",
       [](Table& t) { t.rows[0].cells[2] = Cell{CellSet{Cell{std::string("xy")}}}; }},
      {"an int, not a date", [](Table& t) { t.rows[2].cells[1] = Cell{std::int64_t{0}}; }},
      {"a date, not an int", [](Table& t) { t.rows[2].cells[1] = Cell{Date{0}}; }},
      {"an instant", [](Table& t) { t.rows[2].cells[1] = Cell{Instant{0}}; }},
      {"a duration", [](Table& t) { t.rows[2].cells[1] = Cell{Duration{0}}; }},
      {"a decimal", [](Table& t) { t.rows[2].cells[1] = Cell{Decimal{0}}; }},
      {"false", [](Table& t) { t.rows[2].cells[1] = Cell{false}; }},
  }));
  static std::map<std::string, std::string> seen;  // no two changes have one digest
  CAPTURE(row.what);
  const Table before = workers();
  Table after = workers();
  CHECK(digest(before) == digest(after));
  row.change(after);
  const std::string changed = digest(after);
  CHECK(changed != digest(before));
  CHECK(seen.emplace(changed, row.what).first->second == row.what);
}

TEST_CASE("where rows came from is not part of the digest", "[snapshot][table]") {
  const Table before = workers();
  Table after = workers();
  after.files = {"elsewhere.csv", "more.csv"};
  after.rows[0].origin = {1, 99};
  after.report = {};
  after.collected_at = Instant{5};
  CHECK(digest(after) == digest(before));
  after.incomplete = {"a.csv is cut short"};
  Table other = workers();
  other.incomplete = {"b.csv is cut short"};
  CHECK(digest(after) == digest(other));
}

TEST_CASE("digests are pinned, as stored snapshots carry them", "[snapshot][table]") {
  CHECK(digest(workers()) == "9dd4478fbafd81f2e50e46f8771e0992f8a8f988ded69016bbad9d502fd423e7");
  Snapshot snapshot{Instant{0}, {}, {}};
  snapshot.tables["hr.workers"] = workers();
  CHECK(snapshot_id(snapshot) ==
        "sha256:6c69c4ef555c5652edfc111f94cce8aa76e9cafc2ce808e3fe05c79a0519ffca");
}

TEST_CASE("a snapshot's identity covers its time, its tables and their names",
          "[snapshot][table]") {
  const auto id = [](Instant as_of, const std::map<std::string, Table>& tables) {
    return snapshot_id(Snapshot{as_of, tables, {}});
  };
  Table other = workers();
  other.rows.pop_back();
  const std::vector<std::string> ids = {
      id(Instant{0}, {}),
      id(Instant{1}, {}),
      id(Instant{0}, {{"hr.workers", workers()}}),
      id(Instant{0}, {{"hr.people", workers()}}),
      id(Instant{0}, {{"hr.workers", other}}),
      id(Instant{0}, {{"hr.workers", workers()}, {"hr.x", other}}),
      id(Instant{0}, {{"hr.workers", other}, {"hr.x", workers()}}),
  };
  for (std::size_t i = 0; i < ids.size(); ++i) {
    CHECK(ids[i].size() == 7 + 64);
    CHECK(ids[i].rfind("sha256:", 0) == 0);
    for (std::size_t j = 0; j < i; ++j) {
      CAPTURE(i, j);
      CHECK(ids[i] != ids[j]);
    }
  }
}

TEST_CASE("findings are not part of a snapshot's identity; tables are found by name",
          "[snapshot][table]") {
  Snapshot snapshot{Instant{0}, {{"hr.workers", workers()}}, {}};
  const std::string before = snapshot_id(snapshot);
  snapshot.findings.push_back({"hr.workers", "", "duplicate_row", "", 1, ""});
  CHECK(snapshot_id(snapshot) == before);
  CHECK(snapshot.find("hr.workers") == &snapshot.tables["hr.workers"]);
  CHECK(snapshot.find("hr.people") == nullptr);
}
