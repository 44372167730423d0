// collect over servers that page, want credentials, and hold what the example's exports hold.
#include "acme_peers.h"
#include "collection_record.h"

namespace writ {
namespace {

constexpr const char* local = "allow_private: true, allow_plain: true, retry_wait: 5ms";

Json audited(const TempFolder& folder, const std::vector<std::string>& arguments,
             const std::string& where = {}) {
  std::vector<std::string> all = {"audit", "--format", "json"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Ran ran = run_writ(folder, all, {.folder = where});
  CAPTURE(ran.err);
  REQUIRE(ran.status == 1);
  return Json::parse(ran.out);
}

// What a report says of the rows, wherever they came from.
Json verdicts(const Json& report) {
  Json out = Json::array();
  for (const Json& policy : report["policies"]) {
    Json entry = {
        {"policy", policy["policy"]}, {"counts", policy["counts"]}, {"findings", Json::array()}};
    for (const Json& finding : policy["findings"]) {
      entry["findings"].push_back({finding["verdict"], finding["subject"], finding["message"]});
    }
    out.push_back(entry);
  }
  return out;
}

}  // namespace

TEST_CASE("systems that are asked give the verdicts of their exports", "[cli][collect][peers]") {
  if (!have_node()) {
    return;
  }
  std::map<std::string, std::unique_ptr<Peer>> peers;
  std::string sources;
  for (const auto& [source, description] : acme_descriptions()) {
    peers[source] = std::make_unique<Peer>(description);
    sources += acme_source(source, peers[source]->url(), local);
  }
  const TempFolder folder;
  write_acme(folder, sources);
  const Ran collected = run_writ(folder, {"collect"}, {.environment = acme_environment()});
  CAPTURE(collected.out, collected.err);
  REQUIRE(collected.status == 0);

  const TempFolder example;
  std::filesystem::copy(std::string(WRIT_ROOT) + "/examples/acme", example.path() / "acme",
                        std::filesystem::copy_options::recursive);
  CHECK(verdicts(audited(folder, {"--snapshot", "latest"})) ==
        verdicts(audited(example, {}, "acme")));
  CHECK(run_writ(folder, {"snapshot", "verify"}).status == 0);

  const Json record = record_of(folder, "crm.users");
  CHECK(record["principal"] == "auditor");
  CHECK(record["complete"] == true);
  CHECK(record["overlaps"] == record["pages"].size() - 1);
  CHECK(record["requests"] == Json({"GET ${base_url}/users"}));

  // Only reads were sent, and the secrets only where they belong.
  for (const auto& [source, peer] : peers) {
    for (const Json& request : peer->requests()) {
      const bool token = request["url"] == "/auth/oauth/v2/token";
      CHECK(request["method"] == (token ? "POST" : "GET"));
      CHECK(request["url"].get<std::string>().find("c4nary") == std::string::npos);
    }
  }
}

TEST_CASE("no secret is in what a collection leaves or says", "[cli][collect][peers]") {
  if (!have_node()) {
    return;
  }
  const auto fault =
      GENERATE(values<std::string>({"", "401", "403", "500", "truncated", "redirect"}));
  CAPTURE(fault);
  const TempFolder folder;
  std::string sources;
  std::map<std::string, std::unique_ptr<Peer>> peers;
  for (auto [source, description] : acme_descriptions()) {
    if (!fault.empty()) {
      // A server that tells everybody what it was sent.
      description["faults"] = {{{"always", true},
                                {"kind", fault},
                                {"to", "https://elsewhere.example/?key=" + acme_secret(source)},
                                {"body", {{"error", "no " + acme_secret(source)}}}}};
    }
    peers[source] = std::make_unique<Peer>(description);
    sources += acme_source(source, peers[source]->url(), local);
  }
  write_acme(folder, sources);
  const Ran ran = run_writ(folder, {"collect", "-v"}, {.environment = acme_environment()});
  CHECK(ran.status == (fault.empty() ? 0 : 3));
  // That no secret is in what it says and writes, run_writ sees; here one was there to be seen.
  CHECK((fault != "403" || (ran.out + ran.err).find("***") != std::string::npos));
}

TEST_CASE("doctor says who we are, and what is wrong", "[cli][doctor][peers]") {
  if (!have_node()) {
    return;
  }
  const Peer peer(activecampaign_peer());
  const TempFolder folder;
  folder.write("p.writ", "use crm : activecampaign\n");
  folder.write("writ.yaml", "project: t\npolicies: [p.writ]\nsources:\n" +
                                acme_source("crm", peer.url(), local));
  const auto doctor = [&](std::vector<std::string> environment) {
    environment.push_back("LC_ALL=C");
    return run_writ(folder, {"doctor"}, {.environment = std::move(environment)});
  };
  const Ran good = doctor({"CRM=" + acme_secret("crm")});
  CAPTURE(good.out);
  CHECK(good.status == 0);
  CHECK_THAT(good.out, Catch::Contains("`api_token` from ${env:CRM}"));
  CHECK_THAT(good.out, Catch::Contains("we are `auditor`"));
  CHECK_THAT(good.out, Catch::Contains("its clock and ours agree"));
  CHECK_THAT(good.out, Catch::Contains("cannot prove `crm.users.last_login_at`"));

  const Ran wrong = doctor({"CRM=wr0ng-c4nary"});
  CHECK(wrong.status == 3);
  CHECK_THAT(wrong.out, Catch::Contains("the credentials are not accepted: 401"));
  const Ran missing = doctor({});
  CHECK(missing.status == 3);
  CHECK_THAT(missing.out, Catch::Contains("the environment has no `CRM`"));
  for (const Ran& ran : {good, wrong, missing}) {
    CHECK(ran.out.find("c4nary") == std::string::npos);
    CHECK(ran.err.find("c4nary") == std::string::npos);
  }
}

TEST_CASE("where secrets come from", "[cli][collect][peers]") {
  if (!have_node()) {
    return;
  }
  struct Row {
    const char* reference;
    int status;
    const char* says;
  };
  const auto row = GENERATE(values<Row>({
      {"${file:secret}", 0, ""},
      {"${file:open}", 3, "others than its owner may read or write"},
      {"${file:none}", 3, "No such file"},
      {"${file:.}", 3, "is no file"},
      {"${command:cat secret}", 0, ""},
      {"${command:cat none}", 3, "`cat` failed"},
      {"${command:true}", 3, "said nothing"},
      {"${command:there-is-no-such-program}", 3, "cannot run"},
      {"${env:NONE}", 3, "the environment has no `NONE`"},
  }));
  CAPTURE(row.reference);
  const Peer peer(activecampaign_peer());
  const TempFolder folder;
  folder.write("p.writ", "use crm : activecampaign\n");
  folder.write(
      "writ.yaml",
      "project: t\npolicies: [p.writ]\nsources:\n  crm: {connector: activecampaign, base_url: " +
          peer.url() + "/api/3, api_token: \"" + row.reference + "\", " + local + "}\n");
  for (const char* name : {"secret", "open"}) {
    folder.write(name, acme_secret("crm") + "\n");
    std::filesystem::permissions(folder.path() / name,
                                 std::filesystem::perms(std::string(name) == "open" ? 0644 : 0600));
  }
  const std::string path = std::getenv("PATH");
  const Ran ran = run_writ(folder, {"collect"}, {.environment = {"LC_ALL=C", "PATH=" + path}});
  CHECK(ran.status == row.status);
  const Ran doctor = run_writ(folder, {"doctor"}, {.environment = {"LC_ALL=C", "PATH=" + path}});
  CHECK_THAT(doctor.out, Catch::Contains(row.says));
  CHECK((ran.out + ran.err + doctor.out + doctor.err).find("c4nary") == std::string::npos);
}

TEST_CASE("a password manager is asked once", "[cli][collect][doctor][peers]") {
  if (!have_node()) {
    return;
  }
  const Peer peer(activecampaign_peer());
  const TempFolder folder;
  folder.write("p.writ", "use crm : activecampaign\nuse other : activecampaign\n");
  folder.write("vault", "#!/bin/sh\necho asked >> asked\necho " + acme_secret("crm") + "\n");
  std::filesystem::permissions(folder.path() / "vault", std::filesystem::perms(0700));
  std::string project = "project: t\npolicies: [p.writ]\nsources:\n";
  for (const char* name : {"crm", "other"}) {
    project += std::string("  ") + name + ": {connector: activecampaign, base_url: " + peer.url() +
               "/api/3, api_token: \"${command:./vault}\", " + local + "}\n";
  }
  folder.write("writ.yaml", project);
  const std::string path = std::getenv("PATH");
  for (const char* command : {"doctor", "collect"}) {
    folder.write("asked", "");
    CHECK(run_writ(folder, {command}, {.environment = {"LC_ALL=C", "PATH=" + path}}).status == 0);
    CHECK(folder.read("asked") == "asked\n");
  }
}

}  // namespace writ
