#include "connectors/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "connectors/json_records.h"
#include "read_support.h"

namespace writ {

namespace {

using namespace std::string_literals;

// The value as JSON again, with numbers as they were written; or "!" and the reason.
std::string spelt(const Value& value) {
  switch (value.kind) {
    case Value::Kind::null:
      return "null";
    case Value::Kind::boolean:
    case Value::Kind::number:
      return value.text;
    case Value::Kind::text:
      return "'" + value.text + "'";
    case Value::Kind::list:
    case Value::Kind::object:
      break;
  }
  const bool list = value.is(Value::Kind::list);
  std::string out;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    out += (i == 0 ? "" : ",") + (list ? "" : value.keys[i] + ":") + spelt(value.items[i]);
  }
  return list ? "[" + out + "]" : "{" + out + "}";
}

std::string parsed(std::string_view text) {
  const ParsedJson json = parse_json(text);
  return json.reason.empty() ? spelt(json.value) : "!" + json.reason;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

struct Text {
  std::string text;
  std::string value;
};

}  // namespace

// The cases follow the families of Nicolas Seriot's JSONTestSuite: y_ must be read, n_ must not,
// and for i_, where parsers may choose, what we chose.
TEST_CASE("JSON that is read", "[connectors][json]") {
  const auto c = GENERATE(values<Text>({
      {"null", "null"},
      {"true", "true"},
      {" \t\r\n 1 ", "1"},
      {"0", "0"},
      {"-0", "-0"},
      {"-0.0", "-0.0"},
      {"0e1", "0e1"},
      {"0e+1", "0e+1"},
      {"1E-2", "1E-2"},
      {"20e1", "20e1"},
      {"123.456", "123.456"},
      {"1.10", "1.10"},
      {"-123", "-123"},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9223372036854775808"},
      {"18446744073709551616", "18446744073709551616"},
      {"-9223372036854775809", "-9223372036854775809"},
      {"12345678901234567890123", "12345678901234567890123"},
      {"0.1234567890123456789012345678901234567890", "0.1234567890123456789012345678901234567890"},
      {"1e-400", "1e-400"},
      {"\"\"", "''"},
      {"\"\\u0060\\u012a\\u12AB\"", "'`\u012A\u12AB'"},
      {"\"\\uD801\\udc37\"", "'\U00010437'"},
      {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "'\"\\/\b\f\n\r\t'"},
      {"\"\\\\u0000\"", "'\\u0000'"},
      {"\"\\u0000\"", "'\0'"s},
      {"\"\\uFFFF\"", "'\uFFFF'"},
      {"\"\xF4\x8F\xBF\xBF\"", "'\xF4\x8F\xBF\xBF'"},
      {"\"\x7F\"", "'\x7F'"},
      {"\"\u2028\"", "'\u2028'"},
      {"[]", "[]"},
      {"[ ]", "[]"},
      {"[null,1,\"1\",{}]", "[null,1,'1',{}]"},
      {"{}", "{}"},
      {"{\"\":0}", "{:0}"},
      {"{\"a\":[{\"b\":null}],\"c\":\"d\"}", "{a:[{b:null}],c:'d'}"},
      {"{\"a\":{\"x\":1},\"b\":{\"x\":2}}", "{a:{x:1},b:{x:2}}"},
      {nested(64), nested(64)},
  }));
  CAPTURE(c.text);
  CHECK(parsed(c.text) == c.value);
  CHECK(nlohmann::json::accept(c.text));
}

TEST_CASE("JSON that is refused", "[connectors][json]") {
  const auto c = GENERATE(values<Text>({
      {"", "!broken JSON"},
      {" ", "!broken JSON"},
      {"[1 true]", "!broken JSON"},
      {"[1,]", "!broken JSON"},
      {"[,1]", "!broken JSON"},
      {"[1,,2]", "!broken JSON"},
      {"[", "!broken JSON"},
      {"[1", "!broken JSON"},
      {"]", "!broken JSON"},
      {"[1]]", "!broken JSON"},
      {"[1}", "!broken JSON"},
      {"{\"a\"", "!broken JSON"},
      {"{\"a\":", "!broken JSON"},
      {"{\"a\":1,}", "!broken JSON"},
      {"{a:1}", "!broken JSON"},
      {"{'a':1}", "!broken JSON"},
      {"{1:1}", "!broken JSON"},
      {"{\"a\":1 \"b\":2}", "!broken JSON"},
      {"{}x", "!broken JSON"},
      {"{}{}", "!broken JSON"},
      {"{}#", "!broken JSON"},
      {"/**/{}", "!broken JSON"},
      {"{}//", "!broken JSON"},
      {"nul", "!broken JSON"},
      {"True", "!broken JSON"},
      {"NaN", "!broken JSON"},
      {"Infinity", "!broken JSON"},
      {"-Infinity", "!broken JSON"},
      {"undefined", "!broken JSON"},
      {"+1", "!broken JSON"},
      {"01", "!broken JSON"},
      {"-01", "!broken JSON"},
      {"1.", "!broken JSON"},
      {".5", "!broken JSON"},
      {"1e", "!broken JSON"},
      {"1_000", "!broken JSON"},
      {"0x1F", "!broken JSON"},
      {"1e400", "!broken JSON"},  // out of range: nobody can say what it means
      {"-1e400", "!broken JSON"},
      {"\"", "!broken JSON"},
      {"\"a", "!broken JSON"},
      {"'a'", "!broken JSON"},
      {"\"\\x\"", "!broken JSON"},
      {"\"\\u12\"", "!broken JSON"},
      {"\"\\u{1}\"", "!broken JSON"},
      {"\"\\uD800\"", "!broken JSON"},  // lone surrogates
      {"\"\\uDC00\"", "!broken JSON"},
      {"\"\\uD800\\uD800\"", "!broken JSON"},
      {"\"\\uD800\\n\"", "!broken JSON"},
      {"\"a\nb\"", "!broken JSON"},
      {"\"a\tb\"", "!broken JSON"},
      {"\"\x1F\"", "!broken JSON"},
      {"\xEF\xBB\xBF{}", "!broken JSON"},  // a file's mark is dropped before
      {"\"\xFF\"", "!malformed text"},
      {"\"\xC0\xAF\"", "!malformed text"},
      {"\"\xED\xA0\x80\"", "!malformed text"},
      {"\"\xF4\x90\x80\x80\"", "!malformed text"},
      {"{}\0"s, "!malformed text"},
      {"{}\0{"s, "!malformed text"},
      {"{\"a\":1,\"a\":1}", "!duplicate key"},
      {"{\"a\":1,\"\\u0061\":2}", "!duplicate key"},
      {"[{\"b\":{\"a\":1,\"c\":[],\"a\":2}}]", "!duplicate key"},
      {nested(65), "!too deep"},
      {nested(1'000'000), "!too deep"},
      {"\"" + std::string((1 << 20) + 1, 'x') + "\"", "!too large"},
  }));
  CAPTURE(c.text.substr(0, 80));
  CHECK(parsed(c.text) == c.value);
}

TEST_CASE("a record that is large in memory is large", "[connectors][json]") {
  std::string text = "[";
  for (int i = 0; i < 3'000'000; ++i) {
    text += "[],";
  }
  CHECK(parsed(text + "1]") == "!too large");
  CHECK(parsed("[" + std::string(std::size_t{16} << 20, ' ') + "]") == "!too large");
}

TEST_CASE("a document is cut into its records", "[connectors][json]") {
  struct Case {
    const char* text;
    std::vector<const char*> items;
    const char* records;  // joined by " | ", or the error
  };
  const auto c = GENERATE(values<Case>({
      {"[]", {}, ""},
      {" [ 1 , {\"a\" : [1,2]} ,\"]\" ] ", {}, "1 | {\"a\" : [1,2]} | \"]\""},
      {"{\"users\":[1,2],\"n\":[3]}", {"/users"}, "1 | 2"},
      {"{\"n\":[3],\"users\":[1,2]}", {"/users"}, "1 | 2"},
      {"{\"data\":{\"x\":{},\"users\":[1]}}", {"/users", "/data/users"}, "1"},
      {"{\"users\":[1],\"data\":{\"users\":[2]}}", {"/users", "/data/users"}, "1"},
      {"[[0],[1,2]]", {"/1"}, "1 | 2"},
      {"{\"a/b\":{\"m~n\":[1]}}", {"/a~1b/m~0n"}, "1"},
      {"{\"\\u0075sers\":[1]}", {"/users"}, "1"},
      {"{\"a\":\"\\\"[\",\"users\":[\"\\\\\",\"]\"]}", {"/users"}, "\"\\\\\" | \"]\""},
      {"[NaN,{\"a\":\"\\uD800\"},1e400]", {}, "NaN | {\"a\":\"\\uD800\"} | 1e400"},
      {"{\"users\":[1]}",
       {},
       "the document is no list of records; say `items:` and where the list is (it has lists at "
       "`/users`)"},
      {"{\"a\":{\"b\":[],\"c\":{\"d\":[]}},\"e\":[]}",
       {"/x"},
       "the document has nothing at `items` (it has lists at `/a/b`, `/a/c/d`, `/e`)"},
      {"{\"users\":null}", {"/users"}, "what the document has at `items` is no list"},
      {"{\"users\":{\"1\":{}}}", {"/users"}, "what the document has at `items` is no list"},
      {"[1,2", {}, "broken JSON: the text ends early at line 1, column 5"},
      {"[1,\n2,", {}, "broken JSON: the text ends early at line 2, column 3"},
      {"[1,{\"a\":1]", {}, "broken JSON at line 1, column 10"},
      {"[1,{\"a\":\"]", {}, "broken JSON: the text ends early at line 1, column 11"},
      {"[1,]", {}, "broken JSON: a comma before `]` at line 1, column 4"},
      {"[,1]", {}, "broken JSON: the record that begins at line 1, column 2 is torn"},
      {"[1 2]", {}, "broken JSON: the record that begins at line 1, column 2 is torn"},
      {"[{}{}]", {}, "broken JSON: the record that begins at line 1, column 2 is torn"},
      {"[1]x", {}, "broken JSON at line 1, column 4"},
      {"[1]]", {}, "broken JSON at line 1, column 4"},
      {"{}\n{}", {}, "broken JSON at line 2, column 1 (one record a line? say `format: ndjson`)"},
      {"{\"users\":[1],}", {"/users"}, "broken JSON at line 1, column 14"},
      {"{\"users\":[1],\"users\":[2]}", {"/users"}, "duplicate key: `users`"},
      {"{\"d\":{\"users\":[1]},\"d\":{}}", {"/d/users"}, "duplicate key: `d`"},
      {"[1]\xFF", {}, "malformed text: not UTF-8 at line 1, column 4"},
  }));
  CAPTURE(c.text);
  std::vector<Pointer> pointers;
  for (const char* item : c.items) {
    pointers.push_back(*parse_pointer(item));
  }
  const auto records = json_records(c.text, pointers);
  CHECK((records ? fmt::format("{}", fmt::join(*records, " | ")) : records.error().message) ==
        c.records);
}

TEST_CASE("hostile nesting ends", "[connectors][json]") {
  CHECK(json_records(nested(1'000'000), {}).operator bool());
  CHECK_FALSE(json_records(std::string(1'000'000, '['), {}).operator bool());
  CHECK_FALSE(json_records(std::string(1'000'000, '{'), {*parse_pointer("/a")}).operator bool());
  std::string objects;
  for (int i = 0; i < 200'000; ++i) {
    objects += "{\"a\":";
  }
  CHECK_FALSE(json_records(objects, {}).operator bool());
}

TEST_CASE("JSON records as rows", "[connectors][json]") {
  struct Case {
    std::string text;
    const char* rows;
    const char* incomplete;
  };
  const TableSchema schema =
      schema_with({column("n", Type::of(Kind::integer).as_optional()), column("name", Kind::text)});
  const auto c = GENERATE(values<Case>({
      {R"([{"id":42,"n":1,"name":"a"}])", "42 1 a", ""},
      {R"([{"id":12345678901234567890123,"n":"7","name":1.50}])", "12345678901234567890123 7 1.50",
       ""},
      {R"([{"id":"a","n":-0,"name":true}])", "a 0 true", ""},
      {R"([{"id":"a","n":1.0,"name":"x"}])", "a unknown(expected a whole number, found `1.0`) x",
       ""},
      {R"([{"id":"a","n":1e2,"name":"x"}])", "a unknown(expected a whole number, found `1e2`) x",
       ""},
      {R"([{"id":"a","n":9223372036854775808,"name":"x"}])",
       "a unknown(expected a whole number, found `9223372036854775808`) x", ""},
      {R"([{"id":"a","n":true,"name":"x"}])", "a unknown(expected a whole number, found `true`) x",
       ""},
      {R"([{"id":"a","n":[1],"name":{}}])",
       "a unknown(expected one value, found a list) unknown(expected a value, found an object)",
       ""},
      {R"([{"id":"a","n":null,"name":null}])", "a absent unknown(the value is empty)", ""},
      {R"([{"id":"a","n":"","name":"  "}])", "a absent unknown(the value is empty)", ""},
      {R"([{"id":"a","n":1,"name":"x"},{"id":"b"}])", "a 1 x; b absent unknown(the value is empty)",
       ""},
      {R"([{"id":"a"},{"id":"b"}])",
       "a unknown(the column is missing from the whole table) "
       "unknown(the column is missing from the whole table); "
       "b unknown(the column is missing from the whole table) "
       "unknown(the column is missing from the whole table)",
       ""},
      {R"([{"id":"a","n":1,"name":"x\u0000y"}])", "a 1 unknown(the value holds a NUL character)",
       ""},
      {R"([{"id":"a","n":1,"name":"x"},7,null,["b"],"c"])", "a 1 x",
       "records refused: no object (4)"},
      {R"([{"id":"a","n":1,"name":"x"},{"id":"b","id":"c"},{"id":"\uD800"},{"id":NaN}])", "a 1 x",
       "records refused: broken JSON (2); records refused: duplicate key (1)"},
      {"[{\"id\":\"a\",\"n\":1,\"name\":\"x\"},{\"id\":\"b\xFF\"}]", "a 1 x",
       "records refused: malformed text (1)"},
      {"\xEF\xBB\xBF[{\"id\":\"a\",\"n\":1,\"name\":\"x\"}]", "a 1 x", ""},
      {"\xFF\xFE[\0]\0"s, "", ""},
      {R"([{"id":{},"n":1,"name":"x"}])", "", "records refused: no key (1)"},
      {"[]", "", ""},
  }));
  CAPTURE(c.text);
  const Reading reading = read_text("a.json", c.text, schema);
  CHECK(reading.rows() == c.rows);
  CHECK(reading.why_incomplete() == c.incomplete);
}

TEST_CASE("NDJSON, a record a line", "[connectors][ndjson]") {
  struct Case {
    std::string text;
    const char* rows;
    const char* incomplete;
  };
  const auto c = GENERATE(values<Case>({
      {"{\"id\":1}\n{\"id\":2}\n", "1; 2", ""},
      {"{\"id\":1}\r\n\r\n  \n{\"id\":2}", "1; 2", ""},
      {"\xEF\xBB\xBF{\"id\":1}\n", "1", ""},
      {"{\"id\":1}\n{\"id\":", "1", "records refused: broken JSON (1)"},
      {"{\"id\":1}\n{\"id\":2}{\"id\":3}\n", "1", "records refused: broken JSON (1)"},
      {"{\"id\":1}\nnull\n[]\n", "1", "records refused: no object (2)"},
      {"{\"id\":1}\n{\"id\":\"\0\"}\n{\"id\":2}"s, "1; 2", "records refused: malformed text (1)"},
      {"\n\n", "", "a.ndjson: the file is empty"},
      {"[{\"id\":1}]", "", "records refused: no object (1)"},
  }));
  CAPTURE(c.text);
  const Reading reading = read_text("a.ndjson", c.text, schema_with({}));
  CHECK(reading.rows() == c.rows);
  CHECK(reading.why_incomplete() == c.incomplete);
}

TEST_CASE("refusals of JSON say where", "[connectors][json]") {
  const Reading lines =
      read_text("a.ndjson", "{\"id\":1}\n\n{\"id\":1,\"id\":2}\n{\"id\":nil}\n", schema_with({}));
  CHECK(lines.table.report.refusals ==
        std::vector<std::string>{"a.ndjson record 2: duplicate key: `id`, line 3, column 1",
                                 "a.ndjson record 3: broken JSON: line 4, column 8"});
  const Reading document = read_text("a.json", "[\n {\"id\":1},\n {\"id\":01}]", schema_with({}));
  CHECK(document.table.report.refusals ==
        std::vector<std::string>{"a.json record 2: broken JSON: line 3, column 9"});
}

TEST_CASE("a page of a list is not the whole list", "[connectors][json]") {
  const TableMap map = map_from("{files: x, items: /Resources, total: /totalResults}");
  const auto why = [&](const std::vector<std::string>& pages) {
    MemoryWorld world;
    std::vector<std::string> names;
    for (const std::string& page : pages) {
      names.push_back("p" + std::to_string(names.size()) + ".json");
      world.files[names.back()] = page;
    }
    return read_world(world, names, schema_with({}), map).why_incomplete();
  };
  const std::string one = R"({"totalResults":2,"Resources":[{"id":"1"}]})";
  const std::string two = R"({"totalResults":"2","Resources":[{"id":"2"}]})";
  CHECK(why({one}) == "the source says that there are 2 records, the files hold 1");
  CHECK(why({one, two}).empty());
  CHECK(why({one, one}) == "the source says that there are 2 records, the files hold 1");
  CHECK(why({one, two, two}).empty());
  CHECK(why({R"({"Resources":[]})"}) == "p0.json: no number of records at `total`");
  CHECK(why({R"({"totalResults":null,"Resources":[]})"}) ==
        "p0.json: no number of records at `total`");
}

}  // namespace writ
