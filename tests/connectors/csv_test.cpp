#include "connectors/csv.h"

#include <fmt/format.h>

#include "read_support.h"

namespace writ {

namespace {

// "[a|b] [c|d]", a record with a fault as "{reason}".
std::string records(std::string_view text, char delimiter = ',') {
  CsvReader reader(text, delimiter);
  CsvRecord record;
  std::string out;
  while (reader.next(record)) {
    out += out.empty() ? "" : " ";
    out += record.reason.empty() ? fmt::format("[{}]", fmt::join(record.fields, "|"))
                                 : "{" + record.reason + "}";
  }
  return out;
}

using namespace std::string_literals;

const TableSchema people = schema_with({column("name", Kind::text)});

}  // namespace

TEST_CASE("records of CSV", "[connectors][csv]") {
  struct Case {
    std::string text;
    const char* records;
  };
  const auto c = GENERATE(values<Case>({
      {"", ""},
      {"\n\r\n\r", ""},
      {"a", "[a]"},
      {"a,b", "[a|b]"},
      {"a,b\n", "[a|b]"},
      {"a,b\nc,d", "[a|b] [c|d]"},
      {"a,b\r\nc,d\r\n", "[a|b] [c|d]"},
      {"a,b\rc,d\r", "[a|b] [c|d]"},
      {"a,b\n\nc,d\n\n\n", "[a|b] [c|d]"},
      {"a,b\n  \t\nc,d\n", "[a|b] [c|d]"},
      {",\n,", "[|] [|]"},
      {"a,", "[a|]"},
      {"\"\"\na", "[] [a]"},
      {" a , b ", "[ a | b ]"},
      {"\"a,b\",c", "[a,b|c]"},
      {"\"a\nb\",c\nd,e", "[a\nb|c] [d|e]"},
      {"\"a\r\nb\"", "[a\r\nb]"},
      {"\"say \"\"hi\"\"\",\"\"\"\"", "[say \"hi\"|\"]"},
      {"\"a\"\"\"", "[a\"]"},
      {"5\" disk,x", "[5\" disk|x]"},
      {"a\"\"b", "[a\"\"b]"},
      {"=\"00042\",x", "[=\"00042\"|x]"},
      {"\"a\"b,c\nd,e", "{broken quoting} [d|e]"},
      {"\"a\" ,c\nd,e", "{broken quoting} [d|e]"},
      {"a, \"b, c\"\nd,e", "{broken quoting} [d|e]"},
      {"a,\"b\nc,d\n", "{torn}"},
      {"a,b\n\"", "[a|b] {torn}"},
      {"a,\"b\"\"", "{torn}"},
      {"a\0b,c\nd,e"s, "{malformed text} [d|e]"},
      {"a\xFF,c\nd,e", "{malformed text} [d|e]"},
      {"a\xED\xA0\x80,c\nd", "{malformed text} [d]"},
      {"caf\xC3\xA9,c", "[caf\xC3\xA9|c]"},
  }));
  CAPTURE(c.text);
  CHECK(records(c.text) == c.records);
}

TEST_CASE("records begin at the lines that an editor shows", "[connectors][csv]") {
  CsvReader reader("a\r\n\"b\r\nb\"\rc\n\n\"d\rd\ne\"\nf", ',');
  CsvRecord record;
  std::vector<std::uint64_t> lines;
  while (reader.next(record)) {
    lines.push_back(record.line);
  }
  CHECK(lines == std::vector<std::uint64_t>{1, 2, 4, 6, 9});
}

TEST_CASE("fields with doubled quotes live as long as their record", "[connectors][csv]") {
  std::string text;
  std::string expected;
  for (int i = 0; i < 40; ++i) {
    text += fmt::format("{}\"{}\"\"\"", i == 0 ? "" : ",", i);
    expected += fmt::format("{}{}\"", i == 0 ? "[" : "|", i);
  }
  CHECK(records(text + "\n" + text) == expected + "] " + expected + "]");
}

TEST_CASE("a field and a record have a size", "[connectors][csv]") {
  const std::string field(1 << 20, 'x');
  CHECK(records("a," + field + "\nb").starts_with("[a|xxx"));
  CHECK(records("a," + field + "x\nb") == "{too large} [b]");
  CHECK(records("a,\"" + field + "x\"\nb") == "{too large} [b]");
  std::string row;
  for (int i = 0; i < 17; ++i) {
    row += field + ",";
  }
  CHECK(records(row + "\nb") == "{too large} [b]");
  CHECK(records(std::string(std::size_t{17} << 20, ',') + "\nb") == "{too large} [b]");
}

TEST_CASE("the delimiter shows in the first line", "[connectors][csv]") {
  struct Case {
    const char* text;
    char delimiter;
  };
  const auto c = GENERATE(values<Case>({
      {"", ','},
      {"id", ','},
      {"id,name", ','},
      {"id;name\n1,2,3,4", ';'},
      {"id\tname", '\t'},
      {"id|name", '|'},
      {"\"last, first, middle\";id", ';'},
      {"a,b;c", ','},
      {"\n\na;b", ';'},
      {"\"a\nb,c\";d;e", ';'},
  }));
  CAPTURE(c.text);
  CHECK(sniff_delimiter(c.text) == c.delimiter);
}

TEST_CASE("a first line can declare the delimiter", "[connectors][csv]") {
  const auto taken = [](std::string_view text) {
    const auto delimiter = take_separator_line(text);
    return (delimiter ? std::string(1, *delimiter) : std::string("none")) + "/" + std::string(text);
  };
  CHECK(taken("sep=;\nid") == ";/id");
  CHECK(taken("SEP=|\r\nid") == "|/id");
  CHECK(taken("\"sep=,\"\rid") == ",/id");
  CHECK(taken("sep=;") == ";/");
  CHECK(taken("sep=\"\nid") == "none/sep=\"\nid");
  CHECK(taken("sep=;;\nid") == "none/sep=;;\nid");
  CHECK(taken("separate;id") == "none/separate;id");
  CHECK(read_text("a.csv", "sep=;\nid;name\nu1;a,b,c\n", people).rows() == "u1 a,b,c");
}

TEST_CASE("CSV as exports write it", "[connectors][csv]") {
  struct Case {
    const char* map;
    std::string text;
    const char* rows;
    const char* incomplete;
  };
  const auto c = GENERATE(values<Case>({
      {"x", "id,name\nu1,Kim\n", "u1 Kim", ""},
      {"x", "\xEF\xBB\xBFid,name\nu1,Kim\n", "u1 Kim", ""},
      {"x",
       "\xFF\xFEi\0d\0,\0n\0a\0m\0e\0\n\0u\0"
       "1\0,\0\xE9\0\n\0"s,
       "u1 \u00E9", ""},
      {"{files: x, encoding: utf-16be}", "\0i\0d\0;\0n\0a\0m\0e\0\n\0u\0;\xD8\x3D\xDE\x00"s,
       "u \U0001F600", ""},
      {"{files: x, encoding: latin1}", "id,name\nu1,caf\xE9 \x80\n", "u1 caf\u00E9 \u20AC", ""},
      {"{files: x, encoding: latin1}", "\xEF\xBB\xBFid,name\nu1,caf\u00E9\n", "u1 caf\u00E9", ""},
      {"x", "i\0d\0,\0n\0"s, "",
       "a.csv: this looks like UTF-16 without a byte order mark (say `encoding: utf-16le`)"},
      {"x", "id,name\nu1,caf\xE9\nu2,b\n", "u2 b", "records refused: malformed text (1)"},
      {"x", " ID ,Name\nu1,Kim\n", "u1 Kim", ""},
      {"x", "name,id\nKim,u1\n\n\n", "u1 Kim", ""},
      {"x", "id,name\nu1\nu2,b\n", "u2 b", "records refused: short row (1)"},
      {"{files: x, ragged: pad}", "id,name\nu1\nu2,b\n", "u1 unknown(the value is empty); u2 b",
       ""},
      {"{files: x, ragged: pad}", "id,name\nu1,a,b\n", "", "records refused: long row (1)"},
      {"x", "id,name\nu1,a,\n", "", "records refused: long row (1)"},
      {"x", "id,name\nu1,\"a\nu2,b\n", "", "records refused: torn (1)"},
      {"x", "id,name\nu1,a\nu2,b", "u1 a; u2 b", ""},
      {"x", "id,name\n", "", ""},
      {"x", "id,name\n,a\nu2,b\n", "u2 b", "records refused: no key (1)"},
      {"x", "id,name\n \t,a\nu2,b\n", "u2 b", "records refused: no key (1)"},
      {"x", "id,\"name\nu1,a\n", "",
       "a.csv: the header cannot be read: torn: a quote is never closed"},
      {"x", "id,name,,\nu1,a,,\n", "u1 a", ""},
      {"x", "id,name,ID\nu1,a,u2\n", "u1 a", ""},
      {"x", "Id,name,ID\nu1,a,u2\n", "",
       "a.csv: the header has `Id` and `ID`: say in `columns:` which one is meant"},
      {"{files: x, columns: {id: ID}}", "Id,name,ID\nu1,a,u2\n", "u2 a", ""},
      {"{files: x, header: [name, id]}", "Kim,u1\nLee,u2\n", "u1 Kim; u2 Lee", ""},
      {"{files: x, header: [name, id, id]}", "Kim,u1,x\n", "", "a.csv: the header has `id` twice"},
      {"{files: x, delimiter: tab}", "id\tname\nu1\ta,b;c\n", "u1 a,b;c", ""},
      {"{files: x, delimiter: '|'}", "sep=;\nid|name\nu1|a\n", "u1 a", ""},
      {"{files: x, columns: {name: [Nick Name, full-name]}}",
       "id,nick_name,FULL NAME\nu1,,Kim\nu2,Lee,Lea\nu3,,\n",
       "u1 Kim; u2 Lee; u3 unknown(the value is empty)", ""},
      {"{files: x, nulls: [N/A], columns: {name: {from: name, nulls: ['-']}}}",
       "id,name\nu1, N/A \nu2,-\nu3,n/a\n",
       "u1 unknown(the value is empty); u2 unknown(the value is empty); u3 n/a", ""},
      {"{files: x, columns: {name: {const: '00042'}}}", "id,name\nu1,a\n", "u1 00042", ""},
      {"x", "id,name\nu1,a\nu1,a\nu1,b\n", "u1 unknown(copies of the row differ)", ""},
      {"x", "id,name\n00042,1E5\n42,29.02.2024\n", "00042 1E5; 42 29.02.2024", ""},
  }));
  CAPTURE(c.map, c.text);
  const Reading reading = read_text("a.csv", c.text, people, map_from(c.map));
  CHECK(reading.rows() == c.rows);
  CHECK(reading.why_incomplete() == c.incomplete);
}

TEST_CASE("a refused record says where it is", "[connectors][csv]") {
  const Reading reading = read_text("a.csv", "id,name\n\"u\n1\",a\n\nu2\nu3,\"b\"c\n", people);
  CHECK(reading.table.report.refusals ==
        std::vector<std::string>{
            "a.csv record 2: short row: 1 of 2 fields, line 5",
            "a.csv record 3: broken quoting: text after a closing quote, line 6"});
  CHECK(reading.table.rows[0].origin.record == 1);
  CHECK(reading.table.rows[0].key == "u\n1");
}

}  // namespace writ
