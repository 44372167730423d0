#include "connectors/file_source.h"

#include "connectors/column_source.h"
#include "read_support.h"

namespace writ {

namespace {

const Type role = Type::one_of({"Admin", "Learner"}, false);
const TableSchema users = schema_with({column("email", Kind::email), column("role", role),
                                       column("active", Kind::boolean),
                                       column("left_on", Type::of(Kind::date).as_optional()),
                                       column("groups", Type::set_of(Type::of(Kind::text)))});

}  // namespace

TEST_CASE("CSV, JSON, NDJSON and YAML say the same", "[connectors][formats]") {
  const std::string expected =
      "u1 Kim@Acme.example Admin true absent [a, b]; u2 lee@acme.example Learner false 2026-03-01 "
      "[]";
  struct File {
    const char* name;
    const char* text;
  };
  const auto file = GENERATE(values<File>({
      {"u.csv",
       "id,email,role,active,left_on,groups\r\n"
       "u2,lee@acme.example,Learner,FALSE,2026-03-01,\r\n"
       "u1,Kim@Acme.example,Admin,true,,b;a\r\n"},
      {"u.json",
       R"([{"id":"u1","email":"Kim@Acme.example","role":"Admin","active":true,"left_on":null,"groups":["a","b"]},
           {"id":"u2","email":"lee@acme.example","role":"Learner","active":false,"left_on":"2026-03-01","groups":[]}])"},
      {"u.jsonl",
       R"({"id":"u1","email":"Kim@Acme.example","role":"Admin","active":true,"left_on":null,"groups":["a","b"]}

{"id":"u2","email":"lee@acme.example","role":"Learner","active":"False","left_on":"2026-03-01","groups":[]})"},
      {"u.yml",
       "- {id: u1, email: Kim@Acme.example, role: Admin, active: true, left_on: ~, groups: [a, "
       "b]}\n"
       "- id: u2\n  email: lee@acme.example\n  role: Learner\n  active: False\n  left_on: "
       "2026-03-01\n"
       "  groups: []\n"},
  }));
  CAPTURE(file.name);
  const Reading reading = read_text(file.name, file.text, users);
  CHECK(reading.rows() == expected);
  CHECK(reading.noted().empty());
  CHECK(reading.table.complete());
  CHECK(reading.table.files == std::vector<std::string>{file.name});
  CHECK(digest(reading.table) == digest(read_text("x.csv",
                                                  "id,email,role,active,left_on,groups\n"
                                                  "u1,Kim@Acme.example,Admin,true,,b;a\n"
                                                  "u2,lee@acme.example,Learner,FALSE,2026-03-01,\n",
                                                  users)
                                            .table));
}

