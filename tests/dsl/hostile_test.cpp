// Texts that nobody writes by hand end in a diagnostic, at once: never a crash, a hang or a silent
// pass.
#include <catch2/catch.hpp>
#include <ctime>

#include "support/golden.h"
#include "support/program.h"

using namespace writ;
using namespace writ::testing;

namespace {

std::string repeat(const std::string& text, int times) {
  std::string out;
  out.reserve(text.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

std::string codes_in_a_second(const std::string& text) {
  const std::clock_t begin = std::clock();  // of this process: a busy machine must not fail it
  const Checked checked = check_text(text);
  const std::string shown = render(checked.diagnostics, checked.sources);
  CHECK(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < 1.0);
  CHECK(shown.size() < 50'000);
  return checked.codes();
}

}  // namespace

TEST_CASE("hostile texts end in a diagnostic in under a second", "[dsl][hostile]") {
  struct Case {
    const char* name;
    std::string text;
    const char* codes;
  };
  std::string many;
  for (int i = 0; i < 10'001; ++i) {
    many += "define a" + std::to_string(i) + " = 1\n";
  }
  const std::string faults = "W0101" + repeat(" W0101", 100);  // and no more
  const std::string chain = repeat(" + 1", 3'900);
  const Case cases[] = {
      {"round brackets", "define a = " + repeat("(", 200'000), "W0106"},
      {"round brackets, closed", "define a = " + repeat("(", 200'000) + "1" + repeat(")", 200'000),
       "W0106"},
      {"square brackets", "define a = " + repeat("[", 200'000), "W0106"},
      {"braces", "define a = " + repeat("{", 200'000), "W0106"},
      {"calls", "define a = " + repeat("f(", 200'000), "W0106"},
      {"quantifiers", "define a = " + repeat("exists x in t where ", 40'000) + "true", "W0106"},
      {"prefixes", "define a = " + repeat("not ", 200'000) + "true", "W0106"},
      {"minus signs", "define a = " + repeat("-", 200'000) + "1", "W0106"},
      {"implications", "define a = true" + repeat(" implies true", 20'000), "W0107"},
      {"a hundred implications", "define a = true" + repeat(" implies true", 100), "W0106"},
      {"a chain", "define a = 1" + repeat(" + 1", 20'000), "W0107"},
      {"a chain of ors", "define a = true" + repeat(" or true", 20'000), "W0107"},
      {"a path", "define a = b" + repeat(".c", 100'000), "W0106"},
      {"chains in chains", "define a = " + repeat("(", 12) + "1" + repeat(chain + ")", 12),
       "W0107"},
      {"prefixes in implications in brackets",
       "define a = " + repeat("(", 60) + "b" +
           repeat(repeat(" implies " + repeat("not ", 60) + "c", 5) + ")", 60),
       "W0106"},
      {"comments and declarations", repeat("use a : b\n", 9'000) + repeat("#\n", 450'000), "W0206"},
      {"a long comment above", repeat("#\n", 500'000) + "use a : b\n", "W0206"},
      {"blank lines in a broken policy", "policy p { x" + repeat(" \n", 500'000), "W0101"},
      {"broken declarations", repeat("define\n", 5'000), faults.c_str()},
      {"brackets in lines", repeat("define a = (\n", 5'000), faults.c_str()},
      {"broken clauses", "policy p {\n" + repeat("for\n", 100'000), faults.c_str()},
      {"a long name", "define " + std::string(1 << 20, 'a') + " = 1", "W0004"},
      {"a name just below the file's limit", "define " + std::string((1 << 20) - 100, 'a') + " = 1",
       "W0111"},
      {"NUL", std::string("define a\0b = 1", 14), "W0002"},
      {"malformed UTF-8", "define a = \"\xC3\x28\"", "W0001"},
      {"an overlong form", "define a = \"\xC0\xAF\"", "W0001 W0001"},
      {"a surrogate", "define a = \"\xED\xA0\x80\"", "W0001 W0001 W0001"},
      {"a bidirectional control", "define a = \"\xE2\x80\xAE\"", "W0003"},
      {"nothing but faults", repeat("\xFF", 100'000),
       "W0001 W0001 W0001 W0001 W0001 W0001 W0001 W0001 W0001 W0001"},
      {"ten thousand and one declarations", many, "W0114"},
      {"an unclosed text", "define a = \"" + std::string(500'000, 'x'), "W0102"},
      {"an unclosed policy", "policy p {" + repeat("\n title \"t\"", 3), "W0101"},
      {"an unclosed comment", "# " + std::string(500'000, 'x'), ""},
      {"a long line", "define a = " + std::string(500'000, ' ') + "?", "W0101"},
      {"an interpolation bomb", "policy p { title \"" + repeat("{", 300'000) + "\" require true }",
       "W0104"},
      {"interpolations that never close",
       "policy p { title \"" + repeat("{a ", 50'000) + repeat("}", 50'000) + "\" require true }",
       "W0101"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(codes_in_a_second(c.text) == c.codes);
  }
}

TEST_CASE("a chain of 4,096 operands is fine", "[dsl][hostile]") {
  CHECK(check_text("define a = 1" + repeat(" + 1", 4'095)).codes().empty());
  CHECK(check_text("define a = true" + repeat(" and true", 4'095)).codes().empty());
  CHECK(check_text("define a = " + repeat("(", 60) + "1" + repeat(")", 60)).codes().empty());
}

TEST_CASE("diagnostics whose example is no text have goldens", "[dsl][diagnostics]") {
  std::string many;
  for (int i = 0; i < 10'001; ++i) {
    many += "define a" + std::to_string(i) + " = 1\n";
  }
  const std::pair<const char*, std::string> cases[] = {
      {"W0001", "# Latin-1\ndefine name = \"M\xFCller\"\n"},
      {"W0002", std::string("define name = \"kim\0\"\n", 21)},
      {"W0003",
       "define name = \"\xE2\x80\xAE"
       "admin\"\n"},
      {"W0004", std::string((1 << 20) + 1, '#')},
      {"W0107", "define a = 1" + repeat(" + 1", 4'096) + "\n"},
      {"W0114", many},
  };
  for (const auto& [id, text] : cases) {
    const Checked checked = check_text(text);
    CHECK(checked.codes() == id);
    golden("diag/" + std::string(id) + ".txt", render(checked.diagnostics, checked.sources));
  }
}

TEST_CASE("parse time grows with the text", "[dsl][hostile]") {
  const auto seconds = [](int times) {
    const std::string text = repeat(
        "policy p { title \"t\" for w in hr.workers where (((w.a == 1) or (w.b in [1, 2, (3)]))) "
        "require exists x in t where not (x.y is present and f(g(h(x)))) }\n",
        times);
    const std::clock_t begin = std::clock();
    Sources sources;
    Diagnostics diagnostics;
    parse(sources, sources.add("a", text), diagnostics);
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  };
  seconds(200);
  const double once = seconds(1'000);
  const double twice = seconds(2'000);
  CHECK(
      twice <
      once * 4 +
          0.05);  // generous: a busy machine must not fail it; a square would give 4, a power more
}
