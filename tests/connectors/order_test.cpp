// The same records in any order, and cut into any files, are the same table.
#include <algorithm>
#include <random>

#include "read_support.h"

namespace writ {

namespace {

const TableSchema schema = schema_with({column("email", Type::of(Kind::email).as_optional()),
                                        column("role", Type::one_of({"Admin", "Learner"}, false)),
                                        column("count", Type::of(Kind::integer).as_optional()),
                                        column("groups", Type::set_of(Type::of(Kind::text)))});

// Records with copies, conflicts, faults and refusals among them.
std::vector<std::string> csv_records(std::mt19937& random) {
  const auto pick = [&](std::vector<std::string> from) { return from[random() % from.size()]; };
  std::vector<std::string> out;
  for (int i = 0; i < 40; ++i) {
    out.push_back(pick({"u1", "u2", "u3", "u4", "u5", "\"u,6\"", "", "u7"}) + "," +
                  pick({"", "a@b.example", "A@b.example", "no"}) + "," +
                  pick({"Admin", "Learner", "", "Owner"}) + "," + pick({"", "1", "x"}) + "," +
                  pick({"", "a;b", "b;a", "c", "c\"", "d,e"}));
  }
  return out;
}

std::vector<std::string> json_records(std::mt19937& random) {
  const auto pick = [&](std::vector<std::string> from) { return from[random() % from.size()]; };
  std::vector<std::string> out;
  for (int i = 0; i < 40; ++i) {
    out.push_back("{\"id\":" + pick({"\"u1\"", "\"u2\"", "3", "4", "null", "{}", "\"\\uD800\""}) +
                  pick({"", ",\"email\":null", ",\"email\":\"a@b.example\"", ",\"email\":1"}) +
                  pick({"", ",\"role\":\"Admin\"", ",\"role\":\"Owner\""}) +
                  pick({"", ",\"count\":1", ",\"count\":1.5"}) +
                  pick({"", ",\"groups\":[\"a\",\"b\"]", ",\"groups\":[\"b\",\"a\"]",
                        ",\"x" + std::to_string(random() % 300) + "\":1"}) +
                  "}");
  }
  return out;
}

Reading read(const std::string& extension, const std::vector<std::string>& records,
             std::size_t files) {
  MemoryWorld world;
  for (std::size_t i = 0; i < records.size(); ++i) {
    std::string& text = world.files["f" + std::to_string(i % files) + extension];
    if (text.empty() && extension == ".csv") {
      text = "id,email,role,count,groups\n";
    }
    text += records[i] + "\n";
  }
  return read_world(world, {"*" + extension}, schema);
}

}  // namespace

TEST_CASE("the order of records does not matter", "[connectors][order]") {
  std::mt19937 random(20260301);
  for (int round = 0; round < 150; ++round) {
    const bool csv = round % 2 == 0;
    const std::string extension = csv ? ".csv" : ".ndjson";
    std::vector<std::string> records = csv ? csv_records(random) : json_records(random);
    const Reading one = read(extension, records, 1);
    std::shuffle(records.begin(), records.end(), random);
    const Reading other = read(extension, records, 1 + random() % 4);
    CAPTURE(round);
    CHECK(one.rows() == other.rows());
    CHECK(digest(one.table) == digest(other.table));
    CHECK(one.table.incomplete == other.table.incomplete);
    CHECK(one.findings == other.findings);
    CHECK(one.table.report.refused == other.table.report.refused);
  }
}

TEST_CASE("keys made of data do not make the findings depend on order", "[connectors][order]") {
  std::vector<std::string> records;
  for (int i = 0; i < 700; ++i) {
    records.push_back("{\"id\":\"u" + std::to_string(i) + "\",\"k" + std::to_string(i % 350) +
                      "\":1}");
  }
  const Reading one = read(".ndjson", records, 1);
  std::reverse(records.begin(), records.end());
  const Reading other = read(".ndjson", records, 3);
  CHECK(one.findings == other.findings);
  CHECK(one.findings.size() < 210);
}

}  // namespace writ
