#include "snapshot/cell.h"

#include <catch2/catch.hpp>

using namespace writ;

namespace {

std::string shown(const ParsedCell& parsed) {
  const auto* unknown = std::get_if<Unknown>(&parsed.cell.value);
  return unknown == nullptr ? to_string(parsed.cell) : "unknown: " + unknown->why;
}

const Type closed = Type::one_of({"Active", "On Leave"}, false);
const Type open = Type::one_of({"Active"}, true);

}  // namespace

TEST_CASE("a text becomes the cell that its column's type says", "[snapshot][cell]") {
  struct Row {
    Type type;
    std::string text, cell;
    CellFault fault = CellFault::none;
  };
  constexpr auto bad = CellFault::unparsable;
  const auto row = GENERATE_COPY(values<Row>({
      {Type::of(Kind::boolean), "true", "true"},
      {Type::of(Kind::boolean), " FALSE ", "false"},
      {Type::of(Kind::boolean), "True", "true"},
      {Type::of(Kind::boolean), "yes", "unknown: expected `true` or `false`, found `yes`", bad},
      {Type::of(Kind::boolean), "1", "unknown: expected `true` or `false`, found `1`", bad},
      {Type::of(Kind::integer), "42", "42"},
      {Type::of(Kind::integer), " -7\t", "-7"},
      {Type::of(Kind::integer), "007", "7"},
      {Type::of(Kind::integer), "9223372036854775807", "9223372036854775807"},
      {Type::of(Kind::integer), "-9223372036854775808", "-9223372036854775808"},
      {Type::of(Kind::integer), "9223372036854775808",
       "unknown: expected a whole number, found `9223372036854775808`", bad},
      {Type::of(Kind::integer), "1.0", "unknown: expected a whole number, found `1.0`", bad},
      {Type::of(Kind::integer), "-", "unknown: expected a whole number, found `-`", bad},
      {Type::of(Kind::integer), "+1", "unknown: expected a whole number, found `+1`", bad},
      {Type::of(Kind::integer), "1_000", "unknown: expected a whole number, found `1_000`", bad},
      {Type::of(Kind::integer), "0x1F", "unknown: expected a whole number, found `0x1F`", bad},
      {Type::of(Kind::integer), "١", "unknown: expected a whole number, found `١`", bad},
      {Type::of(Kind::decimal), "166.67", "166.67"},
      {Type::of(Kind::decimal), " 1 ", "1.00"},
      {Type::of(Kind::decimal), "1,5", "unknown: expected a decimal number, found `1,5`", bad},
      {Type::of(Kind::text), "  kept as it is ", "  kept as it is "},
      {Type::of(Kind::text), " ", " "},
      {Type::of(Kind::text), "absent", "absent"},
      {Type::of(Kind::email), " Kim@Acme.example ", "Kim@Acme.example"},
      {Type::of(Kind::email), "kim", "unknown: expected an email address, found `kim`", bad},
      {Type::of(Kind::duration), "1d12h", "1d12h"},
      {Type::of(Kind::duration), "36h", "1d12h"},
      {Type::of(Kind::duration), "36", "unknown: expected a duration such as 90d, found `36`", bad},
      {Type::of(Kind::timestamp), "2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z"},
      {Type::of(Kind::timestamp), " 2026-03-01 09:30+0200 ", "2026-03-01T07:30:00Z"},
      {Type::of(Kind::timestamp), "2026-03-01T09:30:00",
       "unknown: expected a timestamp with an offset, found `2026-03-01T09:30:00`", bad},
      {Type::of(Kind::date), "2026-03-01", "2026-03-01"},
      {Type::of(Kind::date), "\u00a02026-03-01\u00a0", "2026-03-01"},
      {Type::of(Kind::date), "03/01/2026",
       "unknown: expected a date such as 2026-03-01, found `03/01/2026`", bad},
      {closed, "On Leave", "On Leave"},
      {closed, "active", "unknown: `active` is not a value that the schema lists",
       CellFault::unlisted_value},
      {closed, "Active ", "unknown: `Active ` is not a value that the schema lists",
       CellFault::unlisted_value},
      {open, "Super", "Super"},
      {open, " ", " "},
      {Type::row_of("hr.workers"), " w1", " w1"},
  }));
  CAPTURE(to_string(row.type), row.text);
  const ParsedCell parsed = parse_cell(row.text, row.type);
  CHECK(shown(parsed) == row.cell);
  CHECK(parsed.fault == row.fault);
  // An optional column reads what there is in the same way.
  CHECK(parse_cell(row.text, row.type.as_optional()).cell == parsed.cell);
}

