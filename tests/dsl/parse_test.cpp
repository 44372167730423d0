// Declarations: what each holds once it is read, its documentation, and where words lose their
// meaning.
#include <catch2/catch.hpp>

#include "dsl/shape.h"
#include "support/program.h"

using namespace writ;
using namespace writ::testing;

namespace {

struct Parsed {
  Sources sources;
  Diagnostics diagnostics;
  ast::File file;
};

Parsed parsed(const std::string& text) {
  Parsed result;
  result.file = parse(result.sources, result.sources.add("text", text), result.diagnostics);
  INFO(render(result.diagnostics, result.sources));
  CHECK(result.diagnostics.empty());
  return result;
}

template <class Node>
const Node& only(const Parsed& from) {
  REQUIRE(from.file.declarations.size() == 1);
  return std::get<Node>(from.file.declarations.front().node);
}

}  // namespace

TEST_CASE("an empty file, a BOM and comments alone are files", "[dsl][parse]") {
  CHECK(parsed("").file.declarations.empty());
  CHECK(parsed("\xEF\xBB\xBFuse a : b").file.declarations.size() == 1);
  const Parsed comments = parsed(" # one\r\n\n#two");
  REQUIRE(comments.file.comments.size() == 2);
  CHECK(comments.sources.text(comments.file.comments[0].span) == "# one");
  CHECK(comments.file.comments[0].own_line);
}

TEST_CASE("the comment lines directly above a declaration document it", "[dsl][parse]") {
  const Parsed file =
      parsed("# of the file\n\n# First.\n#  Second.\nuse a : b  # not above\nuse c : d\n");
  REQUIRE(file.file.declarations.size() == 2);
  CHECK(file.file.declarations[0].doc.lines == std::vector<std::string>{"First.", " Second."});
  CHECK(file.file.declarations[1].doc.lines.empty());
  CHECK(file.file.comments.size() == 4);
  CHECK(!file.file.comments[3].own_line);
  CHECK(file.sources.text(file.file.declarations[0].span) == "use a : b");
}

TEST_CASE("any word may be a field, an operator's too", "[dsl][parse]") {
  const Parsed file = parsed(R"(schema odd {
  table words key in, by {
    in : string? present when or == "x"
    by : date? present when by is present
    or : string?
    is : bool? present when a
    contains : set of string
    policy : bool  use : bool  unobservable : bool
    present : bool unobservable "why"
    not : bool
    as account { in = a.or  by = b contains c  matches = d  is = e is known  end = end of f }
  }
})");
  const auto& table = only<ast::Schema>(file).tables.front();
  std::string names;
  for (const ast::Field& field : table.fields) {
    names += field.name.text + " ";
  }
  CHECK(names == "in by or is contains policy use unobservable present not ");
  CHECK(print(*table.fields[0].present_when) == "or == \"x\"");
  std::string entries;
  for (const ast::AsEntry& entry : table.as.front().entries) {
    entries += entry.name.text + "=" + shape(entry.value) + " ";
  }
  CHECK(entries == "in=a.or by=(contains b c) matches=d is=(known e) end=(end f) ");
}

TEST_CASE("types are read as written", "[dsl][parse]") {
  const Parsed file = parsed(R"(schema s { table t key a {
    a : string  b : email?  c : "x" | "y"  d : "x" | ...  e : set of ref t  f : ref t?  g : set of "p" | "q"
  } })");
  std::string types;
  for (const ast::Field& field : only<ast::Schema>(file).tables.front().fields) {
    types += print(field.type) + "; ";
  }
  CHECK(types ==
        "string; email?; \"x\" | \"y\"; \"x\" | ...; set of ref t; ref t?; set of \"p\" | \"q\"; ");
}

