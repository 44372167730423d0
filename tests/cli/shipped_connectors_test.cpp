// Every connector that ships: it fits its own recorded pages, and it collects from a server that
// does as the system's documentation says (tests/peers/<name>.json).
#include "peer.h"
#include "support/golden.h"

namespace writ {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::vector<std::string> names_below(const std::string& folder, const std::string& ending) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(std::string(WRIT_ROOT) + "/" + folder)) {
    const std::string path = entry.path().string() + ending;
    if (ending.starts_with("/") ? fs::exists(path) : entry.path().string().ends_with(ending)) {
      out.push_back(entry.path().filename().string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

Json read_json(const std::string& path) {
  std::ifstream in(std::string(WRIT_ROOT) + "/" + path);
  return Json::parse(in);
}

std::string with(std::string text, const std::string& hole, const std::string& value) {
  for (std::size_t at = text.find(hole); at != std::string::npos; at = text.find(hole)) {
    text.replace(at, hole.size(), value);
  }
  return text;
}

// What a collection came to: a line a table, and why it is not whole.
std::string summary(const Json& shown) {
  std::string out;
  for (const Json& table : shown["tables"]) {
    out +=
        table["table"].get<std::string>() + " " + std::to_string(table["rows"].get<int>()) + "\n";
    for (const Json& why : table["incomplete"]) {
      out += "  incomplete: " + why.get<std::string>() + "\n";
    }
  }
  for (const Json& finding : shown["findings"]) {
    out += finding["table"].get<std::string>() + "." + finding["column"].get<std::string>() + " " +
           finding["kind"].get<std::string>() + " " + std::to_string(finding["rows"].get<int>()) +
           "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("every connector fits its recorded pages", "[cli][connector]") {
  for (const std::string& name : names_below("connectors", "/manifest.yaml")) {
    const TempFolder folder;
    const Ran ran =
        run_writ(folder, {"connector", "check", std::string(WRIT_ROOT) + "/connectors/" + name});
    CAPTURE(name, ran.out, ran.err);
    CHECK(ran.status == 0);
  }
}

TEST_CASE("every connector collects as its system's documentation says",
          "[cli][connector][peers]") {
  if (!have_node()) {
    return;
  }
  for (const std::string& file : names_below("tests/peers", ".json")) {
    Json description = read_json("tests/peers/" + file);
    if (description.contains("extends")) {
      const Json base = read_json("tests/peers/" + description["extends"].get<std::string>());
      Json whole = base;
      whole.update(description);
      whole["lists"] = description["lists"];
      whole["lists"].insert(whole["lists"].end(), base["lists"].begin(), base["lists"].end());
      whole.erase("extends");
      description = whole;
    }
    const TempFolder folder;
    const std::string key = (folder.path() / "key.pem").string();
    REQUIRE(
        std::system(("openssl genrsa -out " + key + " 2048 2> /dev/null && chmod 600 " +
                     key +  // NOLINT
                     " && openssl rsa -in " + key + " -pubout -out " + key + ".pub 2> /dev/null")
                        .c_str()) == 0);
    if (description.contains("token") && description["token"].contains("jwt_issuer")) {
      description["token"]["public_key"] = key + ".pub";
    }
    const Peer peer(description);
    const std::string connector = description["connector"];
    folder.write("p.writ", "use it : " + connector + "\n");
    folder.write("writ.yaml",
                 "project: t\npolicies: [p.writ]\nsources:\n  it: {connector: " + connector + ", " +
                     with(description["source"], "{url}", peer.url()) +
                     ", allow_private: true, allow_plain: true, rate: none, retry_wait: 5ms}\n");
    const Ran ran =
        run_writ(folder, {"collect", "--as-of", "2026-03-03T12:00:00Z"},
                 {.environment = {"LC_ALL=C", "TZ=UTC",
                                  "SECRET=" + description["secret"].get<std::string>()}});
    CAPTURE(file, ran.out, ran.err);
    CHECK(ran.out.find("collection") == std::string::npos);
    REQUIRE((ran.status == 0 || ran.status == 3));
    const Ran shown = run_writ(folder, {"snapshot", "show", "latest", "--format", "json"});
    REQUIRE(shown.status == 0);
    golden("collect/" + file.substr(0, file.size() - 5) + ".txt",
           summary(Json::parse(shown.out)["manifest"]));
  }
}

}  // namespace writ
