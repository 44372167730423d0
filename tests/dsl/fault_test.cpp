// What is said where a text cannot be read: the place, what was expected and found, and what to
// type instead.
#include <catch2/catch.hpp>

#include "support/golden.h"
#include "support/program.h"

using namespace writ;
using namespace writ::testing;

namespace {

std::string faults_of(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  parse(sources, sources.add("text.writ", text), diagnostics);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    out += std::string(diagnostic.code.id) + " `" + std::string(sources.text(diagnostic.span)) +
           "` " + diagnostic.message + (diagnostic.help.empty() ? "" : "; " + diagnostic.help) +
           "\n";
  }
  return out;
}

std::string lines_of(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  parse(sources, sources.add("text.writ", text), diagnostics);
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    out += (out.empty() ? "" : " ") + std::to_string(sources.place(diagnostic.span).line);
  }
  return out;
}

}  // namespace

TEST_CASE("habits from other languages are answered with the word for it", "[dsl][fault]") {
  struct Row {
    const char* condition;
    const char* help;
  };
  const Row rows[] = {
      {"a.x = 3", "write `==` to compare"},
      {"a.x && a.y", "write `and`"},
      {"a.x || a.y", "write `or`"},
      {"!a.x", "write `not`, or `!=`"},
      {"a.x == 'y'", "text stands in double quotes: \"…\""},
      {"a.x // why", "a comment begins with `#`"},
      {"a.x;", "leave it out: nothing ends a line here"},
      {"a.x is not present", "say `is absent` for `is not present`, or put `not` in front"},
      {"a.x is null", "to compare, write `==`"},
      {"if a.x then a.y", "a condition is `where …`, or `a implies b`"},
      {"a.x ? 1 : 2", "write `a implies b`, or `x or else y` for what may be absent"},
      {"forall x in hr.workers", "write `every x in … satisfies …`"},
      {"exists hr.workers where x", "name the element: `exists x in …`"},
      {"count(hr.workers) > 1", "name the element first: x in hr.workers"},
      {"every x in hr.workers where x.y",
       "say what holds for all of them: every x in … where … satisfies …"},
      {"a.x+a.y", "write spaces around `+` to calculate"},
      {"a.x+ a.y", "write spaces around `+` to calculate"},
      {"a.x*2", "write spaces around `*` to calculate"},
      {"a.x > 90x", "a duration is made of whole numbers of w, d, h, m and s: 1d12h"},
      {"1 < a.x < 3", "write `1 < a.x and a.x < 3`"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.condition);
    const std::string text =
        "policy p {\n  for a in hr.workers\n  require " + std::string(row.condition) + "\n}\n";
    const std::string faults = faults_of(text);
    INFO(faults);
    CHECK(std::count(faults.begin(), faults.end(), '\n') == 1);
    CHECK(faults.find("; " + std::string(row.help) + "\n") != std::string::npos);
  }
}

