// What a stored snapshot says under schemas that changed since.
#include "snapshot/fit.h"

#include "temp_store.h"

using namespace writ;

TEST_CASE("the same schemas change nothing", "[fit]") {
  const Snapshot rows = small_snapshot();
  ColumnSnapshot columns = to_columns(rows);
  std::map<std::string, TableSchema> schemas;
  for (const auto& [name, table] : rows.tables) {
    schemas[name] = table.schema;
  }
  fit(columns, schemas);
  CHECK(content_id(columns) == snapshot_id(rows));
}

TEST_CASE("what was not collected is unknown, or incomplete", "[fit]") {
  ColumnSnapshot columns = to_columns(small_snapshot());
  TableSchema people = columns.tables.at("hr.people").schema;
  people.columns[2].type = Type::of(Kind::text);
  people.columns.erase(people.columns.begin() + 3);
  people.columns.push_back({"team", Type::set_of(Type::of(Kind::text)), {}});
  TableSchema badges = columns.tables.at("hr.badges").schema;
  badges.columns.push_back({"n", Type::of(Kind::integer), {}});
  badges.key = {"n"};
  const TableSchema desks{"hr.desks", {"id"}, {{"id", Type::of(Kind::text), {}}}};
  fit(columns, {{"hr.people", people}, {"hr.badges", badges}, {"hr.desks", desks}});
  const Snapshot rows = to_rows(columns);
  const Table& table = rows.tables.at("hr.people");
  REQUIRE(table.rows.size() == 2);
  CHECK(std::get<Unknown>(table.rows[0].cells[2].value).why ==
        "the snapshot was collected when this column was bool?");
  CHECK(std::get<Duration>(table.rows[1].cells[3].value).micros == 5);
  CHECK(std::get<Unknown>(table.rows[1].cells.back().value).why ==
        "the snapshot was collected without this column");
  CHECK(rows.tables.at("hr.badges").incomplete ==
        std::vector<std::string>{"the snapshot was collected when the table had another key"});
  CHECK(rows.tables.at("hr.desks").incomplete ==
        std::vector<std::string>{"the snapshot has no such table"});
  for (const auto& [name, fitted] : columns.tables) {
    CHECK(fitted.sha256 == digest(rows.tables.at(name)));
  }
}
