// Exports in the shapes that systems really write (exports/), each with the map that reads it.
#include <filesystem>

#include "connectors/world.h"
#include "read_support.h"
#include "support/golden.h"

namespace writ {

namespace {

Reading read_export(const std::string& folder, const std::string& map_file,
                    const TableSchema& schema) {
  const std::string path = repository_path("tests/connectors/exports/" + folder).string();
  const TableMap map =
      map_from(read_file(repository_path("tests/connectors/exports/" + folder + "/" + map_file)));
  Diagnostics diagnostics;
  check_table_map(map, schema, diagnostics);
  CHECK(diagnostics.empty());
  Reading out;
  auto table = read_files(Disk(path), {}, schema, map, nullptr, out.findings);
  REQUIRE(table);
  out.table = std::move(*table);
  return out;
}

Type maybe(Kind kind) {
  return Type::of(kind).as_optional();
}

}  // namespace

TEST_CASE("an AWS IAM credential report", "[connectors][exports]") {
  const TableSchema schema{
      "aws.users",
      {"arn"},
      {column("arn", Kind::text), column("name", Kind::text),
       column("user_creation_time", Kind::timestamp), column("password_enabled", Kind::boolean),
       column("password_changed_at", maybe(Kind::timestamp)),
       column("password_used_at", maybe(Kind::timestamp)), column("mfa", Kind::boolean),
       column("key_1_active", Kind::boolean), column("key_1_rotated_at", maybe(Kind::timestamp)),
       column("key_1_used_at", maybe(Kind::timestamp))}};
  const Reading reading = read_export("aws", "credential-report.map.yaml", schema);
  CHECK(reading.table.complete());
  CHECK(reading.noted().empty());
  CHECK(
      reading.rows() ==
      "arn:aws:iam::123456789012:root <root_account> 2019-01-01T00:00:00Z true absent "
      "2024-01-05T10:00:00Z true false absent absent; "
      "arn:aws:iam::123456789012:user/ci-deploy ci-deploy 2021-11-02T08:15:30Z false absent absent "
      "false true 2023-06-01T00:00:00Z absent; "
      "arn:aws:iam::123456789012:user/dana.lee dana.lee 2019-05-01T09:00:00Z true "
      "2019-05-01T09:00:00Z absent false true 2019-05-01T09:00:00Z 2024-03-05T11:00:00Z");
  CHECK(reading.table.rows[1].origin.record == 3);
}

TEST_CASE("a SCIM list response", "[connectors][exports]") {
  const TableSchema schema{
      "scim.users",
      {"id"},
      {column("id", Kind::text), column("login", Kind::text), column("email", maybe(Kind::email)),
       column("active", Kind::boolean), column("employee_number", maybe(Kind::text)),
       column("manager", Type::row_of("scim.users").as_optional()),
       column("created_at", Kind::timestamp),
       column("groups", Type::set_of(Type::of(Kind::text)))}};
  const Reading reading = read_export("scim", "users.map.yaml", schema);
  CHECK(reading.table.complete());
  CHECK(
      reading.rows() ==
      "2819c223-7f76-453a-919d-413861904646 bjensen@example.com bjensen@example.com true 00701984 "
      "26118915 2010-01-23T04:56:22Z [Employees, Tour Guides]; "
      "5d48a0a8e9f04aa38008 service-backup absent unknown(the value is empty) absent absent "
      "2012-08-01T21:32:44.882Z unknown(the value is empty); "
      "c75ad752-64ae-4823-840d-ffa80929976c jsmith "
      "unknown(several elements of `emails` have `type=work`) false absent absent "
      "2012-08-01T21:32:44.882Z []");
  CHECK(reading.noted() == "active empty_required 1; email unparsable 1; groups empty_required 1");
}

TEST_CASE("every map that ships can be read", "[connectors][exports]") {
  std::size_t maps = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(repository_path("connectors"))) {
    if (entry.path().filename() != "exports.yaml") {
      continue;
    }
    CAPTURE(entry.path().string());
    Sources sources;
    Diagnostics diagnostics;
    const auto file = sources.add(entry.path().string(), read_file(entry.path()));
    const auto node = load_yaml(sources, file, diagnostics);
    REQUIRE(node);
    maps += parse_table_maps(*node, diagnostics).size();
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      FAIL_CHECK(diagnostic.code.id << " " << diagnostic.message);
    }
  }
  CHECK(maps > 0);
}

TEST_CASE("the manual's example is a map", "[connectors][exports]") {
  const std::string page = read_file(repository_path("docs/data.md"));
  const std::string fence = "```yaml\n";
  const std::size_t begin = page.find(fence) + fence.size();
  Sources sources;
  Diagnostics diagnostics;
  const auto file =
      sources.add("docs/data.md", page.substr(begin, page.find("```", begin) - begin));
  const auto node = load_yaml(sources, file, diagnostics);
  REQUIRE(node);
  const YamlNode* tables = node->find("sources")->find("hr")->find("tables");
  const auto maps = parse_table_maps(*tables, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(maps.at("offices").files == std::vector<std::string>{"exports/offices.csv"});
  CHECK(maps.at("workers").columns.at("company").constant == "Acme GmbH");
  CHECK(maps.at("workers").columns.at("left_on").format.pattern == "%d.%m.%Y");
}

}  // namespace writ