TEST_CASE("a table map leads to where a system keeps things", "[connectors][formats]") {
  const TableMap map = map_from(R"(
files: workers.json
items: [/data/workers, /workers]
columns:
  id: /associateOID
  email: '/businessCommunication/emails/[nameCode.codeValue=Work E-mail]/emailUri'
  role:
    from: ['/workAssignments/[primaryIndicator=true]/code/codeValue', /role]
    values: {A: Admin, Learning: Learner}
  active: {from: /dates/left, present: true, nulls: ["0000-00-00"]}
  left_on: {from: /dates/left, format: "%d.%m.%Y", nulls: ["0000-00-00"]}
  groups: /units/*/name
)");
  const Reading reading = read_text("workers.json", R"({"workers":[
    {"associateOID":"G1","businessCommunication":{"emails":[
        {"nameCode":{"codeValue":"Fax"},"emailUri":"x"},
        {"nameCode":{"codeValue":"Work E-mail"},"emailUri":"a@b.example"}]},
     "workAssignments":[{"primaryIndicator":false,"code":{"codeValue":"Learning"}},
                        {"primaryIndicator":true,"code":{"codeValue":"A"}}],
     "dates":{"left":"1.3.2026"},"units":[{"name":"x"},{"name":"y"}]},
    {"associateOID":2000000000000000000000002,"businessCommunication":{"emails":[]},
     "workAssignments":[{"primaryIndicator":true},{"primaryIndicator":true}],
     "dates":{"left":"0000-00-00"},"units":[{"name":"x"},{}]}
  ]})",
                                    users, map);
  CHECK(reading.rows() ==
        "2000000000000000000000002 unknown(the value is empty) "
        "unknown(several elements of `workAssignments` have `primaryIndicator=true`) false absent "
        "unknown(a member of the set has no value); "
        "G1 a@b.example Admin true 2026-03-01 [x, y]");
  CHECK(reading.noted() == "email empty_required 1; groups unparsable 1; role unparsable 1");
}

TEST_CASE("several files are one table", "[connectors][files]") {
  MemoryWorld world;
  world.files = {{"in/a.csv", "id\nu2\nu1\n"}, {"in/b.csv", "id\nu3\nu1\n"}, {"in/c.json", "[]"}};
  const Reading reading = read_world(world, {"in/*.csv", "in/a.csv"}, schema_with({}));
  CHECK(reading.rows() == "u1; u2; u3");
  CHECK(reading.table.files == std::vector<std::string>{"in/a.csv", "in/b.csv"});
  CHECK(world.reads == std::vector<std::string>{"in/a.csv", "in/b.csv"});
  CHECK(reading.table.rows[2].origin.file == 1);
  CHECK(reading.table.rows[2].origin.record == 1);
  CHECK(reading.table.complete());
  CHECK(reading.noted() == " duplicate_row 1");
}

TEST_CASE("what cannot be read makes the table incomplete", "[connectors][files]") {
  struct Case {
    const char* name;
    const char* why;
  };
  const auto c = GENERATE(values<Case>({
      {"none.csv", "cannot open none.csv: No such file or directory"},
      {"none-*.csv", "no file matches none-*.csv"},
      {"empty.csv", "empty.csv: the file is empty"},
      {"blank.csv", "blank.csv: the file is empty"},
      {"empty.json", "empty.json: the file is empty"},
      {"empty.jsonl", "empty.jsonl: the file is empty"},
      {"empty.yaml", "empty.yaml: the file is empty"},
      {"twice.csv", "twice.csv: the header has `name` twice"},
      {"book.csv",
       "book.csv: this is a ZIP archive or a spreadsheet (XLSX), not text (export it as CSV)"},
      {"torn.json", "torn.json: broken JSON: the text ends early at line 1, column 19"},
  }));
  CAPTURE(c.name);
  MemoryWorld world;
  world.files = {{"good.csv", "id\nu1\n"},
                 {"good.json", R"([{"id":"u1"}])"},
                 {"empty.csv", ""},
                 {"blank.csv", "\xEF\xBB\xBF\r\n\r\n"},
                 {"empty.json", ""},
                 {"empty.jsonl", ""},
                 {"empty.yaml", ""},
                 {"twice.csv", "id,name,name \nu2,a,b\n"},
                 {"book.csv", "PK\x03\x04zz"},
                 {"torn.json", R"([{"id":"u2"},{"id")"}};
  const std::string name = c.name;
  const Reading alone = read_world(world, {name}, schema_with({}));
  CHECK(alone.rows().empty());
  CHECK(alone.why_incomplete() == c.why);
  const std::string good = name.ends_with(".csv") ? "good.csv" : "good.json";
  const Reading both = read_world(world, {name, good}, schema_with({}));
  CHECK(both.rows() == "u1");
  CHECK(both.why_incomplete() == c.why);
}

TEST_CASE("what is read in lines may be larger than memory", "[connectors][files]") {
  class Asked final : public World {
   public:
    mutable std::vector<std::uint64_t> limits;
    Result<std::string> read(const std::string&, std::uint64_t max_bytes) const override {
      limits.push_back(max_bytes);
      return Error{"no"};
    }
    std::unique_ptr<DataFile> open(const std::string&, std::uint64_t max_bytes) const override {
      limits.push_back(max_bytes);
      return nullptr;
    }
    Result<std::vector<std::string>> glob(const std::string& pattern) const override {
      return std::vector<std::string>{pattern};
    }
    bool is_file(const std::string&) const override { return true; }
  };
  const auto [file, limit] = GENERATE(table<std::string, std::uint64_t>(
      {{"u.csv", max_pieced_bytes}, {"u.ndjson", max_pieced_bytes}, {"u.json", max_data_bytes},
       {"u.yaml", max_data_bytes}}));
  const Asked world;
  TextBuilder texts;
  std::vector<DataFinding> findings;
  REQUIRE(read_columns(world, {file}, schema_with({}), {}, nullptr, {}, texts, findings));
  CHECK(world.limits == std::vector<std::uint64_t>{limit, max_data_bytes});
}

TEST_CASE("unclear orders are errors", "[connectors][files]") {
  MemoryWorld world;
  world.files = {{"a.txt", "id\n"}, {"a.csv", "id\n"}, {"a.json", "[]"}};
  std::vector<DataFinding> findings;
  const TableSchema schema = schema_with({});
  const auto message = [&](const std::vector<std::string>& files) {
    const auto table = read_files(world, files, schema, {}, nullptr, findings);
    return table ? std::string("read") : table.error().message;
  };
  CHECK(message({}) == "no files are named for app.users");
  CHECK(message({"a.txt"}) ==
        "cannot tell the format of a.txt: say `format:`, or name it .csv, .json, .ndjson or .yaml");
  CHECK(message({"a.csv", "a.json"}) ==
        "one table cannot be read from CSV and other files at once");
  CHECK(message({"a.csv"}) == "read");
}

}  // namespace writ
