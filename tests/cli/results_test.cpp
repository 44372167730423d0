// An audit that looks up what earlier ones found says what one says that evaluates everything, byte
// for byte, whatever changed and whatever became of the results.
#include <nlohmann/json.hpp>

#include "base/sha256.h"
#include "fixture.h"
#include "support/golden.h"

namespace writ {
namespace {

namespace fs = std::filesystem;

using Arguments = std::vector<std::string>;

Arguments with(Arguments first, const Arguments& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

// The example company, with a snapshot in its store.
struct Acme {
  Acme() {
    fs::copy(repository_path("examples/acme"), folder.path(), fs::copy_options::recursive);
    fs::remove_all(folder.path() / ".writ");
    collect({});
  }
  void collect(const Arguments& more) const {
    const Ran ran = run_writ(folder, with({"collect"}, more));
    CAPTURE(ran.err);
    REQUIRE(ran.status == 0);
  }
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = folder.read(file);
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    folder.write(file, text.replace(at, from.size(), to));
  }
  std::vector<fs::path> results() const {
    std::vector<fs::path> files;
    if (folder.has(".writ/results")) {
      for (const auto& entry : fs::recursive_directory_iterator(folder.path() / ".writ/results")) {
        if (entry.is_regular_file()) {
          files.push_back(entry.path());
        }
      }
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  TempFolder folder;
};

// How many policies' results were looked up, of how many.
std::string looked_up(const Ran& ran) {
  const std::string before = "results of ";
  const std::size_t at = ran.err.find(before);
  const std::size_t end = ran.err.find(" policies were looked up", at);
  return at == std::string::npos || end == std::string::npos
             ? "none"
             : ran.err.substr(at + before.size(), end - at - before.size());
}

// Looks up `found`, and gives the bytes of --fresh, as JSON and as text.
void check_same(const Acme& acme, const Arguments& more, const std::string& found) {
  CAPTURE(more, found);
  const Arguments audit = with({"audit", "--snapshot", "latest"}, more);
  const Ran first = run_writ(acme.folder, with(audit, {"--format", "json", "-v"}));
  const Ran text = run_writ(acme.folder, audit);
  const Ran fresh = run_writ(acme.folder, with(audit, {"--format", "json", "--fresh", "-v"}));
  CHECK(looked_up(first) == found);
  CHECK(looked_up(fresh).starts_with("0 of "));
  CHECK(first.status == fresh.status);
  CHECK(!first.out.empty());
  CHECK(first.out == fresh.out);
  CHECK(text.out == run_writ(acme.folder, with(audit, {"--fresh"})).out);
  const Ran again = run_writ(acme.folder, with(audit, {"--format", "json", "-v"}));
  CHECK(looked_up(again) == found.substr(found.rfind(' ') + 1) + found.substr(found.find(' ')));
  CHECK(again.out == first.out);
}

TEST_CASE("what an audit found is looked up by the next", "[cli][results]") {
  const Acme acme;
  CHECK(acme.results().empty());
  check_same(acme, {}, "0 of 37");
  // One for each policy and one for the data; one policy is worth carrying over.
  CHECK(acme.results().size() == 39);
  const Arguments json = {"audit", "--snapshot", "latest", "--format", "json"};
  CHECK(run_writ(acme.folder, with(json, {"--engine", "reference"})).out ==
        run_writ(acme.folder, json).out);
  const Ran reference = run_writ(acme.folder, with(json, {"--engine", "reference", "-v"}));
  CHECK(looked_up(reference) == "none");
  CHECK(looked_up(run_writ(acme.folder, {"audit", "-v"})) == "none");

  SECTION("from another folder") {
    const Ran there =
        run_writ(acme.folder, {"audit", "..", "--snapshot", "latest", "--format", "json", "-v"},
                 {.folder = "policies"});
    CHECK(looked_up(there) == "37 of 37");
    CHECK(there.out == run_writ(acme.folder, json).out);
  }
  SECTION("one of them alone, and all but those that are asked for") {
    check_same(acme, {"--only", "contractors_only_learn"}, "1 of 1");
  }
  SECTION("compliant subjects are listed") {
    check_same(acme, {"--all"}, "0 of 37");
    check_same(acme, {"--only", "contractors_only_learn", "--all"}, "1 of 1");
    const Ran ran =
        run_writ(acme.folder, {"explain", "contractors_only_learn", "--snapshot", "latest", "-v"});
    CHECK(looked_up(ran) == "1 of 1");
  }
  SECTION("a changed policy costs itself alone, and moves what stands below it") {
    acme.replace("policies/acme.writ", "require u.role == \"Learner\"",
                 "# Two lines\n  # more.\n  require u.role == \"Learner\" or u.role == \"Admin\"");
    check_same(acme, {}, "36 of 37");
    acme.replace("policies/acme.writ",
                 "# Two lines\n  # more.\n  require u.role == \"Learner\" or "
                 "u.role == \"Admin\"",
                 "require u.role == \"Learner\"");
    check_same(acme, {}, "37 of 37");
  }
  SECTION("a policy more, and one less") {
    acme.folder.write("policies/more.writ",
                      "use crm : activecampaign\npolicy more {\n  title \"More\"\n"
                      "  for u in crm.users require u.email in [\"x@x.example\"]\n}\n");
    check_same(acme, {"--only", "more"}, "0 of 1");
    check_same(acme, {}, "1 of 38");
    fs::remove(acme.folder.path() / "policies/more.writ");
    check_same(acme, {}, "37 of 37");
  }
  SECTION("what policies share") {
    acme.replace("policies/acme.writ", "count >= 150", "count >= 1500");
    check_same(acme, {}, "0 of 37");
  }
  SECTION("a param") {
    check_same(acme, {"--set", "grace=90d"}, "0 of 37");
    check_same(acme, {}, "37 of 37");
  }
  SECTION("who belongs to an account") {
    acme.folder.write("identity.yaml", "");
    const Ran ran = run_writ(acme.folder, {"audit", "--snapshot", "latest", "-v"});
    CHECK(looked_up(ran) == "0 of 37");
  }
  SECTION("waivers apply to what is looked up") {
    acme.folder.write("waivers.yaml",
                      "- policy: no_dormant_learners\n  match: u.email ends with \"example\"\n"
                      "  reason: r\n  approved_by: c@x.example\n  expires: 2027-01-01\n");
    check_same(acme, {}, "37 of 37");
    acme.replace("writ.yaml", "waivers: waivers.yaml", "");
    check_same(acme, {}, "37 of 37");
  }
  SECTION("another snapshot") {
    acme.collect({"--as-of", "2026-03-04T12:00:00Z"});
    check_same(acme, {}, "0 of 37");
    CHECK(run_writ(acme.folder, {"snapshot", "prune", "--keep", "1"}).status == 0);
    CHECK(acme.results().size() ==
          38);  // its tables are too old for a contract: nothing to stand on
  }
  SECTION("the snapshot elsewhere keeps nothing") {
    const fs::path name = fs::directory_iterator(acme.folder.path() / ".writ/snapshots")->path();
    fs::create_directory(acme.folder.path() / "copy");
    fs::copy(name, acme.folder.path() / "copy" / name.filename(), fs::copy_options::recursive);
    const Ran ran =
        run_writ(acme.folder, {"audit", "-v", "--snapshot", "copy/" + name.filename().string()});
    CHECK(looked_up(ran) == "none");
  }
}

TEST_CASE("columns are opened where something is missing, and those that it needs",
          "[cli][results]") {
  const Acme acme;
  // What waives by a condition reads all of the snapshot.
  acme.replace("writ.yaml", "waivers: waivers.yaml", "");
  const Arguments json = {"audit", "--snapshot", "latest", "--format", "json"};
  const Ran whole = run_writ(acme.folder, json);
  SECTION("each result alone") {
    for (const fs::path& file : acme.results()) {
      CAPTURE(file);
      fs::remove(file);
      CHECK(run_writ(acme.folder, json).out == whole.out);
    }
  }
  SECTION("none, one table, all") {
    const fs::path tables =
        fs::directory_iterator(acme.folder.path() / ".writ/snapshots")->path() / "tables";
    std::ofstream(tables / "crm.users.col", std::ios::binary) << "damage";
    CHECK(run_writ(acme.folder, json).out == whole.out);
    const std::string policies = acme.folder.read("policies/acme.writ");
    const auto add = [&](const std::string& table) {
      acme.folder.write("policies/acme.writ",
                        policies + "\npolicy more {\n  title \"More\"\n  for u in " + table +
                            " require u.email in [\"x@x.example\"]\n}\n");
    };
    add("lms.users");
    const Ran more = run_writ(acme.folder, with(json, {"-v"}));
    CHECK(looked_up(more) == "37 of 38");
    CHECK(more.status == whole.status);
    add("crm.users");
    const Ran damaged = run_writ(acme.folder, json);
    CHECK(damaged.status == 5);
    CHECK(damaged.out.empty());
    CHECK(damaged.err.find("crm.users.col") != std::string::npos);
    CHECK(run_writ(acme.folder, with(json, {"--fresh"})).status == 5);
  }
}

TEST_CASE("whatever became of results, an audit is right", "[cli][results]") {
  const Acme acme;
  check_same(acme, {}, "0 of 37");
  const std::vector<fs::path> files = acme.results();
  const auto bytes_of = [](const fs::path& file) { return read_file(file.string()); };
  const auto write = [](const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
  };
  std::vector<std::string> whole;
  std::transform(files.begin(), files.end(), std::back_inserter(whole), bytes_of);
  SECTION("cut, flipped, of another key, of nothing") {
    for (std::size_t i = 0; i < files.size(); ++i) {
      std::string bytes = whole[i];
      switch (i % 5) {
        case 0:
          bytes.resize(bytes.size() * i / files.size());
          break;
        case 1:
          bytes[bytes.size() - 1 - i] = static_cast<char>(bytes[bytes.size() - 1 - i] ^ 0x10);
          break;
        case 2:
          bytes = whole[i - 1];
          break;
        case 3:
          bytes += '\0';
          break;
        default:
          bytes.clear();
      }
      write(files[i], bytes);
    }
    check_same(acme, {}, "0 of 37");
  }
  SECTION("of another version, or by somebody who knows how to make them") {
    for (std::size_t i = 0; i < files.size(); ++i) {
      const std::string key = files[i].filename();
      const std::string start = (i % 2 == 0 ? "WRITRES 2\n" : "WRITRES 1\n") + key + "\n";
      const std::string body = i % 2 == 0 ? whole[i].substr(140) : std::string(i, '\x7f');
      write(files[i], start + sha256_hex(start + body) + "\n" + body);
    }
    check_same(acme, {}, "0 of 37");
  }
  SECTION("some are gone, one is a folder") {
    const auto run = [&] {
      return run_writ(acme.folder, {"audit", "--snapshot", "latest", "--format", "json"}).out;
    };
    const std::string expected = run();
    for (const fs::path& file : files) {
      fs::remove(file);
      CHECK(run() == expected);
    }
    fs::remove(files[0]);
    fs::create_directory(files[0]);
    CHECK(run() == expected);
    CHECK(run() == expected);
    return;
  }
  SECTION("a snapshot that is damaged is not judged by what it was") {
    const fs::path snapshot =
        fs::directory_iterator(acme.folder.path() / ".writ/snapshots")->path();
    const fs::path texts = snapshot / "tables/texts.col";
    std::string bytes = bytes_of(texts);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    write(texts, bytes);
    CHECK(run_writ(acme.folder, {"audit", "--snapshot", "latest"}).status == 5);
    return;
  }
  SECTION("none can be kept") {
    fs::remove_all(acme.folder.path() / ".writ/results");
    acme.folder.write(".writ/results", "in the way");
    const Arguments audit = {"audit", "--snapshot", "latest", "--format", "json"};
    const Ran ran = run_writ(acme.folder, audit);
    CHECK(ran.status == 1);
    CHECK(ran.err.empty());
    CHECK(ran.out == run_writ(acme.folder, with(audit, {"--fresh"})).out);
    CHECK(looked_up(run_writ(acme.folder, with(audit, {"-v"}))) == "0 of 37");
    return;
  }
  CHECK(acme.results() == files);
  std::vector<std::string> again;
  std::transform(files.begin(), files.end(), std::back_inserter(again), bytes_of);
  CHECK(again == whole);
}

TEST_CASE("results and history", "[cli][results]") {
  const Acme acme;
  acme.collect({"--as-of", "2026-03-04T12:00:00Z"});
  acme.folder.write(
      "policies/turned.writ",
      "policy turned {\n  title \"T\"\n  for u in lms.users\n  require became(u.status "
      "== \"active\") by 2026-03-03T00:00:00Z\n}\n");
  check_same(acme, {}, "0 of 38");
  acme.collect({"--as-of", "2026-03-02T12:00:00Z"});
  check_same(acme, {}, "37 of 38");  // those that ask nothing are as they were
  acme.folder.write("policies/counted.writ", "expect lms.users count >= 50% of previous\n");
  check_same(acme, {}, "0 of 38");
  acme.collect({"--as-of", "2026-03-01T12:00:00Z"});
  check_same(acme, {}, "0 of 38");
}

TEST_CASE("arithmetic that overflows is evaluated each time", "[cli][results]") {
  const Acme acme;
  acme.folder.write("policies/far.writ",
                    "define far = 9_000_000_000_000_000_000 + count(u in lms.users) * "
                    "1_000_000_000_000_000_000\n"
                    "policy one {\n  title \"1\"\n  require far > 1\n}\n"
                    "policy two {\n  title \"2\"\n  require far > 2\n}\n");
  const Arguments audit = {"audit", "--snapshot", "latest", "--format", "json"};
  const Ran first = run_writ(acme.folder, audit);
  CHECK(mentions(first.out, "\"kind\": \"overflow\""));
  CHECK(acme.results().empty());
  CHECK(run_writ(acme.folder, with(audit, {"--only", "two"})).status == 4);
  CHECK(acme.results().empty());
  CHECK(run_writ(acme.folder, audit).out == first.out);
}

}  // namespace
}  // namespace writ
