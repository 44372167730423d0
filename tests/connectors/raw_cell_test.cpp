// How a reader fills a cell (docs/language.md, Types), for CSV and JSON side by side.
#include "connectors/raw_cell.h"

#include "read_support.h"

namespace writ {

namespace {

const Type texts = Type::set_of(Type::of(Kind::text));
const Type closed = Type::one_of({"Active", "Left"}, false);
const Type open = Type::one_of({"Active", "Left"}, true);

// The second column's cell of record "u1".
std::string cell(const Type& type, const std::string& name, const std::string& text,
                 const std::string& map = "x", const Zone* zone = nullptr) {
  const Reading reading =
      read_text(name, text, schema_with({column("c", type)}), map_from(map), zone);
  REQUIRE(reading.table.rows.size() >= 1);
  const auto* unknown = std::get_if<Unknown>(&reading.table.rows[0].cells[1].value);
  std::string out = unknown == nullptr ? to_string(reading.table.rows[0].cells[1])
                                       : "unknown(" + unknown->why + ")";
  for (const DataFinding& finding : reading.findings) {
    out += finding.kind == "unmapped_column" ? "" : " / " + finding.kind;
  }
  return out;
}

std::string csv(const Type& type, const std::string& value, const std::string& map = "x",
                const Zone* zone = nullptr) {
  return cell(type, "a.csv", "id,c\nu1,\"" + value + "\"\n", map, zone);
}

std::string json(const Type& type, const std::string& value, const std::string& map = "x",
                 const Zone* zone = nullptr) {
  return cell(type, "a.json", "[{\"id\":\"u1\",\"c\":" + value + "}]", map, zone);
}

std::string yaml(const Type& type, const std::string& value) {
  return cell(type, "a.yaml", "- id: u1\n  c: " + value + "\n");
}

Type maybe(Kind kind) {
  return Type::of(kind).as_optional();
}

}  // namespace

TEST_CASE("empty, null and missing", "[connectors][cell]") {
  const std::string empty = "unknown(the value is empty) / empty_required";
  CHECK(csv(maybe(Kind::text), "") == "absent");
  CHECK(csv(maybe(Kind::text), "  ") == "absent");
  CHECK(csv(maybe(Kind::date), "") == "absent");
  CHECK(csv(Type::of(Kind::text), "") == empty);
  CHECK(csv(closed, "\u00A0") == empty);
  CHECK(csv(texts, "") == "[]");
  CHECK(csv(texts, " ; ;") == "[]");
  CHECK(csv(texts, "N/A", "{files: x, nulls: [N/A]}") == empty);
  CHECK(json(maybe(Kind::text), "null") == "absent");
  CHECK(json(maybe(Kind::text), "\"\"") == "absent");
  CHECK(json(Type::of(Kind::text), "null") == empty);
  CHECK(json(texts, "null") == empty);
  CHECK(json(texts, "\"\"") == empty);
  CHECK(json(texts, "[]") == "[]");
  const std::string none =
      "{files: x, set_separator: ';', columns: {c: {from: /c, null_is_empty: true}}}";
  CHECK(json(texts, "null", none) == "[]");
  CHECK(json(texts, "\"a\"", none) == "[a]");
  CHECK(json(texts, "\"\"", none) == empty);

  const std::string second = ",\"c\":[\"x\"]}]";
  CHECK(cell(texts, "a.json", "[{\"id\":\"u1\"},{\"id\":\"u2\"" + second) == empty);
  CHECK(cell(maybe(Kind::text), "a.json", "[{\"id\":\"u1\"},{\"id\":\"u2\",\"c\":\"x\"}]") ==
        "absent");
  const std::string nowhere =
      "unknown(the column is missing from the whole table) / missing_column";
  CHECK(cell(maybe(Kind::text), "a.json", "[{\"id\":\"u1\"}]") == nowhere);
  CHECK(cell(texts, "a.json", "[{\"id\":\"u1\"}]") == nowhere);
  CHECK(cell(maybe(Kind::text), "a.csv", "id\nu1\n") ==
        "unknown(the column is missing from the file) / missing_column");
  CHECK(cell(texts, "a.csv", "id\nu1\n") ==
        "unknown(the column is missing from the file) / missing_column");
}

TEST_CASE("a file without a column does not speak for it", "[connectors][cell]") {
  MemoryWorld world;
  world.files = {{"a.csv", "id,c\nu1,\n"}, {"b.csv", "id\nu2\n"}};
  const Reading reading =
      read_world(world, {"*.csv"}, schema_with({column("c", maybe(Kind::text))}));
  CHECK(reading.rows() == "u1 absent; u2 unknown(the column is missing from the file)");
  CHECK(reading.noted() == "c missing_column 1");
}

TEST_CASE("values of each type", "[connectors][cell]") {
  const Type boolean = Type::of(Kind::boolean);
  CHECK(csv(boolean, " TRUE ") == "true");
  CHECK(csv(boolean, "1") == "unknown(expected `true` or `false`, found `1`) / unparsable");
  CHECK(csv(boolean, "yes", "{files: x, columns: {c: {from: c, values: {yes: true}}}}") == "true");
  CHECK(json(boolean, "true") == "true");
  CHECK(json(boolean, "\"False\"") == "false");
  CHECK(json(boolean, "1") == "unknown(expected `true` or `false`, found `1`) / unparsable");
  CHECK(json(boolean, "0", "{files: x, columns: {c: {from: c, values: {0: false}}}}") == "false");
  CHECK(yaml(boolean, "True") == "true");
  CHECK(yaml(boolean, "no") == "unknown(expected `true` or `false`, found `no`) / unparsable");
  CHECK(yaml(boolean, "\"true\"") == "true");

  CHECK(csv(closed, "Active") == "Active");
  CHECK(csv(closed, "active") ==
        "unknown(`active` is not a value that the schema lists) / unlisted_value");
  CHECK(csv(open, "Other") == "Other");
  CHECK(csv(closed, " T ", "{files: x, columns: {c: {from: c, values: {T: Left}}}}") == "Left");
  CHECK(json(closed, "false", "{files: x, columns: {c: {from: c, values: {false: Left}}}}") ==
        "Left");

  CHECK(yaml(Type::of(Kind::text), "no") == "no");
  CHECK(yaml(Type::of(Kind::text), "010") == "010");
  CHECK(yaml(Type::of(Kind::text), "1:30") == "1:30");
  CHECK(yaml(Type::of(Kind::text), "1.10") == "1.10");
  CHECK(yaml(Type::of(Kind::text), "2026-03-01") == "2026-03-01");
  CHECK(yaml(Type::of(Kind::integer), "1:30") ==
        "unknown(expected a whole number, found `1:30`) / unparsable");
  CHECK(yaml(Type::of(Kind::integer), "0x1F") ==
        "unknown(expected a whole number, found `0x1F`) / unparsable");
  CHECK(yaml(Type::of(Kind::integer), "042") == "42");  // YAML 1.2; never the octal of 1.1
  CHECK(yaml(maybe(Kind::text), "~") == "absent");
  CHECK(yaml(maybe(Kind::text), "\"~\"") == "~");
  CHECK(yaml(Type::of(Kind::text), "|\n    two\n    lines") == "two\nlines\n");

  CHECK(json(Type::of(Kind::decimal), "166.67") == "166.67");
  CHECK(json(Type::of(Kind::decimal), "1e2") ==
        "unknown(expected a decimal number, found `1e2`) / unparsable");
  CHECK(json(Type::of(Kind::email), "\" Kim@Acme.example \"") == "Kim@Acme.example");
  CHECK(json(Type::of(Kind::email), "\"Kim\"") ==
        "unknown(expected an email address, found `Kim`) / unparsable");
  CHECK(json(Type::row_of("hr.workers"), "17") == "17");
}

TEST_CASE("sets", "[connectors][cell]") {
  const Type numbers = Type::set_of(Type::of(Kind::integer));
  const Type roles = Type::set_of(closed);
  CHECK(csv(texts, "b; a ;b;") == "[a, b]");
  CHECK(csv(texts, "a|b;c", "{files: x, set_separator: '|'}") == "[a, b;c]");
  CHECK(csv(texts, "a, b", "{files: x, set_separator: ', '}") == "[a, b]");
  CHECK(csv(numbers, "1;x") == "unknown(expected a whole number, found `x`) / unparsable");
  CHECK(csv(roles, "Active;Gone") ==
        "unknown(`Gone` is not a value that the schema lists) / unlisted_value");
  CHECK(csv(texts, "a;N/A", "{files: x, nulls: [N/A]}") ==
        "unknown(a member of the set has no value) / unparsable");
  CHECK(csv(roles, "A;B", "{files: x, columns: {c: {from: c, values: {A: Active, B: Left}}}}") ==
        "[Active, Left]");
  CHECK(json(texts, "[\"b\",\"a\",\"b\"]") == "[a, b]");
  CHECK(json(numbers, "[1,\"2\"]") == "[1, 2]");
  CHECK(json(numbers, "[1,2.5]") == "unknown(expected a whole number, found `2.5`) / unparsable");
  CHECK(json(texts, "[\"a\",null]") == "unknown(a member of the set has no value) / unparsable");
  CHECK(json(texts, "[\"a\",[\"b\"]]") ==
        "unknown(a member of the set is no single value) / unparsable");
  CHECK(json(texts, "[{}]") == "unknown(a member of the set is no single value) / unparsable");
  CHECK(json(texts, "\"a;b\"") == "unknown(expected a list, found `a;b`) / unparsable");
  CHECK(json(texts, "\"a;b\"", "{files: x, set_separator: ';'}") == "[a, b]");
  CHECK(json(texts, "{\"a\":1}") == "unknown(expected a value, found an object) / unparsable");
  CHECK(json(texts, "[{\"n\":\"a\"},{\"n\":\"b\"}]", "{files: x, columns: {c: /c/*/n}}") ==
        "[a, b]");
  CHECK(json(texts, "[]", "{files: x, columns: {c: /c/*/n}}") == "[]");
  CHECK(json(texts, "null", "{files: x, columns: {c: /c/*/n}}") ==
        "unknown(the value is empty) / empty_required");
  CHECK(json(texts, "null", "{files: x, columns: {c: {from: /c/*/n, null_is_empty: true}}}") == "[]");
}

TEST_CASE("what a missing key is said to mean", "[connectors][cell]") {
  const auto lacks = [](const Type& type, const std::string& missing) {
    return cell(type, "a.json", R"([{"id":"u1"}])",
                "{files: x, columns: {c: {from: /c, missing: " + missing + "}}}", nullptr);
  };
  CHECK(lacks(Type::set_of(Type::of(Kind::text)), "[]") == "[]");
  CHECK(lacks(maybe(Kind::text), "null") == "absent");
  CHECK(lacks(Type::of(Kind::boolean), "\"false\"") == "false");
  CHECK(lacks(Type::of(Kind::text), "null") == "unknown(the value is empty) / empty_required");
}

TEST_CASE("a document without its list", "[connectors][cell]") {
  const auto read = [](const std::string& text, const std::string& more) {
    const TableSchema schema{"t.u", {"id"}, {column("id", Kind::text)}};
    std::vector<DataFinding> findings;
    MemoryWorld world;
    world.files["a.json"] = text;
    const TableMap map = map_from("{files: a.json, items: [/list]" + more + "}");
    const auto table = read_files(world, {}, schema, map, nullptr, findings);
    return table && table->complete();
  };
  CHECK_FALSE(read(R"({"kind":"x"})", ""));
  CHECK(read(R"({"kind":"x"})", ", no_items: empty"));
  CHECK(read(R"({"list":null})", ", no_items: empty"));
  CHECK_FALSE(read(R"({"list":{}})", ", no_items: empty"));
  CHECK_FALSE(read(R"({"kind":)", ", no_items: empty"));
}

TEST_CASE("times as systems write them", "[connectors][cell]") {
  const Zone* new_york = find_zone("America/New_York");
  const auto read = [&](Kind kind, const std::string& value, const std::string& format) {
    return csv(maybe(kind), value, "{files: x, columns: {c: {from: c, format: '" + format + "'}}}",
               new_york);
  };
  CHECK(csv(maybe(Kind::timestamp), "2024-01-01T00:00:00.000+0000") == "2024-01-01T00:00:00Z");
  CHECK(csv(maybe(Kind::timestamp), "2024-01-01") ==
        "unknown(expected a timestamp with an offset, found `2024-01-01`) / unparsable");
  CHECK(csv(maybe(Kind::date), "2024-02-29T00:00:00Z") ==
        "unknown(expected a date such as 2026-03-01, found `2024-02-29T00:00:00Z`) / unparsable");
  CHECK(read(Kind::date, "2024-03-01T02:00:00Z", "rfc3339") == "2024-02-29");
  CHECK(read(Kind::date, "2024-02-29", "rfc3339") == "2024-02-29");
  CHECK(read(Kind::date, "29.2.2024", "%d.%m.%Y") == "2024-02-29");
  CHECK(read(Kind::date, "30.2.2024", "%d.%m.%Y") ==
        "unknown(expected a time as `format` says, found `30.2.2024`) / unparsable");
  CHECK(read(Kind::timestamp, "03/01/2024 09:30", "%m/%d/%Y %H:%M") == "2024-03-01T14:30:00Z");
  CHECK(read(Kind::timestamp, "03/10/2024 02:30", "%m/%d/%Y %H:%M") ==
        "unknown(expected a time as `format` says, found `03/10/2024 02:30`) / unparsable");
  CHECK(read(Kind::timestamp, "1709251200", "unix_s") == "2024-03-01T00:00:00Z");
  CHECK(read(Kind::timestamp, "1709251200123", "unix_ms") == "2024-03-01T00:00:00.123Z");
  CHECK(read(Kind::timestamp, "133536276600000000", "filetime") == "2024-02-28T21:01:00Z");
  CHECK(read(Kind::timestamp, "0", "filetime") == "absent");
  CHECK(read(Kind::timestamp, "9223372036854775807", "filetime") == "absent");
  CHECK(read(Kind::date, "133536276600000000", "filetime") == "2024-02-28");
  CHECK(read(Kind::timestamp, "20240301120000.0Z", "generalized_time") == "2024-03-01T12:00:00Z");
  CHECK(json(maybe(Kind::timestamp), "1709251200",
             "{files: x, columns: {c: {from: c, format: unix_s}}}") == "2024-03-01T00:00:00Z");
  CHECK(json(maybe(Kind::timestamp), "1709251200") ==
        "unknown(expected a timestamp with an offset, found `1709251200`) / unparsable");
  CHECK(csv(maybe(Kind::timestamp), "never",
            "{files: x, columns: {c: {from: c, format: unix_s, nulls: [never]}}}") == "absent");
}

TEST_CASE("constants, presence and unobservable columns", "[connectors][cell]") {
  const Type boolean = Type::of(Kind::boolean);
  CHECK(csv(closed, "whatever", "{files: x, columns: {c: {const: Active}}}") == "Active");
  CHECK(cell(closed, "a.csv", "id\nu1\n", "{files: x, columns: {c: {const: Active}}}") == "Active");
  CHECK(json(texts, "null", "{files: x, columns: {c: {const: 'a;b'}}}") == "[a, b]");
  CHECK(json(texts, "null", "{files: x, columns: {c: {const: ''}}}") == "[]");
  CHECK(json(maybe(Kind::date), "null", "{files: x, columns: {c: {const: 2026-03-01}}}") ==
        "2026-03-01");
  const std::string present = "{files: x, nulls: ['-'], columns: {c: {from: c, present: true}}}";
  CHECK(csv(boolean, "2024", present) == "true");
  CHECK(csv(boolean, " - ", present) == "false");
  CHECK(csv(boolean, "", present) == "false");
  CHECK(json(boolean, "null", present) == "false");
  CHECK(json(boolean, "{\"a\":1}", present) == "true");
  CHECK(json(boolean, "[\"a\"]", present) == "true");
  CHECK(json(boolean, "[]", present) == "false");
  CHECK(json(boolean, "{}", present) == "false");
  CHECK(json(boolean, "false", present) == "true");
  CHECK(cell(boolean, "a.json", "[{\"id\":\"u1\"},{\"id\":\"u2\",\"c\":1}]", present) == "false");
  CHECK(cell(boolean, "a.json", "[{\"id\":\"u1\"}]", present) ==
        "unknown(the column is missing from the whole table) / missing_column");

  TableSchema schema = schema_with({column("c", boolean)});
  schema.columns[1].unobservable = "the system has no such field";
  const Reading reading = read_text("a.csv", "id,c\nu1,true\n", schema);
  CHECK(reading.rows() == "u1 unknown(the system has no such field)");
  CHECK(reading.noted().empty());
}

TEST_CASE("of several origins the first with a value wins", "[connectors][cell]") {
  const Type text = maybe(Kind::text);
  const std::string map = "{files: x, nulls: ['-'], columns: {c: [/a/x, /b, '/l/[k=1]/v']}}";
  const auto read = [&](const std::string& rest) {
    return cell(text, "a.json", "[{\"id\":\"u1\"" + rest + "},{\"id\":\"u2\",\"b\":\"z\"}]", map);
  };
  CHECK(read(R"(,"a":{"x":"1"},"b":"2")") == "1");
  CHECK(read(R"(,"a":{"x":null},"b":"2")") == "2");
  CHECK(read(R"(,"a":{"x":""},"b":"2")") == "2");
  CHECK(read(R"(,"a":{"x":"-"},"b":"2")") == "2");
  CHECK(read(R"(,"a":null,"b":"2")") == "2");
  CHECK(read(R"(,"a":"text","b":"2")") == "2");
  CHECK(read(R"(,"a":"text")") == "unknown(`a` is text) / unparsable");
  CHECK(read(R"(,"a":{"x":[]},"b":null)") ==
        "unknown(expected one value, found a list) / unparsable");
  CHECK(read(R"(,"b":null)") == "absent");
  CHECK(read("") == "absent");
  CHECK(read(R"(,"l":[{"k":1,"v":"3"},{"k":"1","v":"4"}])") ==
        "unknown(several elements of `l` have `k=1`) / unparsable");
  CHECK(read(R"(,"l":[{"k":1,"v":"3"},{"k":2,"v":"4"}])") == "3");
}

TEST_CASE("columns that nobody asked for are noted", "[connectors][cell]") {
  const TableSchema schema = schema_with({column("email", maybe(Kind::email))});
  const Reading csv_file = read_text("a.csv", "id,E-mail address,dept\nu1,a@b.example,x\n", schema);
  REQUIRE(csv_file.findings.size() == 3);
  CHECK(csv_file.noted() ==
        "E-mail address unmapped_column 1; dept unmapped_column 1; email missing_column 1");
  const Reading hint = read_text("a.csv", "id,emial\nu1,a@b.example\n", schema);
  CHECK(hint.findings.front().detail == "no column `email` in a.csv; did you mean `emial`?");
  CHECK(csv_file.findings.back().detail ==
        "no column `email` in a.csv; it has id, E-mail address, dept");
  const Reading mapped = read_text("a.csv", "id,a,b,c,d,e,f,g,h\nu1,,,,,,,,\n", schema,
                                   map_from("{files: x, columns: {email: Mail}}"));
  const auto missing =
      std::find_if(mapped.findings.begin(), mapped.findings.end(),
                   [](const DataFinding& finding) { return finding.kind == "missing_column"; });
  REQUIRE(missing != mapped.findings.end());
  CHECK(missing->detail == "no column `Mail` in a.csv; it has id, a, b, c, d, e, f, g and 1 more");
  CHECK(read_text("a.json", R"([{"id":"u1"}])", schema).findings.front().detail ==
        "no record has `email`");
  const Reading json_file =
      read_text("a.json", R"([{"id":"u1","email":null,"x":1},{"id":"u2","x":2,"y":{}}])", schema);
  CHECK(json_file.noted() == "x unmapped_column 2; y unmapped_column 1");
  const TableMap map = map_from("{files: x, extra_columns: ignore}");
  CHECK(read_text("a.csv", "id,email,dept\nu1,a@b.example,x\n", schema, map).noted().empty());
}

}  // namespace writ
