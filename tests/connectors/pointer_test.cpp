#include "connectors/pointer.h"

#include <catch2/catch.hpp>

#include "connectors/json.h"

namespace writ {

namespace {

// The values found, joined by commas (`-` for an element that lacks the rest), or what came
// instead.
std::string found(const std::string& pointer, const std::string& document) {
  const auto parsed = parse_pointer(pointer);
  if (!parsed) {
    return "error: " + parsed.error().message;
  }
  const Value value = parse_json(document).value;
  const Found result = follow(*parsed, value);
  std::string out;
  switch (result.state) {
    case Found::State::missing:
      return "missing";
    case Found::State::null:
      return "null";
    case Found::State::several:
      return "several: " + result.why;
    case Found::State::misfit:
      return "misfit: " + result.why;
    case Found::State::values:
      break;
  }
  for (const Value* one : result.values) {
    out += (out.empty() ? "" : ",");
    out += one == nullptr ? "-" : one->scalar() ? one->text : std::string(describe(*one));
  }
  return "(" + out + ")";
}

}  // namespace

// The documents and pointers of RFC 6901, section 5.
TEST_CASE("JSON Pointer", "[connectors][pointer]") {
  const std::string document =
      R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})";
  CHECK(found("", document) == "(an object)");
  CHECK(found("/foo", document) == "(a list)");
  CHECK(found("/foo/0", document) == "(bar)");
  CHECK(found("/", document) == "(0)");
  CHECK(found("/a~1b", document) == "(1)");
  CHECK(found("/c%d", document) == "(2)");
  CHECK(found("/e^f", document) == "(3)");
  CHECK(found("/g|h", document) == "(4)");
  CHECK(found("/i\\j", document) == "(5)");
  CHECK(found("/k\"l", document) == "(6)");
  CHECK(found("/ ", document) == "(7)");
  CHECK(found("/m~0n", document) == "(8)");
}

TEST_CASE("where a pointer leads", "[connectors][pointer]") {
  struct Case {
    const char* pointer;
    const char* document;
    const char* found;
  };
  const auto c = GENERATE(values<Case>({
      {"/a", R"({"b":1})", "missing"},
      {"/a", R"({"a":null})", "null"},
      {"/a/b", R"({"a":null})", "missing"},
      {"/a/b", R"({"a":"x"})", "misfit: `a` is text"},
      {"/a/b", R"({"a":[1]})", "misfit: `a` is a list"},
      {"/a/1", R"({"a":[1]})", "missing"},
      {"/a/-", R"({"a":[1]})", "misfit: `a` is a list"},
      {"/a/00", R"({"a":[1]})", "missing"},
      {"/a/18446744073709551616", R"({"a":[1]})", "missing"},
      {"/a/0", R"({"a":{"0":5}})", "(5)"},
      {"/@odata.nextLink", R"({"@odata.nextLink":"u"})", "(u)"},
      {"/urn:x:2.0:User/n", R"({"urn:x:2.0:User":{"n":"7"}})", "(7)"},
      {"/~01", R"({"~1":5})", "(5)"},
      {"a", "{}", "error: a pointer begins with `/`: `/a`"},
      {"/~", "{}", "error: `~` must be written `~0`, and a `/` inside a name `~1`"},
      {"/~2", "{}", "error: `~` must be written `~0`, and a `/` inside a name `~1`"},
      {"/[a", "{}",
       "error: `[a` is no choice of an element: write `[name=value]`, or `[*name=value]` for all "
       "of them"},
      {"/[a]", "{}",
       "error: `[a]` is no choice of an element: write `[name=value]`, or `[*name=value]` for all "
       "of them"},
      {"/[=a]", "{}",
       "error: `[=a]` is no choice of an element: write `[name=value]`, or `[*name=value]` for all "
       "of them"},
      {"/w/[p=true]/c", R"({"w":[{"p":false,"c":1},{"p":true,"c":2}]})", "(2)"},
      {"/w/[p=true]/c", R"({"w":[{"p":true,"c":1},{"p":true,"c":2}]})",
       "several: several elements of `w` have `p=true`"},
      {"/w/[p=true]/c", R"({"w":[{"p":"true"}]})", "missing"},
      {"/w/[p=true]/c", R"({"w":[]})", "missing"},
      {"/w/[p=true]/c", R"({"w":null})", "missing"},
      {"/w/[p=true]/c", R"({})", "missing"},
      {"/w/[p=true]/c", R"({"w":{"p":true}})", "misfit: `w` is an object"},
      {"/w/[p=true]/c", R"({"w":[1,null,{"p":{}},{"p":true,"c":9}]})", "(9)"},
      {"/e/[n.c=Work E-mail]/u",
       R"({"e":[{"n":{"c":"Fax"},"u":1},{"n":{"c":"Work E-mail"},"u":2}]})", "(2)"},
      {"/e/[t=a~1b=c]/u", R"({"e":[{"t":"a/b=c","u":1}]})", "(1)"},
      {"/e/[t=]/u", R"({"e":[{"t":"","u":1}]})", "(1)"},
      {"/[t=1]/u", R"([{"t":1,"u":2}])", "(2)"},
      {"/g/*/n", R"({"g":[{"n":"a"},{"n":"b"}]})", "(a,b)"},
      {"/g/*/n", R"({"g":[{"n":"a"},{},{"n":null}]})", "(a,-,-)"},
      {"/g/*", R"({"g":["a","b"]})", "(a,b)"},
      {"/g/*/n", R"({"g":[]})", "()"},
      {"/g/*/n", R"({"g":null})", "null"},
      {"/g/*/n", R"({"g":{"n":1}})", "misfit: `g` is an object"},
      {"/g/*/n", R"({"g":[{"n":1},"x"]})", "misfit: `the element` is text"},
      {"/g/*/m/*/n", R"({"g":[{"m":[{"n":1},{"n":2}]},{"m":[{"n":3}]}]})", "(1,2,3)"},
      {"/g/[*p=1]/n", R"({"g":[{"p":1,"n":"a"},{"p":2,"n":"b"},{"p":1,"n":"c"}]})", "(a,c)"},
      {"/g/[*p.q=x]/n", R"({"g":[{"p":{"q":"x"},"n":"a"},{"n":"b"}]})", "(a)"},
      {"/g/[*p=1]/n", R"({"g":[{"p":2,"n":"b"}]})", "()"},
      {"/g/[*p=1]/n", R"({"g":[{"p":1}]})", "(-)"},
      {"/g/[*p=1]/n", R"({"g":{"p":1}})", "misfit: `g` is an object"},
      {"/g/*/[p=1]/n", R"({"g":[[{"p":1,"n":5}]]})", "(5)"},
  }));
  CAPTURE(c.pointer, c.document);
  CHECK(found(c.pointer, c.document) == c.found);
}

}  // namespace writ
