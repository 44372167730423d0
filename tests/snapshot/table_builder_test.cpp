#include "snapshot/table_builder.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <random>

using namespace writ;

namespace {

TableSchema accounts() {
  return TableSchema{"lms.users",
                     {"id"},
                     {{"id", Type::of(Kind::text), {}},
                      {"role", Type::of(Kind::text).as_optional(), {}},
                      {"email", Type::of(Kind::email).as_optional(), {}},
                      {"groups", Type::set_of(Type::of(Kind::text)), {}}}};
}

Cell text(const std::string& value) {
  return Cell{std::string(value)};
}

Cell set_of(const std::vector<std::string>& values) {
  CellSet out;
  for (const std::string& value : values) {
    out.push_back(text(value));
  }
  return Cell{out};
}

struct Record {
  std::vector<Cell> cells;
  Origin origin;
};

struct Built {
  Table table;
  std::vector<DataFinding> findings;
};

Built build(
    const std::vector<Record>& records,
    const std::function<void(TableBuilder&)>& more = [](TableBuilder&) {}) {
  TableBuilder builder(accounts(), utc_zone());
  builder.add_file("a.csv");
  builder.add_file("b.csv");
  for (const Record& record : records) {
    builder.add(record.cells, record.origin);
  }
  more(builder);
  Built out;
  out.table = std::move(builder).finish(out.findings);
  return out;
}

Record record(const std::string& id, Cell role, std::uint64_t number, Cell email = Cell{Absent{}},
              Cell groups = Cell{CellSet{}}) {
  return {{text(id), std::move(role), std::move(email), std::move(groups)}, {0, number}};
}

// "column kind value rows detail" of each finding.
std::vector<std::string> shown(const std::vector<DataFinding>& findings) {
  std::vector<std::string> out;
  for (const DataFinding& f : findings) {
    out.push_back(f.column + "|" + f.kind + "|" + f.value + "|" + std::to_string(f.rows) + "|" +
                  f.detail);
  }
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("rows are kept in the order of their keys, with where they came from",
          "[snapshot][builder]") {
  const Built built =
      build({record("w2", text("x"), 1), record("w10", text("y"), 2), record("w1", text("z"), 3)});
  REQUIRE(built.table.rows.size() == 3);
  CHECK(built.table.rows[0].key == "w1");
  CHECK(built.table.rows[0].origin.record == 3);
  CHECK(built.table.rows[0].cells[1] == text("z"));
  CHECK(built.table.rows[1].key == "w10");
  CHECK(built.table.rows[2].key == "w2");
  CHECK(built.table.complete());
  CHECK(built.table.files == Texts{"a.csv", "b.csv"});
  CHECK(built.table.report.rows_read == 3);
  CHECK(built.table.report.kept == 3);
  CHECK(built.table.report.merged == 0);
  CHECK(built.findings.empty());
}

TEST_CASE("a table of nothing is empty and complete, in UTC unless it is told",
          "[snapshot][builder]") {
  CHECK(build({}).table.rows.empty());
  CHECK(build({}).table.complete());
  std::vector<DataFinding> findings;
  CHECK(TableBuilder(accounts(), nullptr).finish(findings).zone == utc_zone());
  CHECK(TableBuilder(accounts(), find_zone("Asia/Kolkata")).finish(findings).zone ==
        find_zone("Asia/Kolkata"));
}

TEST_CASE("a row without its key is refused, counted, and makes the table incomplete",
          "[snapshot][builder]") {
  const Built built = build({
      {{Cell{Absent{}}, text("x"), Cell{Absent{}}, Cell{CellSet{}}}, {1, 7}},
      {{Cell{Unknown{"bad"}}, text("x"), Cell{Absent{}}, Cell{CellSet{}}}, {0, 9}},
      record("w1", text("x"), 1),
  });
  CHECK(built.table.rows.size() == 1);
  CHECK(built.table.incomplete == Texts{"records refused: no key (2)"});
  CHECK(built.table.report.rows_read == 3);
  CHECK(built.table.report.kept == 1);
  CHECK(built.table.report.refused == std::map<std::string, std::uint64_t>{{"no key", 2}});
  CHECK(built.table.report.refusals ==
        Texts{"a.csv record 9: no key: `id` is unknown", "b.csv record 7: no key: `id` is absent"});
  CHECK(shown(built.findings) == Texts{"|refused_row||2|no key (2)"});
}

TEST_CASE("a reader may refuse records and say why more are missing", "[snapshot][builder]") {
  const Built built = build({record("w1", text("x"), 1)}, [](TableBuilder& b) {
    b.refuse("torn line", {0, 3}, "");
    b.refuse("ragged", {0, 2}, "3 fields, 4 expected");
    b.refuse("torn line", {9, 4}, "no such file");
    b.incomplete("the last page is missing");
    b.incomplete("the last page is missing");
    b.incomplete("a page failed");
    b.collected_at(Instant{5});
  });
  CHECK(built.table.report.refusals == Texts{"a.csv record 2: ragged: 3 fields, 4 expected",
                                             "a.csv record 3: torn line",
                                             "record 4: torn line: no such file"});
  CHECK(built.table.incomplete == Texts{"a page failed", "records refused: ragged (1)",
                                        "records refused: torn line (2)",
                                        "the last page is missing"});
  CHECK(shown(built.findings) == Texts{"|refused_row||3|ragged (1), torn line (2)"});
  CHECK(built.table.collected_at == Instant{5});
}

TEST_CASE("the first twenty refusals are kept, whatever order they come in",
          "[snapshot][builder]") {
  std::vector<std::uint64_t> numbers(100);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = i + 1;
  }
  std::mt19937 random(1);
  for (int round = 0; round < 5; ++round) {
    std::shuffle(numbers.begin(), numbers.end(), random);
    const Built built = build({}, [&](TableBuilder& b) {
      for (const std::uint64_t number : numbers) {
        b.refuse("bad", {0, number}, "");
      }
    });
    const Texts& refusals = built.table.report.refusals;
    REQUIRE(refusals.size() == 20);
    CHECK(refusals.front() == "a.csv record 1: bad");
    CHECK(refusals.back() == "a.csv record 20: bad");
    CHECK(built.table.report.refused.at("bad") == 100);
  }
}

TEST_CASE("equal copies are one row, from the lowest origin", "[snapshot][builder]") {
  const Built built = build({
      {{text("w1"), text("x"), Cell{Absent{}}, set_of({"b", "a"})}, {1, 1}},
      {{text("w1"), text("x"), Cell{Absent{}}, set_of({"a", "b", "a"})}, {0, 5}},
      {{text("w1"), text("x"), Cell{Absent{}}, set_of({"a", "b"})}, {0, 6}},
      record("w2", text("y"), 1),
  });
  REQUIRE(built.table.rows.size() == 2);
  CHECK(built.table.rows[0].cells[1] == text("x"));
  CHECK(built.table.rows[0].cells[3] == set_of({"a", "b"}));
  CHECK(built.table.rows[0].origin.file == 0);
  CHECK(built.table.rows[0].origin.record == 5);
  CHECK(shown(built.findings) == Texts{"|duplicate_row|w1|2|"});
  CHECK(built.table.report.rows_read == 4);
  CHECK(built.table.report.kept == 2);
  CHECK(built.table.report.merged == 2);
  CHECK(built.table.complete());
}

TEST_CASE("a column in which copies differ is unknown", "[snapshot][builder]") {
  struct Row {
    std::vector<Cell> roles;
    std::string role;
    Texts findings;
  };
  const Cell unknown{Unknown{"unreadable"}};
  const auto row = GENERATE_COPY(values<Row>({
      {{text("x"), text("x")}, "x", {"|duplicate_row|w1|1|"}},
      {{text("x"), text("y")}, "unknown", {"role|conflicting_rows|w1|1|`x` or `y`"}},
      {{text("x"), text("y"), text("x")}, "unknown", {"role|conflicting_rows|w1|1|`x` or `y`"}},
      {{text("x"), text("z"), text("y")}, "unknown", {"role|conflicting_rows|w1|1|`x` or `z`"}},
      {{text("x"), Cell{Absent{}}}, "unknown", {"role|conflicting_rows|w1|1|`absent` or `x`"}},
      {{text("x"), unknown}, "unknown", {"role|conflicting_rows|w1|1|`unknown` or `x`"}},
      {{Cell{Absent{}}, unknown}, "unknown", {"role|conflicting_rows|w1|1|`absent` or `unknown`"}},
      {{unknown, Cell{Unknown{"other"}}}, "unknown", {"|duplicate_row|w1|1|"}},
      {{Cell{Absent{}}, Cell{Absent{}}}, "absent", {"|duplicate_row|w1|1|"}},
  }));
  std::vector<Record> records;
  for (const Cell& role : row.roles) {
    records.push_back(record("w1", role, records.size() + 1));
  }
  const auto order = [](const Record& a, const Record& b) {
    return a.origin.record < b.origin.record;
  };
  do {
    const Built built = build(records);
    REQUIRE(built.table.rows.size() == 1);
    CHECK(to_string(built.table.rows[0].cells[1]) == row.role);
    CHECK(built.table.rows[0].cells[0] == text("w1"));
    CHECK(shown(built.findings) == row.findings);
    CHECK(built.table.report.merged == row.roles.size() - 1);
  } while (std::next_permutation(records.begin(), records.end(), order));
}

TEST_CASE("one address is one key and one value, however it is written", "[snapshot][builder]") {
  TableSchema schema{"x.mail", {"email"}, {{"email", Type::of(Kind::email), {}}}};
  for (const bool swapped : {false, true}) {
    TableBuilder builder(schema, utc_zone());
    std::vector<Cell> cells = {Cell{Email{"Kim@A.example", "kim@a.example"}},
                               Cell{Email{"kim@a.example", "kim@a.example"}}};
    builder.add({cells[swapped ? 1 : 0]}, {0, 1});
    builder.add({cells[swapped ? 0 : 1]}, {0, 2});
    std::vector<DataFinding> findings;
    const Table table = std::move(builder).finish(findings);
    REQUIRE(table.rows.size() == 1);
    CHECK(table.rows[0].key == "kim@a.example");
    CHECK(std::get<Email>(table.rows[0].cells[0].value).collected == "Kim@A.example");
    CHECK(shown(findings) == Texts{"|duplicate_row|kim@a.example|1|"});
  }
}

TEST_CASE("keys of several columns are joined in the order of the key", "[snapshot][builder]") {
  TableSchema schema{
      "x.members",
      {"group", "member"},
      {{"member", Type::of(Kind::integer), {}}, {"group", Type::of(Kind::text), {}}}};
  TableBuilder builder(schema, utc_zone());
  builder.add({Cell{std::int64_t{7}}, text("a/b")}, {0, 1});
  builder.add({Cell{std::int64_t{7}}, text("a")}, {0, 2});
  builder.add({Cell{Absent{}}, text("a")}, {0, 3});
  std::vector<DataFinding> findings;
  const Table table = std::move(builder).finish(findings);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].key == "a/7");
  CHECK(table.rows[1].key == "a\\/b/7");
  CHECK(table.report.refusals == Texts{"record 3: no key: `member` is absent"});
}