TEST_CASE("an empty text is absent where it may be, else unknown", "[snapshot][cell]") {
  const auto kind =
      GENERATE(Kind::boolean, Kind::integer, Kind::decimal, Kind::text, Kind::email, Kind::duration,
               Kind::timestamp, Kind::date, Kind::enumeration, Kind::row);
  const Type type = Type::of(kind);
  CAPTURE(static_cast<int>(kind));
  CHECK(parse_cell("", type.as_optional()).cell.absent());
  CHECK(parse_cell("", type.as_optional()).fault == CellFault::none);
  CHECK(parse_cell("", type).cell == Cell{Unknown{"the value is empty"}});
  CHECK(parse_cell("", type).fault == CellFault::empty_required);
}

TEST_CASE("white space alone is empty where white space does not matter", "[snapshot][cell]") {
  CHECK(parse_cell(" \t ", Type::of(Kind::date).as_optional()).cell.absent());
  CHECK(parse_cell("\u00a0", Type::of(Kind::email)).fault == CellFault::empty_required);
  CHECK(parse_cell(" ", Type::of(Kind::text).as_optional()).cell == Cell{std::string(" ")});
}

TEST_CASE("malformed text is unknown in every column", "[snapshot][cell]") {
  const auto kind = GENERATE(Kind::integer, Kind::text, Kind::email, Kind::enumeration, Kind::row);
  const ParsedCell parsed = parse_cell("a\xff", Type::of(kind).as_optional());
  CHECK(shown(parsed) == "unknown: the value is not well-formed UTF-8");
  CHECK(parsed.fault == CellFault::unparsable);
}

TEST_CASE("a long value is cut in the reason", "[snapshot][cell]") {
  const ParsedCell parsed = parse_cell(std::string(100'000, '9'), Type::of(Kind::integer));
  CHECK(shown(parsed) == "unknown: expected a whole number, found `" + std::string(60, '9') + "…`");
}

TEST_CASE("cells are equal by value; addresses by their canonical form", "[snapshot][cell]") {
  const std::vector<Cell> different = {
      Cell{Absent{}},
      Cell{Unknown{"a"}},
      Cell{Unknown{"b"}},
      Cell{true},
      Cell{false},
      Cell{std::int64_t{1}},
      Cell{Decimal{1}},
      Cell{std::string("1")},
      Cell{std::string("absent")},
      Cell{Email{"kim@a.example", "kim@a.example"}},
      Cell{Duration{1}},
      Cell{Instant{1}},
      Cell{Date{1}},
      Cell{CellSet{}},
      Cell{CellSet{Cell{std::string("1")}}},
  };
  for (std::size_t i = 0; i < different.size(); ++i) {
    for (std::size_t j = 0; j < different.size(); ++j) {
      CAPTURE(i, j);
      CHECK((different[i] == different[j]) == (i == j));
    }
  }
  CHECK(Cell{Email{"KIM@a.example", "kim@a.example"}} ==
        Cell{Email{" kim@a.example", "kim@a.example"}});
}

TEST_CASE("cells are printed for people", "[snapshot][cell]") {
  struct Row {
    Cell cell;
    std::string text;
  };
  const auto row = GENERATE(values<Row>({
      {Cell{Absent{}}, "absent"},
      {Cell{Unknown{"why"}}, "unknown"},
      {Cell{true}, "true"},
      {Cell{std::int64_t{-5}}, "-5"},
      {Cell{Decimal{1'500'000}}, "1.50"},
      {Cell{std::string("a, b")}, "a, b"},
      {Cell{Email{" Kim@A.example\t", "kim@a.example"}}, "Kim@A.example"},
      {Cell{Duration{90'000'000}}, "1m30s"},
      {Cell{Instant{0}}, "1970-01-01T00:00:00Z"},
      {Cell{Date{0}}, "1970-01-01"},
      {Cell{CellSet{}}, "[]"},
      {Cell{CellSet{Cell{std::string("a")}, Cell{Unknown{"x"}}, Cell{std::int64_t{1}}}},
       "[a, unknown, 1]"},
  }));
  CHECK(to_string(row.cell) == row.text);
}

TEST_CASE("a key of several parts is one text that no other parts give", "[snapshot][cell]") {
  struct Row {
    std::vector<std::string> parts;
    std::string key;
  };
  const auto row = GENERATE(values<Row>({
      {{"w1"}, "w1"},
      {{"a", "b"}, "a/b"},
      {{"a/b"}, "a\\/b"},
      {{"a\\", "b"}, "a\\\\/b"},
      {{"a\\/b"}, "a\\\\\\/b"},
      {{"", ""}, "/"},
      {{""}, ""},
      {{"é", "日"}, "é/日"},
  }));
  CHECK(join_key(row.parts) == row.key);
}
