// What each room's files include, read as text: the order of the rooms, no way around it, and third
// parties only where the architecture lists them.
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/golden.h"

using namespace writ;

namespace {

using Names = std::set<std::string>;

const std::map<std::string, Names> rooms_seen = {
    {"base", {"base"}},
    {"snapshot", {"base", "snapshot"}},
    {"dsl", {"base", "snapshot", "dsl"}},
    {"evaluator", {"base", "snapshot", "dsl", "evaluator"}},
    {"connectors", {"base", "snapshot", "connectors"}},
    {"evidence", {"base", "snapshot", "dsl", "evaluator", "evidence"}},
    {"cli", {"base", "snapshot", "dsl", "evaluator", "connectors", "evidence", "cli"}},
};

// First part of the path in angle brackets, and the rooms that may include it.
const std::map<std::string, Names> third_parties = {
    {"openssl", {"base", "connectors", "evidence"}},
    {"curl", {"connectors"}},
    {"libpq-fe.h", {"connectors"}},
    {"sqlite3.h", {"connectors"}},
    {"date", {"base"}},
    {"unicode", {"base", "connectors"}},
    {"tao", {"dsl"}},
    {"re2", {"dsl", "evaluator"}},
    {"yaml-cpp", {"connectors", "cli"}},
    {"nlohmann", {"snapshot", "connectors", "evidence", "cli"}},
    {"zstd.h", {"snapshot"}},
    {"CLI", {"cli"}},
    {"spdlog", {"cli"}},
    {"catch2", {}},
};

struct Include {
  std::string room, file, path;
  bool quoted;
};

std::string first_part(const std::string& path) {
  return path.substr(0, path.find('/'));
}

std::vector<Include> includes_of(const std::string& room, const std::filesystem::path& file) {
  std::vector<Include> out;
  std::istringstream in(read_file(file));
  for (std::string line; std::getline(in, line);) {
    const std::size_t begin = line.find_first_of("\"<");
    if (line.rfind("#include", 0) != 0 || begin == std::string::npos) {
      continue;
    }
    const std::size_t end = line.find_first_of("\">", begin + 1);
    out.push_back(
        {room, file.string(), line.substr(begin + 1, end - begin - 1), line[begin] == '"'});
  }
  return out;
}

std::vector<Include> all_includes() {
  std::vector<Include> out;
  for (const auto& [room, seen] : rooms_seen) {
    const auto folder = repository_path(room);
    if (!std::filesystem::exists(folder)) {
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const auto extension = entry.path().extension();
      if (extension == ".h" || extension == ".cpp") {
        const auto found = includes_of(room, entry.path());
        out.insert(out.end(), found.begin(), found.end());
      }
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a room includes its own headers and those of the rooms below it", "[architecture]") {
  const auto all = all_includes();
  REQUIRE(all.size() > 100);  // the files were found
  for (const Include& include : all) {
    if (include.quoted) {
      INFO(include.file << " includes " << include.path);
      CHECK(rooms_seen.at(include.room).count(first_part(include.path)) == 1);
    }
  }
}

TEST_CASE("no include goes up a folder", "[architecture]") {
  for (const Include& include : all_includes()) {
    INFO(include.file << " includes " << include.path);
    CHECK(include.path.find("..") == std::string::npos);
  }
}

TEST_CASE("a third party is used only in its rooms", "[architecture]") {
  for (const Include& include : all_includes()) {
    const auto party = third_parties.find(first_part(include.path));
    if (!include.quoted && party != third_parties.end()) {
      INFO(include.file << " includes " << include.path);
      CHECK(party->second.count(include.room) == 1);
    }
  }
}
