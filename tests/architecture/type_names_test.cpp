// All rooms share one namespace and end in one binary: two headers that give two types the same
// name compile, and then one type's destructor runs on the other.
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "support/golden.h"

using namespace writ;

TEST_CASE("no two headers define a type of the same name", "[architecture]") {
  // At the start of a line: not nested in another type.
  const std::regex definition(R"(^(struct|class|enum class|enum) (\w+)( final)?( : [^;]*)? \{)");
  const std::regex inner_namespace(R"(^namespace writ::(\w+) \{)");
  std::map<std::string, std::string> first;
  for (const std::string room :
       {"base", "snapshot", "dsl", "evaluator", "connectors", "evidence", "cli"}) {
    for (const auto& entry : std::filesystem::directory_iterator(repository_path(room))) {
      if (entry.path().extension() != ".h") {
        continue;
      }
      std::istringstream in(read_file(entry.path()));
      std::string prefix;
      for (std::string line; std::getline(in, line);) {
        std::smatch match;
        if (std::regex_search(line, match, inner_namespace)) {
          prefix = match[1].str() + "::";
        } else if (std::regex_search(line, match, definition)) {
          const std::string file = room + ("/" + entry.path().filename().string());
          const auto [place, fresh] = first.emplace(prefix + match[2].str(), file);
          INFO(prefix << match[2].str() << " in " << file << " and in " << place->second);
          CHECK(fresh);
        }
      }
    }
  }
  CHECK(first.size() > 100);
}
