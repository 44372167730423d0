// Every system with a REST API that ships, before a server whose faults can be set for each run.
#pragma once

#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "acme_peers.h"
#include "cli/fetch.h"
#include "cli/load.h"
#include "cli/read_tables.h"
#include "cli/shipped.h"

namespace writ {

// A table where nothing goes wrong.
struct WholeTable {
  std::string sha256;
  bool total = false;       // the system says how many records there are
  bool overlapped = false;  // no, but the list is read with an overlap
};

struct System {
  std::string source;
  Workspace workspace;
  std::unique_ptr<Peer> peer;
  std::map<std::string, WholeTable> whole;
};

constexpr const char* settings =
    "allow_private: true, allow_plain: true, retry_wait: 2ms, rate: none, timeout: 400ms, "
    "time_limit: 20s";

inline std::string with_url(std::string text) {
  for (std::size_t at = text.find("{url}"); at != std::string::npos; at = text.find("{url}")) {
    text.replace(at, 5, "http://127.0.0.1:1");
  }
  return text;
}

// What the source's settings are in a run: the server's faults are those of its path.
inline void point_at(Project& project, const std::string& url, const std::string& run) {
  for (auto& [name, source] : project.sources) {
    for (const char* setting : {"base_url", "token_url", "graph_url", "login_url"}) {
      const auto place = source.settings.find(setting);
      if (place != source.settings.end()) {
        std::string& text = place->second.text;
        const std::size_t path = text.find('/', 8);
        text = url + (run.empty() ? "" : "/r/" + run) +
               (path == std::string::npos ? "" : text.substr(path));
      }
    }
  }
}

struct CollectedRun {
  ColumnSnapshot snapshot;
  Inputs inputs;
};

inline CollectedRun collected(const System& system, const std::string& run,
                              const std::string& url) {
  Project project = *system.workspace.project;
  point_at(project, url, run);
  Inputs inputs = system.workspace.inputs;
  Result<std::unique_ptr<Spool>> spool =
      Spool::create(std::filesystem::temp_directory_path().string());
  REQUIRE(spool);
  fetch_tables(project, system.workspace.program, inputs, std::move(*spool),
               [](const std::string&, std::uint64_t, std::uint64_t) {});
  Result<ColumnSnapshot> snapshot =
      read_tables(Disk(), inputs, system.workspace.program, Instant{}, Reading{}, 1);
  REQUIRE(snapshot);
  return {std::move(*snapshot), std::move(inputs)};
}

inline System make_system(const std::string& source, const Json& description,
                          const std::string& entry) {
  const TempFolder folder;
  const std::string connector = entry.substr(entry.find("connector: ") + 11);
  folder.write("writ.yaml", "project: t\npolicies: [p.writ]\nsources:\n" + entry);
  folder.write("p.writ", "use " + source + " : " + connector.substr(0, connector.find(',')) + "\n");
  Result<Workspace> workspace = load(Disk(), {(folder.path() / "writ.yaml").string(), {}, {}});
  REQUIRE(workspace);
  System system{source, std::move(*workspace), std::make_unique<Peer>(description), {}};
  const CollectedRun run = collected(system, "", system.peer->url());
  for (const auto& [name, table] : run.snapshot.tables) {
    CAPTURE(name, table.incomplete);
    REQUIRE(table.complete());
    const Collection& record = *run.inputs.tables.at(name).record;
    system.whole[name] = {table.sha256, record.total.has_value(), record.overlaps > 0};
  }
  // What is asked for each record of another table can be no surer than that one.
  const RestManifest* manifest =
      manifest_of(system.workspace.project->sources.at(source).connector.text);
  for (const FetchedTable& table : manifest->tables) {
    for (const Fetch& fetch : table.fetches) {
      if (!fetch.for_each.empty()) {
        WholeTable& child = system.whole.at(source + "." + table.name);
        const WholeTable& parent = system.whole.at(source + "." + fetch.for_each);
        child.overlapped = (child.total || child.overlapped) && (parent.total || parent.overlapped);
        child.total = child.total && parent.total;
      }
    }
  }
  return system;
}

// A key of Google's kind, for as long as the tests run: its file, and `.pub` beside it.
inline std::string service_account_key() {
  static const TempFolder folder;
  const std::string key = (folder.path() / "key.pem").string();
  const std::string command = "openssl genrsa -out " + key + " 2048 2> /dev/null && chmod 600 " +
                              key + " && openssl rsa -in " + key + " -pubout -out " + key +
                              ".pub 2> /dev/null";
  REQUIRE(std::system(command.c_str()) == 0);  // NOLINT: no other thread runs yet
  return key;
}

inline std::vector<System> all_systems() {
  std::vector<System> out;
  for (const auto& [source, description] : acme_descriptions()) {
    out.push_back(
        make_system(source, description, acme_source(source, "http://127.0.0.1:1", settings)));
  }
  out.push_back(
      make_system("dir", scim_peer(),
                  std::string("  dir: {connector: scim, base_url: http://127.0.0.1:1/scim/v2, "
                              "token: \"${env:DIR}\", ") +
                      settings + "}\n"));
  // Those whose documentation has a server description of its own.
  for (const char* name : {"bamboohr", "hibob", "workday", "jira", "servicenow", "zendesk", "okta",
                           "entra_id", "github", "google_workspace"}) {
    std::ifstream in(std::string(WRIT_ROOT) + "/tests/peers/" + name + ".json");
    Json description = Json::parse(in);
    description.erase("faults");
    const std::string variable = std::string("S_") + name;
    setenv(variable.c_str(), description["secret"].get<std::string>().c_str(), 1);
    std::string source = with_url(description["source"]);
    const auto replace = [&source](const std::string& part, const std::string& by) {
      if (const std::size_t at = source.find(part); at != std::string::npos) {
        source.replace(at, part.size(), by);
      }
    };
    replace("${env:SECRET}", "${env:" + variable + "}");
    if (source.find("key.pem") != std::string::npos) {
      const std::string key = service_account_key();
      description["token"]["public_key"] = key + ".pub";
      replace("key.pem", key);
    }
    out.push_back(make_system(name, description,
                              std::string("  ") + name + ": {connector: " + name + ", " + source +
                                  ", " + settings + "}\n"));
  }
  return out;
}

}  // namespace writ
