// Which rows and cells of a table are others than they were.
#include "snapshot/row_changes.h"

#include <catch2/catch.hpp>

#include "snapshot/table_builder.h"

using namespace writ;

namespace {

using Numbers = std::vector<std::uint32_t>;
constexpr std::uint32_t none = RowChanges::none;

TableSchema members() {
  return {"lms.members",
          {"user", "group"},
          {{"user", Type::of(Kind::email), {}},
           {"group", Type::of(Kind::text), {}},
           {"since", Type::of(Kind::date).as_optional(), {}},
           {"roles", Type::set_of(Type::of(Kind::text)), {}}}};
}

std::vector<Cell> member(const char* user, const char* group, Cell since, CellSet roles) {
  return {{Email{user, user}}, {std::string(group)}, std::move(since), {std::move(roles)}};
}

ColumnSnapshot snapshot_of(std::vector<std::vector<Cell>> rows, std::uint64_t first_record = 1) {
  TableBuilder builder(members(), utc_zone());
  builder.add_file("members.csv");
  for (std::vector<Cell>& row : rows) {
    builder.add(std::move(row), {0, first_record++});
  }
  Snapshot snapshot;
  snapshot.tables["lms.members"] = std::move(builder).finish(snapshot.findings);
  return to_columns(snapshot);
}

std::optional<RowChanges> changes(const ColumnSnapshot& then, const ColumnSnapshot& now) {
  return compare_rows(*then.find("lms.members"), *now.find("lms.members"),
                      TextMatch(*then.texts, *now.texts));
}

Cell day(std::int32_t n) {
  return {Date{n}};
}

}  // namespace

TEST_CASE("rows that came, went and changed, by their keys", "[row_changes]") {
  const ColumnSnapshot then =
      snapshot_of({member("a@x", "g", day(1), {{std::string("r")}}), member("b@x", "g", day(2), {}),
                   member("b@x", "h", {Unknown{"a gap"}}, {}), member("c@x", "g", {Absent{}}, {})});
  const ColumnSnapshot now = snapshot_of(
      {member("a@x", "a", day(9), {}), member("a@x", "g", day(1), {{std::string("s")}}),
       member("b@x", "h", {Unknown{"another"}}, {}), member("c@x", "g", {Absent{}}, {})},
      0);
  const std::optional<RowChanges> found = changes(then, now);
  REQUIRE(found);
  CHECK(found->earlier == Numbers{none, 0, 2, 3});
  CHECK(found->later == Numbers{1, none, 2, 3});
  CHECK(found->added == Numbers{0});
  CHECK(found->removed == Numbers{1});
  CHECK(found->changed == std::vector<Numbers>{{}, {}, {2}, {1}});
}

TEST_CASE("rows that only moved in their file", "[row_changes]") {
  const ColumnSnapshot then = snapshot_of({member("a@x", "g", day(1), {})});
  CHECK_FALSE(changes(then, then)->moved);
  CHECK(changes(then, snapshot_of({member("a@x", "g", day(1), {})}, 2))->moved);
}

TEST_CASE("tables of different kinds are not compared by rows", "[row_changes]") {
  const ColumnSnapshot then = snapshot_of({});
  ColumnSnapshot now = snapshot_of({});
  now.tables.at("lms.members").incomplete = {"a page is missing"};
  CHECK_FALSE(changes(then, now));
  now = snapshot_of({});
  now.tables.at("lms.members").schema.columns[2].type = Type::of(Kind::date);
  CHECK_FALSE(changes(then, now));
}