TEST_CASE("notes are counted by column and kind, with the smallest value", "[snapshot][builder]") {
  std::vector<DataFinding> findings = {{"first", "", "kept", "", 1, ""}};
  TableBuilder builder(accounts(), utc_zone());
  builder.note("role", "unlisted_value", "Owner", "d2");
  builder.note("role", "unlisted_value", "Admin", "d1");
  builder.note("role", "unlisted_value", "Zebra");
  builder.note("email", "unparsable", "x");
  builder.note("role", "empty_required", "");
  builder.note("", "unmapped_column", "extra");
  (void)std::move(builder).finish(findings);
  CHECK(shown(findings) == Texts{"|kept||1|", "|unmapped_column|extra|1|", "email|unparsable|x|1|",
                                 "role|empty_required||1|", "role|unlisted_value|Admin|3|d1"});
  CHECK(findings[1].table == "lms.users");
}

TEST_CASE("no record is lost, and the order of records changes nothing", "[snapshot][builder]") {
  std::mt19937 random(42);
  const auto pick = [&random](std::size_t n) { return random() % n; };
  const std::vector<Cell> roles = {text("x"), text("y"), Cell{Absent{}}, Cell{Unknown{"a"}},
                                   Cell{Unknown{"b"}}};
  const std::vector<Cell> emails = {Cell{Email{"Kim@a.example", "kim@a.example"}},
                                    Cell{Email{"kim@a.example", "kim@a.example"}},
                                    Cell{Email{"lee@a.example", "lee@a.example"}}, Cell{Absent{}}};
  for (int round = 0; round < 200; ++round) {
    std::vector<Record> records;
    for (std::size_t count = pick(12); count > 0; --count) {
      Record next = record("w" + std::to_string(pick(4)), roles[pick(roles.size())], 0,
                           emails[pick(emails.size())],
                           set_of(pick(2) == 0 ? Texts{"a", "b"} : Texts{"b", "a", "b"}));
      if (pick(10) == 0) {
        next.cells[0] = Cell{Absent{}};
      }
      records.push_back(next);
    }
    const auto numbered = [](std::vector<Record> all) {  // as if the file itself were in this order
      for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].origin = {0, i + 1};
      }
      return all;
    };
    const Built first = build(numbered(records));
    const ReadReport& report = first.table.report;
    const std::uint64_t refused = report.refused.empty() ? 0 : report.refused.at("no key");
    REQUIRE(report.rows_read == records.size());
    REQUIRE(report.rows_read == report.kept + report.merged + refused);
    REQUIRE(first.table.rows.size() == report.kept);
    REQUIRE(first.table.complete() == (refused == 0));
    for (int shuffle = 0; shuffle < 5; ++shuffle) {
      std::shuffle(records.begin(), records.end(), random);
      const Built again = build(numbered(records));
      REQUIRE(digest(again.table) == digest(first.table));
      REQUIRE(again.findings == first.findings);
      REQUIRE(again.table.incomplete == first.table.incomplete);
      REQUIRE(again.table.report.merged == report.merged);
    }
  }
}

TEST_CASE("the order of add() changes not even origins", "[snapshot][builder]") {
  std::vector<Record> records = {record("w1", text("x"), 3), record("w1", text("x"), 1),
                                 record("w1", text("y"), 2), record("w2", text("x"), 4)};
  const Built first = build(records);
  std::mt19937 random(9);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(records.begin(), records.end(), random);
    const Built again = build(records);
    REQUIRE(digest(again.table) == digest(first.table));
    REQUIRE(again.table.rows[0].origin.record == 1);
    REQUIRE(again.table.rows[1].origin.record == 4);
  }
}
