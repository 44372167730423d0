// Who gained and who lost what between two snapshots.
#include "snapshot/diff.h"

#include "temp_store.h"

using namespace writ;

namespace {

Type optional_text() {
  return Type::of(Kind::text).as_optional();
}

TableSchema users() {
  return {"lms.users",
          {"id"},
          {{"id", Type::of(Kind::text), {}},
           {"role", optional_text(), {}},
           {"groups", Type::set_of(Type::of(Kind::text)), {}},
           {"email", Type::of(Kind::email).as_optional(), {}}}};
}

Cell text(const char* value) {
  return {std::string(value)};
}

ColumnSnapshot snapshot_of(const TableSchema& schema, std::vector<std::vector<Cell>> rows,
                           const std::string& incomplete = {}) {
  TableBuilder builder(schema, utc_zone());
  for (std::vector<Cell>& row : rows) {
    builder.add(std::move(row), {});
  }
  if (!incomplete.empty()) {
    builder.incomplete(incomplete);
  }
  Snapshot snapshot;
  snapshot.tables[schema.name] = std::move(builder).finish(snapshot.findings);
  return to_columns(snapshot);
}

}  // namespace

TEST_CASE("rows and cells that differ, and no others", "[diff]") {
  const ColumnSnapshot before = snapshot_of(
      users(), {{text("a"), text("user"), {CellSet{text("x"), text("y")}}, {Email{"A@x", "a@x"}}},
                {text("b"), {Absent{}}, {CellSet{}}, {Absent{}}},
                {text("c"), {Unknown{"gap"}}, {CellSet{text("x")}}, {Absent{}}}});
  // Other texts first, so that the numbers of the same texts differ.
  const ColumnSnapshot after = snapshot_of(
      users(), {{text("a"), text("admin"), {CellSet{text("y"), text("z")}}, {Email{"a@x", "a@x"}}},
                {text("c"), {Unknown{"gap"}}, {CellSet{text("x")}}, {Absent{}}},
                {text("d"), text("user"), {CellSet{}}, {Absent{}}}});
  const std::vector<TableDiff> diffs = diff(before, after);
  REQUIRE(diffs.size() == 1);
  const TableDiff& users_diff = diffs[0];
  CHECK_FALSE(users_diff.same());
  REQUIRE(users_diff.gained.size() == 1);
  CHECK(users_diff.gained[0].key == "d");
  using Cells = std::vector<std::pair<std::string, std::string>>;
  CHECK(users_diff.gained[0].cells == Cells{{"id", "d"}, {"role", "user"}, {"groups", "[]"}});
  REQUIRE(users_diff.lost.size() == 1);
  CHECK(users_diff.lost[0].key == "b");
  REQUIRE(users_diff.changed.size() == 1);
  const RowChange& change = users_diff.changed[0];
  CHECK(change.key == "a");
  REQUIRE(change.cells.size() == 3);
  CHECK(change.cells[0].column == "role");
  CHECK(change.cells[0].before == "user");
  CHECK(change.cells[0].after == "admin");
  CHECK(change.cells[1].gained == std::vector<std::string>{"z"});
  CHECK(change.cells[1].lost == std::vector<std::string>{"x"});
  CHECK(change.cells[2].before == "A@x");  // as collected
}

TEST_CASE("a snapshot does not differ from itself", "[diff]") {
  const ColumnSnapshot snapshot = to_columns(small_snapshot());
  for (const TableDiff& table : diff(snapshot, to_columns(small_snapshot()))) {
    CHECK(table.same());
  }
}

TEST_CASE("tables, columns and completeness may differ, too", "[diff]") {
  TableSchema changed = users();
  changed.columns[1].type = Type::of(Kind::integer).as_optional();
  changed.columns[3].name = "mail";
  const ColumnSnapshot before =
      snapshot_of(users(), {{text("a"), text("7"), {CellSet{}}, {Absent{}}}});
  const ColumnSnapshot after =
      snapshot_of(changed, {{text("a"), {std::int64_t{7}}, {CellSet{}}, {Absent{}}}},
                  "the last page is missing");
  const TableDiff table = diff(before, after).at(0);
  CHECK(table.columns_gained == std::vector<std::string>{"role : int?", "mail"});
  CHECK(table.columns_lost == std::vector<std::string>{"role : string?", "email"});
  CHECK(table.incomplete_after == std::vector<std::string>{"the last page is missing"});
  CHECK(table.changed.empty());  // 7 is still written 7
  const ColumnSnapshot nothing;
  const TableDiff gone = diff(before, nothing).at(0);
  CHECK(gone.before);
  CHECK_FALSE(gone.after);
  CHECK(gone.lost.size() == 1);
}