TEST_CASE("messages name what was expected and what was found", "[dsl][fault]") {
  struct Row {
    const char* text;
    const char* fault;
  };
  const Row rows[] = {
      {"polcy p { require true }",
       "W0101 `polcy` expected a declaration: use, schema, extend, expect, link, view, identity, "
       "param, define, policy or test, found `polcy`; did you mean `policy`?"},
      {"policy p {\n  titel \"x\"\n}",
       "W0101 `titel` expected a clause (title, for, let, require, message, …) or `}`, found "
       "`titel`; did you mean `title`?"},
      {"policy p {\n  for a in t\n  a.b == c\n}",
       "W0101 `a` expected a clause (title, for, let, require, message, …) or `}`, found `a`; a "
       "condition begins with `require`"},
      {"policy p {\n  title: \"x\"\n}",
       "W0101 `:` expected text in \"quotes\", found `:`; leave it out: a clause is a word and its "
       "value"},
      {"policy p {\n  require a b\n}",
       "W0101 `b` expected an operator or the next clause, found `b`"},
      {"policy p {\n  require a ==\n  message \"x\"\n}",
       "W0101 `` expected a value: a name, a literal, or something in brackets, found `message`"},
      {"policy p {\n  for a in\n  require b\n}",
       "W0101 `` expected a table, a view or a set, found `require`"},
      {"policy p {\n  require (a and b\n  message \"x\"\n}",
       "W0101 `` expected `)`, found `message`"},
      {"policy p {\n  controls soc2 \"CC6.2\" \"CC6.3\n}",
       "W0102 `\"CC6.3` expected the closing `\"` of this text, on its line; text ends on the line "
       "on which it begins; a line break in it is \\n"},
      {"policy p {\n  title \"a {b\"\n}",
       "W0104 `{` a `{` without its `}`; close the expression, or write \\{ to show one"},
      {"policy p {\n  title \"a {b c}\"\n}",
       "W0101 `c` expected the end of the expression, found `c`"},
      {"define a = 1 +\ndefine b = 2",
       "W0101 `` expected a value: a name, a literal, or something in brackets, found `define`"},
      {"define a = [1, 2\ndefine b = 2", "W0101 `` expected `]`, found `define`"},
      {"param a = 3", "W0101 `=` expected `:`, found `=`"},
      {"test \"t\" { at 2026-03-01T00:00:00Z expct p compliant }",
       "W0101 `expct` expected a line of the test (at, with, timezone, given, before, expect) or "
       "`}`, found `expct`; did you mean `expect`?"},
      {"define \xC3\xA9t\xC3\xA9 = 1",
       "W0115 `\xC3\xA9` expected a name, found `\xC3\xA9`; names are made of ASCII letters, "
       "digits and `_`; other characters stand in texts and comments"},
      {"policy p {\n  title \"a\"\n  title \"b\"\n  require true\n}",
       "W0112 `title \"b\"` a second `title` in this policy; keep one of them"},
      {"policy p { require true",
       "W0101 `` expected a clause (title, for, let, require, message, "
       "…) or `}`, found the end of the file"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(faults_of(row.text) == std::string(row.fault) + "\n");
  }
}

TEST_CASE("reading goes on after a mistake", "[dsl][fault]") {
  struct Row {
    const char* text;
    const char* lines;
  };
  const Row rows[] = {
      // declaration by declaration
      {"define a = \ndefine b = 2 2\ndefine c = 3\nuse\ndefine d = )\n", "1 2 4 5"},
      // clause by clause, across what an unclosed bracket would swallow
      {"policy p {\n  titel \"x\"\n  severity\n  for a in\n  require (a.b\n  message 3\n}\n",
       "2 3 4 5 6"},
      // a comprehension's own `for` begins no clause
      {"policy p {\n  let s = {w.a b\n    for w in t}\n  require c d\n}\n", "2 4"},
      // a field may have the name of a line of the test
      {"test \"t\" {\n  at 2026-01-01T00:00:00Z\n  given a.b {\n    x: = 1,\n    at: 2, with: 3\n  "
       "}\n  expect p x y\n}\n",
       "4 7"},
      // two in one line: the second belongs to the first
      {"policy p { require a b c d }\ndefine e = f g\n", "1 2"},
      // an indented declaration is none where it might be a clause
      {"policy p {\n  require a b\n", "2"},
      // a mistake in the head
      {"policy {\n  require a b\n}\ndefine c = )\n", "1 2 4"},
      {"policy p\n  title \"t\"\n  require a b\n}\n", "1 3"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(lines_of(row.text) == row.lines);
  }
}

TEST_CASE("unrelated mistakes of syntax are one diagnostic each", "[dsl][fault]") {
  const std::string text = R"(use hr : adp_workforce_now
use lms thought_industries

param grace : duration = 24 hours

define active_worker(e : email) =
  exists w hr.workers where w.work_email == e

policy first {
  title    "Every {a.email belongs to somebody"
  severity critical
  controls soc2 CC6.2
  for a in lms.users where a.role = "Super Admin"
  require active_worker(a.email) && a.role is not absent
  message 'nobody'
}

policy second {
  for w in hr.workers
  require w.end <= 2026-02-30
}

test "none" {
  at 2026-03-03T12:00:00
  given hr.workers { id "w1" }
  expect second violation
}
)";
  Sources sources;
  Diagnostics diagnostics;
  const ast::File file = parse(sources, sources.add("eleven.writ", text), diagnostics);
  CHECK(diagnostics.size() == 11);
  CHECK(file.broken ==
        std::vector<std::string>{"lms", "grace", "active_worker", "first", "second"});
  CHECK(file.declarations.size() == 1);
  golden("parse/eleven-mistakes.txt", render(diagnostics, sources));
}

TEST_CASE("a file of nothing but mistakes is reported up to a limit", "[dsl][fault]") {
  std::string text;
  for (int i = 0; i < 10'000; ++i) {
    text += "use\n";
  }
  const std::string faults = faults_of(text);
  CHECK(std::count(faults.begin(), faults.end(), '\n') == 101);
  CHECK(faults.find("more than 100 places in this file cannot be read") != std::string::npos);
}

TEST_CASE("what was meant is said where it shows", "[dsl][fault]") {
  struct Row {
    const char* text;
    const char* help;
  };
  const Row rows[] = {
      {"param a : duration = 24 hours", "a duration is one word: 24h"},
      {"param a : duration = 30days", "a duration is one word: 30d"},
      {"policy p { require x older than 2 weeks }", "a duration is one word: 2w"},
      {"policy p { controls soc2 CC6.2 require x }", "write it in quotes, as \"CC6.2\""},
      {"test \"t\" { expect p violation on 17 }", "a key that is no name stands in quotes: \"17\""},
      {"policy p { require x\npolicy q { require x }", "close what is open with `}`"},
      {"test \"t\" {\npolicy q { require x }", "close what is open with `}`"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK_THAT(faults_of(row.text), Catch::EndsWith("; " + std::string(row.help) + "\n"));
  }
}

TEST_CASE("a wrong value of an enumeration has no consequences", "[dsl][check]") {
  const Checked checked = check_text(R"(
schema s { table t key id { id : string  state : "on" | "off"  since : date? present when state == "off" } }
use a : s
policy p { title "t" for x in a.t where x.state == "of" require x.since > 2026-01-01 }
policy q { title "t" for x in a.t where x.state in ["of"] require x.since > 2026-01-01 }
)");
  CHECK(checked.codes() == "W0205 W0205");
}

TEST_CASE("values in the wrong form are shown in the right one", "[dsl][check]") {
  struct Row {
    const char* text;
    const char* help;
  };
  const Row rows[] = {
      {"param a : duration = 24", "say of what: 24h, 24d"},
      {"param a : duration = \"24h\"", "leave the quotes out: 24h"},
      {"param a : duration = true", "write a duration, such as 24h"},
      {"param a : date = \"2026-03-01\"", "leave the quotes out: 2026-03-01"},
      {"param a : date = 5", "write a day, such as 2026-03-01"},
      {"param a : timestamp = 2026-03-01", "write a time with an offset: 2026-03-01T00:00:00Z"},
      {"param a : timestamp = 5", "write a time, such as 2026-03-01T09:30:00Z"},
      {"param a : string = 42", "write text in quotes: \"42\""},
      {"param a : bool = \"true\"", "leave the quotes out: true"},
      {"param a : decimal = \"1.5\"", "leave the quotes out: 1.5"},
      {"param a : int = true", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Checked checked = check_text(row.text);
    REQUIRE(checked.codes() == "W0230");
    CHECK(checked.diagnostics.sorted().front().help == row.help);
  }
}
