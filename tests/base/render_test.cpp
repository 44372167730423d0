#include "base/render.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <random>

#include "base/text.h"

using namespace writ;

namespace {

// A diagnostic about the first occurrence of `marked` in `text`.
std::string shown(const std::string& text, const std::string& marked,
                  const std::string& message = "wrong", const std::string& help = {}) {
  Sources sources;
  sources.add("access.writ", text);
  const std::size_t at = text.find(marked);
  REQUIRE(at != std::string::npos);
  const Span span{0, static_cast<std::uint32_t>(at),
                  static_cast<std::uint32_t>(at + marked.size())};
  Diagnostics diagnostics;
  return render(diagnostics.add("W0101", span, message, help), sources);
}

std::string shown_at(const std::string& text, std::uint32_t begin, std::uint32_t end) {
  Sources sources;
  sources.add("access.writ", text);
  Diagnostics diagnostics;
  return render(diagnostics.add("W0101", Span{0, begin, end}, "wrong"), sources);
}

// The lines of a rendering from the source line on.
std::string snippet(const std::string& rendered) {
  std::size_t at = 0;
  for (int line = 0; line < 3; ++line) {
    at = rendered.find('\n', at) + 1;
  }
  return rendered.substr(at);
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

}  // namespace

TEST_CASE("a diagnostic shows its place, its line and what to do", "[base][render]") {
  CHECK(shown("policy p {\n"
              "  title \"x\"\n"
              "\n"
              "  for w in hr.workers where w.statu == \"Active\"\n"
              "}\n",
              "statu", "`hr.workers` has no field `statu`", "did you mean `status`?") ==
        "error[W0101]: `hr.workers` has no field `statu`\n"
        "  --> access.writ:4:31\n"
        "   |\n"
        " 4 |   for w in hr.workers where w.statu == \"Active\"\n"
        "   |                               ^^^^^\n"
        "  help: did you mean `status`?\n");
}

TEST_CASE("without help there is no help line", "[base][render]") {
  CHECK(shown("a b", "b") ==
        "error[W0101]: wrong\n"
        "  --> access.writ:1:3\n"
        "   |\n"
        " 1 | a b\n"
        "   |   ^\n");
}

TEST_CASE("the frame makes room for the longest line number", "[base][render]") {
  Sources sources;
  sources.add("access.writ", "define x = 1\n" + repeated("\n", 1'232) + "define x = 2\n");
  Diagnostics diagnostics;
  Diagnostic& d =
      diagnostics.add("W0101", Span{0, 1'252, 1'253}, "`x` is declared twice", "rename one");
  d.labels.push_back({Span{0, 7, 8}, "first declared here"});
  CHECK(render(d, sources) ==
        "error[W0101]: `x` is declared twice\n"
        "     --> access.writ:1234:8\n"
        "      |\n"
        " 1234 | define x = 2\n"
        "      |        ^\n"
        "     note: first declared here\n"
        "     --> access.writ:1:8\n"
        "      |\n"
        "    1 | define x = 1\n"
        "      |        -\n"
        "     help: rename one\n");
}

TEST_CASE("labels show places in other files, in their order", "[base][render]") {
  Sources sources;
  sources.add("a.writ", "one");
  sources.add("b.writ", "two\nthree");
  Diagnostics diagnostics;
  Diagnostic& d = diagnostics.add("W0101", Span{0, 0, 3}, "wrong");
  d.labels.push_back({Span{1, 4, 9}, "not like this"});
  d.labels.push_back({Span{1, 0, 3}, ""});
  CHECK(render(d, sources) ==
        "error[W0101]: wrong\n"
        "  --> a.writ:1:1\n"
        "   |\n"
        " 1 | one\n"
        "   | ^^^\n"
        "  note: not like this\n"
        "  --> b.writ:2:1\n"
        "   |\n"
        " 2 | three\n"
        "   | -----\n"
        "  --> b.writ:1:1\n"
        "   |\n"
        " 1 | two\n"
        "   | ---\n");
}

TEST_CASE("an underline stands under its text, however wide the characters before it",
          "[base][render]") {
  struct Row {
    std::string line, marked, snippet;
  };
  const auto row = GENERATE(values<Row>({
      {"é = x", "x", " 1 | é = x\n   |     ^\n"},
      {"日本 = x", "x", " 1 | 日本 = x\n   |        ^\n"},
      {"\"🔒\" x", "x", " 1 | \"🔒\" x\n   |      ^\n"},
      {"a 日本 b", "日本", " 1 | a 日本 b\n   |   ^^^^\n"},
      {"e\u0301 x", "x", " 1 | e\u0301 x\n   |   ^\n"},
      {"e\u0301 x", "\u0301", " 1 | e\u0301 x\n   |  ^\n"},
      {"\tx", "x", " 1 |     x\n   |     ^\n"},
      {"a\tb\tx", "b\tx", " 1 | a    b    x\n   |      ^^^^^^\n"},
      {"\x1b[2J x", "x", " 1 | \\u{1B}[2J x\n   |           ^\n"},
      {"a\u202e x", "\u202e", " 1 | a\\u{202E} x\n   |  ^^^^^^^^\n"},
      {"\xff\xfe x", "x", " 1 | \\x{FF}\\x{FE} x\n   |              ^\n"},
      {"a \xc3 b", "\xc3", " 1 | a \\x{C3} b\n   |   ^^^^^^\n"},
      {"a\rb x", "x", " 1 | a\\u{D}b x\n   |         ^\n"},
      {"x\r\ny", "x", " 1 | x\n   | ^\n"},
  }));
  CAPTURE(row.line);
  CHECK(snippet(shown(row.line, row.marked)) == row.snippet);
}

TEST_CASE("a span inside a character underlines the character", "[base][render]") {
  CHECK(snippet(shown_at("a日b", 2, 3)) == " 1 | a日b\n   |  ^^\n");
  CHECK(snippet(shown_at("a日b", 3, 3)) == " 1 | a日b\n   |  ^^\n");
}

TEST_CASE("a span of several lines underlines the rest of its first", "[base][render]") {
  CHECK(shown("policy p {\n  x\n}\n", "p {\n  x\n}") ==
        "error[W0101]: wrong\n"
        "  --> access.writ:1:8\n"
        "   |\n"
        " 1 | policy p {\n"
        "   |        ^^^\n");
  CHECK(snippet(shown("a b\r\nc", "b\r\nc")) == " 1 | a b\n   |   ^\n");
}

TEST_CASE("places without text are shown", "[base][render]") {
  struct Row {
    std::string text;
    std::uint32_t begin, end;
    std::string place, snippet;
  };
  const auto row = GENERATE(values<Row>({
      {"", 0, 0, "1:1", " 1 |\n   | ^\n"},
      {"", 5, 9, "1:1", " 1 |\n   | ^\n"},
      {"ab", 2, 2, "1:3", " 1 | ab\n   |   ^\n"},
      {"ab", 100, 200, "1:3", " 1 | ab\n   |   ^\n"},
      {"ab\n", 3, 3, "2:1", " 2 |\n   | ^\n"},
      {"a\n\nb", 2, 2, "2:1", " 2 |\n   | ^\n"},
      {"a\n\nb", 2, 3, "2:1", " 2 |\n   | ^\n"},
      {"ab\ncd", 2, 3, "1:3", " 1 | ab\n   |   ^\n"},  // the line end
      {"ab\r\ncd", 3, 4, "1:4", " 1 | ab\n   |   ^\n"},
      {"ab", 1, 0, "1:2", " 1 | ab\n   |  ^\n"},  // ends before it begins
  }));
  CAPTURE(row.text, row.begin, row.end);
  CHECK(shown_at(row.text, row.begin, row.end) ==
        "error[W0101]: wrong\n  --> access.writ:" + row.place + "\n   |\n" + row.snippet);
}

TEST_CASE("a span of no source is shown without a place", "[base][render]") {
  Diagnostics diagnostics;
  Diagnostic& d = diagnostics.add("W0004", Span{7, 3, 4}, "the file is too large", "split it");
  d.labels.push_back({Span{9, 0, 0}, "nowhere"});
  CHECK(render(d, Sources()) ==
        "error[W0004]: the file is too large\n"
        "  note: nowhere\n"
        "  help: split it\n");
}

TEST_CASE("text from outside cannot play with the terminal", "[base][render]") {
  Sources sources;
  sources.add("evil\x1b[31m.writ", "x");
  Diagnostics diagnostics;
  Diagnostic& d = diagnostics.add("W0101", Span{0, 0, 1}, "no `\x1b[2J\n`", "use `\u202e`");
  d.labels.push_back({Span{0, 0, 1}, "not \x07"});
  CHECK(render(d, sources) ==
        "error[W0101]: no `\\u{1B}[2J\\u{A}`\n"
        "  --> evil\\u{1B}[31m.writ:1:1\n"
        "   |\n"
        " 1 | x\n"
        "   | ^\n"
        "  note: not \\u{7}\n"
        "  --> evil\\u{1B}[31m.writ:1:1\n"
        "   |\n"
        " 1 | x\n"
        "   | -\n"
        "  help: use `\\u{202E}`\n");
}

TEST_CASE("a line of 120 columns is whole, a longer one is cut around the underline",
          "[base][render]") {
  struct Row {
    std::string line, marked, shown, underline;
  };
  const std::string a60(60, 'a');
  const auto row = GENERATE_COPY(values<Row>({
      {a60 + "x" + std::string(59, 'b'), "x", a60 + "x" + std::string(59, 'b'),
       std::string(60, ' ') + "^"},
      // One more on the right: it goes, with one for the ellipsis.
      {a60 + "x" + std::string(60, 'b'), "x",
       "…" + std::string(59, 'a') + "x" + std::string(58, 'b') + "…", std::string(60, ' ') + "^"},
      {"x" + std::string(500, 'b'), "x", "x" + std::string(117, 'b') + "…", "^"},
      {std::string(500, 'a') + "x", "x", "…" + std::string(117, 'a') + "x",
       std::string(118, ' ') + "^"},
      {std::string(500, 'a') + "x" + std::string(500, 'b'), "x",
       "…" + std::string(59, 'a') + "x" + std::string(58, 'b') + "…", std::string(60, ' ') + "^"},
      {"a" + std::string(500, 'x') + "b", std::string(500, 'x'), "…" + std::string(118, 'x') + "…",
       " " + std::string(118, '^')},
      {std::string(500, 'x'), std::string(500, 'x'), std::string(118, 'x') + "…",
       std::string(118, '^')},
      {std::string(500, 'a') + std::string(100, 'x'), std::string(100, 'x'),
       "…" + std::string(18, 'a') + std::string(100, 'x'),
       std::string(19, ' ') + std::string(100, '^')},
  }));
  CAPTURE(row.line);
  const std::string expected = " 1 | " + row.shown + "\n   | " + row.underline + "\n";
  CHECK(snippet(shown(row.line, row.marked)) == expected);
}

TEST_CASE("wide characters and escapes are cut whole", "[base][render]") {
  CHECK(snippet(shown(repeated("日", 100) + "x", "x")) ==
        " 1 | …" + repeated("日", 58) + "x\n   | " + std::string(117, ' ') + "^\n");
  CHECK(snippet(shown("x" + repeated("\x01", 100), "x")) ==
        " 1 | x" + repeated("\\u{1}", 23) + "…\n   | ^\n");
}

TEST_CASE("colour is for terminals only", "[base][render]") {
  Sources sources;
  sources.add("a.writ", "x y");
  Diagnostics diagnostics;
  Diagnostic& d = diagnostics.add("W0101", Span{0, 2, 3}, "wrong", "do `z`");
  d.labels.push_back({Span{0, 0, 1}, "here"});
  CHECK(render(d, sources, RenderStyle{true}) ==
        "\033[1;31merror[W0101]\033[0m\033[1m: wrong\033[0m\n"
        "  \033[1;34m-->\033[0m a.writ:1:3\n"
        "\033[1;34m   |\033[0m\n"
        "\033[1;34m 1 |\033[0m x y\n"
        "\033[1;34m   |\033[0m   \033[1;31m^\033[0m\n"
        "  \033[1mnote:\033[0m here\n"
        "  \033[1;34m-->\033[0m a.writ:1:1\n"
        "\033[1;34m   |\033[0m\n"
        "\033[1;34m 1 |\033[0m x y\n"
        "\033[1;34m   |\033[0m \033[1;34m-\033[0m\n"
        "  \033[1;32mhelp:\033[0m do `z`\n");
  CHECK(render(d, sources).find('\033') == std::string::npos);
}

TEST_CASE("all diagnostics are shown in order, with a count", "[base][render]") {
  Sources sources;
  sources.add("a.writ", "x y");
  Diagnostics diagnostics;
  CHECK(render(diagnostics, sources).empty());
  diagnostics.add("W0101", Span{0, 2, 3}, "second");
  CHECK(render(diagnostics, sources) ==
        "error[W0101]: second\n"
        "  --> a.writ:1:3\n"
        "   |\n"
        " 1 | x y\n"
        "   |   ^\n"
        "\n"
        "1 error\n");
  diagnostics.add("W0101", Span{0, 0, 1}, "first");
  diagnostics.add("W0101", Span{0, 0, 1}, "first");
  CHECK(render(diagnostics, sources) ==
        "error[W0101]: first\n"
        "  --> a.writ:1:1\n"
        "   |\n"
        " 1 | x y\n"
        "   | ^\n"
        "\n"
        "error[W0101]: second\n"
        "  --> a.writ:1:3\n"
        "   |\n"
        " 1 | x y\n"
        "   |   ^\n"
        "\n"
        "2 errors\n");
}

TEST_CASE("warnings are called warnings, and counted apart", "[base][render]") {
  Sources sources;
  sources.add("a.writ", "x");
  const DiagnosticCode code{"W9001", "made-up", Severity::warning};
  CHECK(render(Diagnostic{code, Span{0, 0, 1}, "odd", {}, ""}, sources) ==
        "warning[W9001]: odd\n"
        "  --> a.writ:1:1\n"
        "   |\n"
        " 1 | x\n"
        "   | ^\n");
  CHECK(render(Diagnostic{code, Span{0, 0, 1}, "odd", {}, ""}, sources, RenderStyle{true})
            .rfind("\033[1;33mwarning[W9001]\033[0m", 0) == 0);
}

TEST_CASE("any bytes at any span render as well-formed lines", "[base][render]") {
  std::mt19937 random(17);
  for (int i = 0; i < 2'000; ++i) {
    std::string text;
    for (auto length = random() % 300; length > 0; --length) {
      text.push_back(static_cast<char>(random() % 4 == 0 ? random() % 256 : 'a' + random() % 26));
    }
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto begin = static_cast<std::uint32_t>(random() % (size + 2));
    const auto end = static_cast<std::uint32_t>(random() % (size + 2));
    const std::string out = shown_at(text, begin, end);
    REQUIRE(!invalid_utf8(out));
    REQUIRE(std::count(out.begin(), out.end(), '\n') == 5);
    REQUIRE(out.find('^') != std::string::npos);
    const std::string lines = snippet(out);
    REQUIRE(display_width(lines.substr(0, lines.find('\n'))) <= 5 + 120 + 5);
  }
}

TEST_CASE("many diagnostics on one line of a megabyte take no time", "[base][render]") {
  Sources sources;
  sources.add("a.writ", repeated("é ", 350'000));
  Diagnostics diagnostics;
  for (std::uint32_t i = 0; i < 200; ++i) {
    diagnostics.add("W0101", Span{0, 1'000'000 - 3 * i, 1'000'002 - 3 * i}, "wrong");
  }
  const auto start = std::chrono::steady_clock::now();
  CHECK(render(diagnostics, sources).size() > 20'000);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}
