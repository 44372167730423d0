// A damaged people system never makes an audit greener: with the workers' export empty, torn, short
// of columns or half unreadable, no policy that reads it comes out compliant.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "run_writ.h"
#include "support/golden.h"

namespace writ {
namespace {

using nlohmann::json;

const std::string workers_file = "acme/exports/adp/workers.json";

void copy_acme(const TempFolder& folder) {
  std::filesystem::copy(repository_path("examples/acme"), folder.path() / "acme",
                        std::filesystem::copy_options::recursive);
}

json audit(const TempFolder& folder) {
  const Ran ran = run_writ(folder, {"audit", "acme", "--format", "json"});
  INFO(ran.err);
  REQUIRE(ran.status <= 4);
  return json::parse(ran.out);
}

// Status of each policy that reads the workers.
std::map<std::string, std::string> statuses(const json& report) {
  std::map<std::string, std::string> out;
  for (const json& policy : report["policies"]) {
    for (const json& table : policy["tables"]) {
      if (table == "hr.workers") {
        out[policy["policy"]] = policy["status"];
      }
    }
  }
  return out;
}

// The first few people alone: with nothing known of them, everything may match everything.
json few_people() {
  json people = json::parse(read_file(repository_path("examples/acme/exports/adp/workers.json")));
  people["workers"].erase(people["workers"].begin() + 12, people["workers"].end());
  return people;
}

json pristine() {
  return json::parse(read_file(repository_path("examples/acme/exports/adp/workers.json")));
}

}  // namespace

TEST_CASE("without good data about people, no policy that reads them is compliant",
          "[cli][damage]") {
  const std::string whole = read_file(repository_path("examples/acme/exports/adp/workers.json"));
  json half = pristine();
  for (std::size_t i = 0; i < half["workers"].size(); i += 2) {
    half["workers"][i]["associateOID"] = nullptr;
  }
  json bare = few_people();
  for (json& worker : bare["workers"]) {
    worker = {{"associateOID", worker["associateOID"]}};
  }
  const std::pair<const char*, std::string> damages[] = {
      {"no byte", ""},
      {"no rows", R"({"workers": []})"},
      {"not the document", R"({"people": []})"},
      {"an error page", "<html><body>503 Service Unavailable</body></html>"},
      {"torn in the middle", whole.substr(0, whole.size() / 2)},
      {"torn at the end", whole.substr(0, whole.size() - 3)},
      {"half without a key", half.dump()},
      {"nothing but keys", bare.dump()},
  };
  for (const auto& [name, text] : damages) {
    CAPTURE(name);
    const TempFolder folder;
    copy_acme(folder);
    folder.write(workers_file, text);
    const auto found = statuses(audit(folder));
    CHECK(found.size() > 5);
    for (const auto& [policy, status] : found) {
      CAPTURE(policy);
      CHECK(status != "compliant");
      CHECK(status != "waived");
      CHECK(status != "pending");
    }
  }
  const TempFolder folder;
  copy_acme(folder);
  std::filesystem::remove(folder.path() / workers_file);
  for (const auto& [policy, status] : statuses(audit(folder))) {
    CAPTURE(policy);
    CHECK(status != "compliant");
  }
}

TEST_CASE("a column that is missing never makes a policy greener", "[cli][damage]") {
  const TempFolder whole;
  copy_acme(whole);
  whole.write(workers_file, few_people().dump());
  const auto before = statuses(audit(whole));
  std::set<std::string> keys;
  const json people = few_people();
  for (const json& worker : people["workers"]) {
    for (const auto& [key, value] : worker.items()) {
      keys.insert(key);
    }
  }
  keys.erase("associateOID");
  CHECK(keys.size() > 5);
  for (const std::string& key : keys) {
    CAPTURE(key);
    json workers = few_people();
    for (json& worker : workers["workers"]) {
      worker.erase(key);
    }
    const TempFolder folder;
    copy_acme(folder);
    folder.write(workers_file, workers.dump());
    for (const auto& [policy, status] : statuses(audit(folder))) {
      CAPTURE(policy);
      if (status == "compliant") {
        CHECK(before.at(policy) == "compliant");
      }
    }
  }
}

TEST_CASE("the same data gives the same bytes", "[cli][determinism]") {
  const TempFolder folder;
  copy_acme(folder);
  const std::vector<std::string> command = {"audit", "acme", "--format", "json", "--all"};
  const Ran first = run_writ(folder, command);
  CHECK(run_writ(folder, command).out == first.out);
  CHECK(run_writ(folder, command,
                 {.environment = {"LC_ALL=de_DE.UTF-8", "LANG=tr_TR.UTF-8", "TZ=Asia/Tokyo"}})
            .out == first.out);
  CHECK(run_writ(folder, command, {.environment = {"LC_ALL=C.UTF-8", "TZ=America/St_Johns"}}).out ==
        first.out);

  // The order of an export's rows changes where a row stands in its file, and nothing else.
  json workers = pristine();
  std::reverse(workers["workers"].begin(), workers["workers"].end());
  for (std::size_t i = 2; i < workers["workers"].size(); i += 3) {
    std::swap(workers["workers"][i], workers["workers"][i / 2]);
  }
  folder.write(workers_file, workers.dump());
  const auto without_records = [](const std::string& text) {
    json report = json::parse(text);
    for (json& policy : report["policies"]) {
      for (json& finding : policy["findings"]) {
        for (json& witness : finding["witnesses"]) {
          witness.erase("record");
        }
      }
    }
    return report.dump();
  };
  const Ran shuffled = run_writ(folder, command);
  CHECK(shuffled.status == first.status);
  CHECK(without_records(shuffled.out) == without_records(first.out));
}

TEST_CASE("the README shows what the example company's audit prints", "[cli][docs]") {
  const std::string readme = read_file(repository_path("README.md"));
  const std::string marker = "<!-- output of: writ audit examples/acme -->\n```text\n";
  const auto begin = readme.find(marker);
  REQUIRE(begin != std::string::npos);
  const auto start = begin + marker.size();
  const std::string shown = readme.substr(start, readme.find("```\n", start) - start);
  const TempFolder folder;
  std::filesystem::create_directories(folder.path() / "examples");
  std::filesystem::copy(repository_path("examples/acme"), folder.path() / "examples/acme",
                        std::filesystem::copy_options::recursive);
  const Ran ran = run_writ(folder, {"audit", "examples/acme"});
  CHECK(ran.status == 1);
  // The README cuts the middle: `…` on a line of its own stands for any lines.
  std::size_t at = 0;
  for (std::size_t from = 0; from <= shown.size();) {
    const std::size_t cut = std::min(shown.find("…\n", from), shown.size());
    const std::string piece = shown.substr(from, cut - from);
    const std::size_t found = ran.out.find(piece, at);
    CAPTURE(piece);
    REQUIRE(found != std::string::npos);
    at = found + piece.size();
    from = cut + std::string("…\n").size();
  }
  CHECK(ran.out.size() == at);
}

TEST_CASE("the README's policies are in the one format", "[cli][docs]") {
  const std::string readme = read_file(repository_path("README.md"));
  const std::string fence = "```writ\n";
  const TempFolder folder;
  std::size_t blocks = 0;
  for (std::size_t at = 0; (at = readme.find(fence, at)) != std::string::npos; ++blocks) {
    at += fence.size();
    const std::string text = readme.substr(at, readme.find("```\n", at) - at);
    CHECK(run_writ(folder, {"fmt", "-"}, {.input = text}).out == text);
  }
  CHECK(blocks > 0);
}

}  // namespace writ
