// Servers from npm that nobody here wrote: SCIMMY, and emulators of GitHub and Okta.
#include <filesystem>

#include "collection_record.h"
#include "peer.h"

namespace writ {
namespace {

using Json = nlohmann::json;

constexpr const char* local = "allow_private: true, allow_plain: true, rate: none, retry_wait: 5ms";

// tests/peers/NAME with what it depends on, in the folder; false, said loudly, where there is no
// npm.
bool install(const TempFolder& folder, const std::string& name) {
  std::filesystem::copy(std::string(WRIT_ROOT) + "/tests/peers/" + name, folder.path() / name);
  const std::string command =
      "cd " + (folder.path() / name).string() +
      " && npm install --no-audit --no-fund --loglevel=error > /dev/null 2>&1";
  const bool installed = have_node() && std::system(command.c_str()) == 0;  // NOLINT
  if (!installed) {
    WARN("SKIPPED, LOUDLY: npm cannot install tests/peers/" << name);
  }
  return installed;
}

// The tables of the newest snapshot, by name.
std::map<std::string, Json> tables_of(const TempFolder& folder) {
  const Ran shown = run_writ(folder, {"snapshot", "show", "latest", "--format", "json"});
  REQUIRE(shown.status == 0);
  std::map<std::string, Json> out;
  const Json document = Json::parse(shown.out);
  for (const Json& table : document["manifest"]["tables"]) {
    out[table["table"]] = table;
  }
  return out;
}

}  // namespace

TEST_CASE("a SCIM server that somebody else wrote", "[cli][collect][peers][scim]") {
  const TempFolder folder;
  if (!install(folder, "scimmy")) {
    return;
  }
  const ServerProcess server({"node", (folder.path() / "scimmy/server.mjs").string()});
  folder.write("p.writ", R"(use dir : scim

policy everybody {
  title "All"
  severity low
  for u in dir.users
  require u.active
  message "{u.display_name}"
}
)");
  folder.write("writ.yaml",
               "project: t\npolicies: [p.writ]\nsources:\n  dir: {connector: scim, base_url: \"" +
                   server.url() + "/scim/v2\", token: \"${env:T}\", " + local + "}\n");
  const Ran ran = run_writ(folder, {"collect"}, {.environment = {"LC_ALL=C", "T=s3cret"}});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 0);
  CHECK_THAT(ran.out, Catch::Contains("2 tables, 25 rows"));
  const Json record = record_of(folder, "dir.users");
  CHECK(record["total"] == 23);
  CHECK(record["records"] == 23);
  const Ran query =
      run_writ(folder, {"query", "u in dir.users where not u.active", "--snapshot", "latest"});
  CHECK_THAT(query.out, Catch::Contains("user21@example.com"));
}

TEST_CASE("an emulator of GitHub that somebody else wrote", "[cli][collect][peers]") {
  const TempFolder folder;
  if (!install(folder, "emulate")) {
    return;
  }
  const ServerProcess server({"node", (folder.path() / "emulate/server.mjs").string(), "github"});
  folder.write("p.writ", "use code : github\n");
  folder.write(
      "writ.yaml",
      "project: t\npolicies: [p.writ]\nsources:\n  code: {connector: github, base_url: \"" +
          server.url() + "\", organization: acme, token: \"${env:T}\", " + local + "}\n");
  const Ran ran = run_writ(folder, {"collect"}, {.environment = {"LC_ALL=C", "T=ghp-s3cret"}});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 3);  // there is more to GitHub than it emulates
  const std::map<std::string, Json> tables = tables_of(folder);
  CHECK(tables.at("code.members")["rows"] == 230);
  CHECK(tables.at("code.members")["incomplete"].empty());
  CHECK(tables.at("code.teams")["rows"] == 1);
  CHECK(tables.at("code.team_members")["rows"] == 230);
  CHECK(tables.at("code.team_members")["incomplete"].empty());
  CHECK_THAT(tables.at("code.outside_collaborators")["incomplete"].dump(), Catch::Contains("404"));
  const Ran owners = run_writ(folder, {"query", "m in code.members where m.role == \"admin\"",
                                       "--snapshot", "latest", "--format", "json"});
  CHECK_THAT(owners.out, Catch::Contains("dev2") && !Catch::Contains("dev3\""));
}

TEST_CASE("an emulator of Okta that somebody else wrote", "[cli][collect][peers]") {
  const TempFolder folder;
  if (!install(folder, "emulate")) {
    return;
  }
  const ServerProcess server({"node", (folder.path() / "emulate/server.mjs").string(), "okta"});
  folder.write("p.writ", "use idp : okta\n");
  folder.write("writ.yaml",
               "project: t\npolicies: [p.writ]\nsources:\n  idp: {connector: okta, base_url: \"" +
                   server.url() + "\", api_token: \"${env:T}\", " + local + "}\n");
  const Ran ran = run_writ(folder, {"collect"}, {.environment = {"LC_ALL=C", "T=okta-s3cret"}});
  CAPTURE(ran.out, ran.err);
  const std::map<std::string, Json> tables = tables_of(folder);
  // 30, and the emulator's own.
  CHECK(tables.at("idp.users")["rows"] == 31);
  CHECK(tables.at("idp.groups")["rows"] == 2);
}

}  // namespace writ