TEST_CASE("a policy's clauses come in any order", "[dsl][parse]") {
  const Parsed file = parsed(R"(policy p {
  require a.x  require a.y
  message "{a.x} and \{{a.y}\}"
  tags "t", "u"
  for a in t where a.z
  let n = count(b in u)
  for c in n
  may be vacuous
  cost 2 * 1.50 USD per year
  controls soc2 "CC6.2" "CC6.3", iso27001 "A.5.18"
  title "T"
  owner "o"
  description "{plain}"
  severity low
})");
  const auto& policy = only<ast::Policy>(file);
  CHECK(policy.may_be_vacuous);
  CHECK(policy.requires_.size() == 2);
  REQUIRE(policy.bindings.size() == 3);
  CHECK(std::get<ast::For>(policy.bindings[0]).variable.text == "a");
  CHECK(shape(std::get<ast::Let>(policy.bindings[1]).value) == "(count b u)");
  REQUIRE(policy.controls.size() == 2);
  CHECK(policy.controls[0].ids[1].text == "CC6.3");
  CHECK(policy.description->text == "{plain}");
  CHECK(policy.tags[1].text == "u");
  CHECK(shape(policy.cost->amount) == "(* 2 1.50)");
  CHECK(policy.cost->currency.text == "USD");
  CHECK(policy.cost->per->text == "year");
  REQUIRE(policy.message->pieces.size() == 5 - 1);
  const auto& shown = std::get<ast::Expr>(policy.message->pieces[0]);
  CHECK(file.sources.text(shown.span) == "a.x");
  CHECK(std::get<std::string>(policy.message->pieces[1]) == " and {");
  CHECK(std::get<std::string>(policy.message->pieces[3]) == "}");
}

TEST_CASE("a test's lines come in any order", "[dsl][parse]") {
  const Parsed file = parsed(R"(test "t" {
  expect p violation on (w1, "lms.users/u1"), (_, u2)
  given hr.workers { id: "w1", at: absent, level: -3, tags: ["a", "b",], }
  before 2026-01-01T00:00:00Z { given lms.users none }
  timezone hr "Europe/Berlin"
  with grace = 2d
  given lms.users incomplete
  at 2026-03-01T00:00:00Z
  expect q nothing
})");
  const auto& test = only<ast::TestCase>(file);
  CHECK(to_string(test.at) == "2026-03-01T00:00:00Z");
  REQUIRE(test.expectations.size() == 2);
  REQUIRE(test.expectations[0].subjects.size() == 2);
  CHECK(test.expectations[0].subjects[0][1].key == "lms.users/u1");
  CHECK(test.expectations[0].subjects[1][0].key == "_");
  CHECK(test.givens[0].fields.size() == 4);
  CHECK(shape(test.givens[0].fields[2].value) == "(neg 3)");
  CHECK(test.givens[1].what == ast::Given::What::incomplete);
  CHECK(test.before[0].givens[0].what == ast::Given::What::none);
  CHECK(test.zones[0].zone.text == "Europe/Berlin");
  CHECK(test.with[0].param.text == "grace");
}

TEST_CASE("rows are literals side by side", "[dsl][parse]") {
  const Parsed file = parsed("define m = rows (a, b, c) [\"x\" 1 -2, \"y\" -2 1d,]");
  const auto& rows = std::get<ast::Rows>(only<ast::Define>(file).body);
  REQUIRE(rows.rows.size() == 2);
  REQUIRE(rows.rows[0].size() == 3);
  CHECK(shape(rows.rows[0][2]) == "(neg 2)");
  CHECK(shape(rows.rows[1][1]) == "(neg 2)");
}

TEST_CASE("every policy, schema and example of the repository can be read", "[dsl][parse]") {
  int files = 0;
  for (const char* folder : {"connectors", "policies", "examples", "tests"}) {
    const auto root = std::filesystem::path(WRIT_ROOT) / folder;
    if (!std::filesystem::exists(root)) {
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".writ") {
        continue;
      }
      std::ifstream in(entry.path());
      std::stringstream text;
      text << in.rdbuf();
      CAPTURE(entry.path().string());
      Sources sources;
      Diagnostics diagnostics;
      parse(sources, sources.add(entry.path().string(), text.str()), diagnostics);
      INFO(render(diagnostics, sources));
      CHECK(diagnostics.empty());
      ++files;
    }
  }
  CHECK(files > 10);
}
