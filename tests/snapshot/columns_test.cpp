// A snapshot as columns says what it says as rows.
#include <catch2/catch.hpp>

#include "snapshot/columns.h"
#include "snapshot/table_builder.h"

using namespace writ;

namespace {

Type optional(Kind kind) {
  return Type::of(kind).as_optional();
}

Table every_type() {
  const TableSchema schema{
      "s.t",
      {"id", "n"},
      {{"id", Type::of(Kind::email), {}},
       {"n", Type::of(Kind::integer), {}},
       {"flag", optional(Kind::boolean), {}},
       {"amount", optional(Kind::decimal), {}},
       {"span", optional(Kind::duration), {}},
       {"at", optional(Kind::timestamp), {}},
       {"day", optional(Kind::date), {}},
       {"tags", Type::set_of(Type::of(Kind::text)), {}},
       {"role", Type::one_of({"a", "b"}, true).as_optional(), {}}}};
  TableBuilder builder(schema, utc_zone());
  builder.add_file("t.csv");
  builder.add({{Email{"B@x.example", "b@x.example"}}, {std::int64_t{1}}, {true}, {Decimal{1500000}},
               {Duration{5}}, {Instant{7}}, {Date{3}},
               {CellSet{{std::string("y")}, {std::string("x")}}}, {std::string("a")}},
              {0, 1});
  builder.add({{Email{"a@x.example", "a@x.example"}}, {std::int64_t{2}}, {Absent{}}, {Unknown{"gap"}},
               {Absent{}}, {Unknown{"no time"}}, {Absent{}}, {CellSet{}}, {Unknown{"gap"}}},
              {0, 2});
  builder.add({{Email{"c@x.example", "c@x.example"}}, {std::int64_t{2}}, {false}, {Decimal{-1}},
               {Duration{-5}}, {Instant{0}}, {Date{-3}}, {Unknown{"unread"}}, {Absent{}}},
              {0, 3});
  builder.incomplete("one is missing");
  std::vector<DataFinding> findings;
  return std::move(builder).finish(findings);
}

}  // namespace

TEST_CASE("columns hold every cell of the rows", "[snapshot]") {
  const Snapshot rows{Instant{42}, {{"s.t", every_type()}}, {}};
  const ColumnSnapshot columns = to_columns(rows);
  Snapshot back = to_rows(columns);
  back.id.clear();
  CHECK(snapshot_id(back) == snapshot_id(rows));
  CHECK(columns.id == snapshot_id(rows));
  const Table& table = back.tables.at("s.t");
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].key == "a@x.example/2");
  CHECK(table.rows[0].origin.record == 2);
  CHECK(table.files == std::vector<std::string>{"t.csv"});
  CHECK(table.incomplete == std::vector<std::string>{"one is missing"});
  CHECK(row_key(columns.tables.at("s.t"), *columns.texts, 1) == "b@x.example/1");
}

TEST_CASE("a cell that is no value of its column is unknown", "[snapshot]") {
  Texts texts;
  ColumnWriter writer(Type::of(Kind::integer), texts);
  writer.add({std::string("7")});
  writer.add({std::int64_t{7}});
  const ColumnData data = std::move(writer).finish();
  CHECK(data.at(0) == CellState::unknown);
  CHECK(data.at(1) == CellState::value);
  CHECK(data.numbers[1] == 7);
}

TEST_CASE("a dictionary numbers each text once", "[snapshot]") {
  Texts texts;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1000; ++i) {
      CHECK(texts.add("text " + std::to_string(i)) == static_cast<TextId>(i));
    }
  }
  CHECK(texts.size() == 1000);
  CHECK(texts.at(17) == "text 17");
  CHECK(texts.find("text 999") == TextId{999});
  CHECK_FALSE(texts.find("text"));
  const Texts again(texts.offsets(), texts.bytes(), texts.slots());
  CHECK(again.find("text 5") == TextId{5});
  CHECK(texts.add("") == 1000);
  CHECK(texts.at(1000).empty());
}
