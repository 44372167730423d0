#include "base/diagnostic.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

using namespace writ;

TEST_CASE("diagnostic codes are found by their id", "[base][diagnostic]") {
  const DiagnosticCode* code = find_diagnostic_code("W0101");
  REQUIRE(code != nullptr);
  CHECK(code->id == "W0101");
  CHECK(code->name == "syntax");
  CHECK(code->severity == Severity::error);
  CHECK(find_diagnostic_code("") == nullptr);
  CHECK(find_diagnostic_code("W") == nullptr);
  CHECK(find_diagnostic_code("W0000") == nullptr);
  CHECK(find_diagnostic_code("W9999") == nullptr);
  CHECK(find_diagnostic_code("W01010") == nullptr);
  CHECK(find_diagnostic_code("w0101") == nullptr);
}

TEST_CASE("every diagnostic code has an id and a name of the right form", "[base][diagnostic]") {
  const auto codes = all_diagnostic_codes();
  REQUIRE(!codes.empty());
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const DiagnosticCode& code = codes[i];
    CAPTURE(code.id, code.name);
    CHECK((i == 0 || codes[i - 1].id < code.id));
    CHECK(code.id.size() == 5);
    CHECK(code.id.front() == 'W');
    CHECK(code.id.find_first_not_of("0123456789", 1) == std::string_view::npos);
    CHECK(!code.name.empty());
    CHECK(code.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
          std::string_view::npos);
    CHECK(names.insert(code.name).second);
    CHECK(find_diagnostic_code(code.id)->name == code.name);
  }
}

TEST_CASE("diagnostics know whether there are errors", "[base][diagnostic]") {
  Diagnostics diagnostics;
  CHECK(diagnostics.empty());
  CHECK(!diagnostics.has_errors());
  diagnostics.add("W0101", {}, "m");
  CHECK(diagnostics.size() == 1);
  CHECK(diagnostics.has_errors());
  const auto codes = all_diagnostic_codes();
  const auto warning = std::find_if(codes.begin(), codes.end(), [](const DiagnosticCode& code) {
    return code.severity == Severity::warning;
  });
  if (warning != codes.end()) {
    Diagnostics warnings;
    warnings.add(warning->id, {}, "m");
    CHECK(!warnings.has_errors());
  }
}

TEST_CASE("diagnostics come sorted by file, offset and id, exact duplicates once",
          "[base][diagnostic]") {
  Diagnostics diagnostics;
  diagnostics.add("W0101", Span{1, 0, 1}, "later file");
  diagnostics.add("W0101", Span{0, 9, 10}, "later place");
  diagnostics.add("W0101", Span{0, 5, 6}, "second code");
  diagnostics.add("W0001", Span{0, 5, 6}, "first code");
  diagnostics.add("W0101", Span{0, 9, 10}, "later place");
  diagnostics.add("W0101", Span{0, 9, 10}, "later place", "with help");
  diagnostics.add("W0101", Span{0, 9, 12}, "later place");
  diagnostics.add("W0101", Span{0, 9, 10}, "later place").labels.push_back({Span{0, 1, 2}, "here"});
  diagnostics.add("W0101", Span{0, 9, 10}, "later place").labels.push_back({Span{0, 2, 3}, "here"});
  diagnostics.add("W0101", Span{0, 9, 10}, "later place").labels.push_back({Span{0, 1, 2}, "here"});
  std::vector<std::string> shown;
  for (const Diagnostic& d : diagnostics.sorted()) {
    shown.push_back(std::to_string(d.span.file) + ":" + std::to_string(d.span.begin) + "-" +
                    std::to_string(d.span.end) + " " + d.message +
                    (d.help.empty() ? "" : " / " + d.help) +
                    (d.labels.empty() ? "" : " @" + std::to_string(d.labels[0].span.begin)));
  }
  CHECK(shown == std::vector<std::string>{
                     "0:5-6 first code",
                     "0:5-6 second code",
                     "0:9-10 later place",
                     "0:9-10 later place @1",
                     "0:9-10 later place @2",
                     "0:9-10 later place / with help",
                     "0:9-12 later place",
                     "1:0-1 later file",
                 });
  CHECK(diagnostics.size() == 10);
}
