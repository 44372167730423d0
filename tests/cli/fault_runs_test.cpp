// Thousands of collections in which something goes wrong: each table ends whole and right, or
// incomplete with the true reason. WRIT_FAULT_RUNS and WRIT_FAULT_SEED make it more, and others.
#include <chrono>
#include <random>

#include "acme_peers.h"
#include "cli/fetch.h"
#include "cli/load.h"
#include "cli/read_tables.h"
#include "cli/shipped.h"
#include "support/environment.h"

namespace writ {
namespace {

// A fault, and what the reason of an incomplete table may say; empty: the table must be whole.
struct FaultKind {
  const char* kind;
  std::vector<std::string> reasons;
};

const std::vector<FaultKind>& kinds() {
  static const std::vector<FaultKind> list = {
      {"429", {}},
      {"429_bare", {}},
      {"wrong_reset", {}},
      {"past_reset", {}},
      {"500", {}},
      {"502", {}},
      {"503", {}},
      {"header_timeout", {}},
      {"body_timeout", {}},
      {"slow", {}},
      {"reset", {}},
      {"truncated", {}},
      {"html", {}},
      {"401", {"the credentials are not accepted"}},
      {"403", {"no permission: 403", "403: {\"error\":\"forbidden\"}"}},
      {"gzip_bomb", {"larger than 64 MiB", "no whole answer in time"}},
      {"redirect", {"not followed, as another host"}},
      {"repeat_page", {"pagination loop", "rows moved", "the source says"}},
      {"skip_rows",
       {"rows moved", "rows were left out", "the source says", "an empty page after",
        "pagination loop"}},
      {"double_row", {"rows moved", "the source says"}},
      {"empty_more",
       {"rows moved", "the source says", "says that there are more", "pagination loop",
        "an empty page after"}},
      {"lying_total",
       {"the total went from", "the source says", "an empty page after", "pagination loop"}},
  };
  return list;
}

bool changes_rows(const std::string& kind) {
  return kind == "skip_rows" || kind == "double_row" || kind == "empty_more" ||
         kind == "repeat_page";
}

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

// What a server leaves out of a page without a word, nobody can see where the API has no total, no
// order and no other sign; nor, of a list that is read with an overlap, what is left out of two
// pages that lie alike. (The docs of the connectors say so.)
bool is_blind(const WholeTable& table, const std::vector<const FaultKind*>& faults) {
  const auto changes = std::count_if(faults.begin(), faults.end(), [](const FaultKind* fault) {
    return changes_rows(fault->kind);
  });
  // An empty list is what a list without records looks like.
  const bool emptied = std::any_of(faults.begin(), faults.end(), [](const FaultKind* fault) {
    return std::string(fault->kind) == "empty_more";
  });
  return !table.total && changes > 0 && (!table.overlapped || emptied || changes > 1);
}

constexpr const char* settings =
    "allow_private: true, allow_plain: true, retry_wait: 2ms, rate: none, timeout: 400ms, "
    "time_limit: 20s";

std::string with_url(std::string text) {
  for (std::size_t at = text.find("{url}"); at != std::string::npos; at = text.find("{url}")) {
    text.replace(at, 5, "http://127.0.0.1:1");
  }
  return text;
}

// What the source's settings are in a run: the server's faults are those of its path.
void point_at(Project& project, const std::string& url, const std::string& run) {
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

CollectedRun collected(const System& system, const std::string& run) {
  Project project = *system.workspace.project;
  point_at(project, system.peer->url(), run);
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

System make_system(const std::string& source, const Json& description, const std::string& entry) {
  const TempFolder folder;
  const std::string connector = entry.substr(entry.find("connector: ") + 11);
  folder.write("writ.yaml", "project: t\npolicies: [p.writ]\nsources:\n" + entry);
  folder.write("p.writ", "use " + source + " : " + connector.substr(0, connector.find(',')) + "\n");
  Result<Workspace> workspace = load(Disk(), {(folder.path() / "writ.yaml").string(), {}, {}});
  REQUIRE(workspace);
  System system{source, std::move(*workspace), std::make_unique<Peer>(description), {}};
  const CollectedRun run = collected(system, "");
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
std::string service_account_key() {
  static const TempFolder folder;
  const std::string key = (folder.path() / "key.pem").string();
  const std::string command = "openssl genrsa -out " + key + " 2048 2> /dev/null && chmod 600 " +
                              key + " && openssl rsa -in " + key + " -pubout -out " + key +
                              ".pub 2> /dev/null";
  REQUIRE(std::system(command.c_str()) == 0);  // NOLINT: no other thread runs yet
  return key;
}

std::vector<System> all_systems() {
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

// Whether some fault of the run may leave a table incomplete for one of these reasons.
bool is_true_reason(const std::string& why, const std::vector<const FaultKind*>& faults) {
  for (const FaultKind* fault : faults) {
    for (const std::string& reason : fault->reasons) {
      if (why.find(reason) != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

TEST_CASE("whatever goes wrong, a table is whole or says why not",
          "[cli][collect][peers][faults]") {
  if (!have_node()) {
    return;
  }
  for (const std::string& variable : acme_environment()) {
    putenv(const_cast<char*>(strdup(variable.c_str())));  // NOLINT: the process keeps it
  }
  putenv(const_cast<char*>(strdup(("DIR=" + acme_secret("dir")).c_str())));  // NOLINT
  const std::vector<System> systems = all_systems();
  const long runs = from_environment("WRIT_FAULT_RUNS", 200);
  const long seed = from_environment("WRIT_FAULT_SEED", 1);
  std::map<std::string, std::pair<long, long>> ends;  // by kind: whole, incomplete
  std::chrono::milliseconds longest{0};
  for (long run = 0; run < runs; ++run) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed + run));
    const System& system = systems[random() % systems.size()];
    Json faults = Json::array();
    std::vector<const FaultKind*> used;
    for (std::size_t n = 1 + random() % 2; n > 0; --n) {
      const FaultKind& kind = kinds()[random() % kinds().size()];
      Json fault = {{"kind", kind.kind}, {"at", 1 + random() % 6}};
      if (std::string(kind.kind) == "429") {
        fault["wait"] = random() % 20 == 0 ? 1 : 0;
      }
      faults.push_back(fault);
      used.push_back(&kind);
    }
    const std::string id = "n" + std::to_string(run);
    system.peer->set_run(id, faults);
    CAPTURE(seed + run, system.source, faults.dump());
    const auto begin = std::chrono::steady_clock::now();
    const ColumnSnapshot snapshot = collected(system, id).snapshot;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    longest = std::max(longest, took);
    CHECK(took < std::chrono::seconds(20));
    bool whole = true;
    for (const auto& [name, table] : snapshot.tables) {
      CAPTURE(name, table.incomplete);
      whole = whole && table.complete();
      const WholeTable& expected = system.whole.at(name);
      if (table.complete() && !is_blind(expected, used)) {
        CHECK(table.sha256 == expected.sha256);
      }
      for (const std::string& why : table.incomplete) {
        const bool of_parent =
            why.find("for each record of which it is asked, is incomplete") != std::string::npos;
        CHECK((of_parent || is_true_reason(why, used)));
      }
    }
    for (const FaultKind* kind : used) {
      ++(whole ? ends[kind->kind].first : ends[kind->kind].second);
    }
  }
  std::string table;
  for (const auto& [kind, count] : ends) {
    table += "  " + kind + ": " + std::to_string(count.first) + " whole, " +
             std::to_string(count.second) + " incomplete\n";
  }
  WARN(runs << " collections, the longest took " << longest.count() << " ms\n" << table);
}

}  // namespace writ
