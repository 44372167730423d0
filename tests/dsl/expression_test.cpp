// Expressions: what binds how tightly, what each construct reads, where an expression ends.
#include <catch2/catch.hpp>

#include "dsl/shape.h"

using namespace writ;
using namespace writ::testing;

namespace {

struct Row {
  const char* text;
  const char* shape;
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(shape_of(row.text) == row.shape);
  }
}

}  // namespace

TEST_CASE("operators bind as the page says", "[dsl][expression]") {
  check_rows({
      {"a implies b implies c", "(implies a (implies b c))"},
      {"a or b implies c", "(implies (or a b) c)"},
      {"a implies b or c", "(implies a (or b c))"},
      {"a or b and c", "(or a (and b c))"},
      {"a and b or c", "(or (and a b) c)"},
      {"a and b and c", "(and (and a b) c)"},
      {"not a and b", "(and (not a) b)"},
      {"not a == b", "(not (== a b))"},
      {"not not a", "(not (not a))"},
      {"not a is present", "(not (present a))"},
      {"a and not b or c", "(or (and a (not b)) c)"},
      {"a == b + c", "(== a (+ b c))"},
      {"a + b == c", "(== (+ a b) c)"},
      {"a in b - c", "(in a (- b c))"},
      {"a or else b == c", "(== (or else a b) c)"},
      {"a or else b or else c", "(or else a (or else b c))"},
      {"a or else b + c", "(or else a (+ b c))"},
      {"a + b or else c", "(or else (+ a b) c)"},
      {"a - b - c", "(- (- a b) c)"},
      {"a - (b - c)", "(- a (- b c))"},
      {"a + b * c", "(+ a (* b c))"},
      {"a * b / c", "(/ (* a b) c)"},
      {"-a * b", "(* (neg a) b)"},
      {"-a.b", "(neg a.b)"},
      {"a - -b", "(- a (neg b))"},
      {"1+2", "(+ 1 2)"},
      {"end of a.b + c", "(+ (end a.b) c)"},
      {"start of end of a", "(start (end a))"},
      {"a by end of b + c", "(by a (+ (end b) c))"},
      {"a + b is present", "(present (+ a b))"},
      {"a is known and b is absent", "(and (known a) (absent b))"},
      {"a older than b * 2", "(older than a (* b 2))"},
      {"(a or b) and c", "(and (or a b) c)"},
      {"((a))", "a"},
  });
}

TEST_CASE("each binary operator is read, its words apart by any white space", "[dsl][expression]") {
  for (const OperatorRow& row : operator_rows) {
    std::string spelling(row.spelling);
    const std::string expected = "(" + spelling + " a b)";
    CHECK(shape_of("a " + spelling + " b") == expected);
    CHECK(shape_of("(a)" + spelling + " (b)") == expected);
    if (const auto space = spelling.find(' '); space != std::string::npos) {
      CHECK(shape_of("a " + spelling.replace(space, 1, " \r\n\t ") + " b") == expected);
    }
  }
}

TEST_CASE("comparisons do not chain, and `not` needs brackets below them", "[dsl][expression]") {
  check_rows({
      {"a < b < c", "W0108 `<`"},
      {"a == b != c", "W0108 `!=`"},
      {"a in b in c", "W0108 `in`"},
      {"a is present is known", "W0108 `is known`"},
      {"a == b is present", "W0108 `is present`"},
      {"a is present == b", "W0108 `==`"},
      {"a < b and b < c", "(and (< a b) (< b c))"},
      {"(a < b) == c", "(== (< a b) c)"},
      {"a == not b", "W0109 `not`"},
      {"- not b", "W0109 `not`"},
      {"a + not b", "W0109 `not`"},
      {"a == (not b)", "(== a (not b))"},
  });
}

TEST_CASE("steps, closures and calls", "[dsl][expression]") {
  check_rows({
      {"a.b.c", "a.b.c"},
      {"a.b?.c", "a.b?.c"},
      {"a . b", "a.b"},
      {"a.b+", "(a.b+)"},
      {"a.b*", "(a.b*)"},
      {"a?.b*", "(a?.b*)"},
      {"a.b+.c", "(a.b+).c"},
      {"a.b+?.c*", "((a.b+)?.c*)"},
      {"a.b+ + c", "(+ (a.b+) c)"},
      {"a.b + c", "(+ a.b c)"},
      {"a.b * c", "(* a.b c)"},
      {"a.b +c", "(+ a.b c)"},
      {"a+b", "(+ a b)"},
      {"(a.b)+c", "(+ a.b c)"},
      {"f()", "(f())"},
      {"f(a, b)", "(f() a b)"},
      {"f(a).b", "(f() a).b"},
      {"a.b+c", "W0101 `c`"},
      {"a.b*2", "W0101 `2`"},
      {"a.b+ c", "W0101 `c`"},
      {"a.in.or.not.for.true", "a.in.or.not.for.true"},
  });
}

TEST_CASE("quantifiers reach as far right as they can", "[dsl][expression]") {
  check_rows({
      {"exists x in t", "(exists x t)"},
      {"exists x in t where a and b", "(exists x t (and a b))"},
      {"(exists x in t where a) and b", "(and (exists x t a) b)"},
      {"exists x in t and b", "(and (exists x t) b)"},
      {"not exists x in t where a or b", "(not (exists x t (or a b)))"},
      {"no x in t where a implies b", "(no x t (implies a b))"},
      {"every x in t satisfies a or b", "(every x t (or a b))"},
      {"every x in t where a satisfies b", "(every x t a b)"},
      {"every x in t where exists y in u where a satisfies b", "(every x t (exists y u a) b)"},
      {"a and exists x in hr.t where b", "(and a (exists x hr.t b))"},
      {"exists x in [1, 2] where x == a", "(exists x (set 1 2) (== x a))"},
      {"exists x in a.b+ where c", "(exists x (a.b+) c)"},
      {"exists x in (a - b) where c", "(exists x (- a b) c)"},
      {"exists x in {y.a for y in t} where c", "(exists x (all y y.a t) c)"},
      {"every x in t where a", "W0101 ``"},
  });
}

TEST_CASE("aggregates, sets and closures over tables", "[dsl][expression]") {
  check_rows({
      {"count(x in t)", "(count x t)"},
      {"count(x in t where a) <= 1", "(<= (count x t a) 1)"},
      {"sum(x.a for x in t where b)", "(sum x x.a t b)"},
      {"min(x.a for x in t)", "(min x x.a t)"},
      {"max(a, b)", "(max() a b)"},
      {"min(s)", "(min() s)"},
      {"{x.a for x in t where b or c}", "(all x x.a t (or b c))"},
      {"[]", "(set)"},
      {"[a, 1 + 2, ]", "(set a (+ 1 2))"},
      {"reachable from a.b through g.members(member -> group)",
       "(reach member->group a.b g.members)"},
      {"reachable from [a, b] through edges(x -> y) intersects c",
       "(intersects (reach x->y (set a b) edges) c)"},
      {"became(a.b == 1)", "(became (== a.b 1))"},
      {"a by became(b) + 1d", "(by a (+ (became b) 1d))"},
      {"lower(x for x in t)", "W0110 `lower`"},
  });
}

TEST_CASE("a word is special only where its construct may begin", "[dsl][expression]") {
  check_rows({
      {"exists", "exists"},
      {"no and every", "(and no every)"},
      {"count + sum", "(+ count sum)"},
      {"start + end", "(+ start end)"},
      {"reachable", "reachable"},
      {"became", "became"},
      {"title == message", "(== title message)"},
      {"policy and test", "(and policy test)"},
      {"key.owner", "key.owner"},
      {"is_present is present", "(present is_present)"},
      {"notable", "notable"},
      {"order or orders", "(or order orders)"},
      {"inner in index", "(in inner index)"},
      {"true_north", "true_north"},
  });
}

TEST_CASE("literals have one value each", "[dsl][expression]") {
  check_rows({
      {"1_000_000", "1000000"},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "W0105 `9223372036854775808`"},
      {"166.67", "166.67"},
      {"0.000001", "0.000001"},
      {"1.2345678", "W0105 `1.2345678`"},
      {"9223372036854.9", "W0105 `9223372036854.9`"},
      {"24h", "1d"},
      {"1d12h", "1d12h"},
      {"12h1d", "W0105 `12h1d`"},
      {"1d1d", "W0105 `1d1d`"},
      {"90x", "W0101 `x`"},
      {"1.5h", "W0101 `h`"},
      {"2026-03-01", "2026-03-01"},
      {"2026-02-30", "W0105 `2026-02-30`"},
      {"2026-3-1", "W0105 `2026-3-1`"},
      {"2026 - 03 - 01", "(- (- 2026 3) 1)"},
      {"2026-03-01T09:30:00+02:00", "2026-03-01T07:30:00Z"},
      {"2026-03-01T09:30:00", "W0105 `2026-03-01T09:30:00`"},
      {"2026-03-01T25:00:00Z", "W0105 `2026-03-01T25:00:00Z`"},
      {"2026-03-01T09:30:00Z + 1h - 2d", "(- (+ 2026-03-01T09:30:00Z 1h) 2d)"},
      {"2026-03-01T09:30:00Z-1d", "(- 2026-03-01T09:30:00Z 1d)"},
      {R"("a\"b\\c\n\t")", R"("a\"b\\c\n\t")"},
      {R"("\u{41}\{")", R"("A\{")"},
      {R"("\u{D800}")", R"(W0103 `\u{D800}`)"},
      {R"("\u{110000}")", R"(W0103 `\u{110000}`)"},
      {R"("\u{}")", R"(W0103 `\u{}`)"},
      {R"("\x41")", R"(W0103 `\x`)"},
      {"\"{a}\"", R"("\{a\}")"},
      {"\"abc", "W0102 `\"abc`"},
      {"\"abc\\\"", "W0102 `\"abc\\\"`"},
      {"true and false", "(and true false)"},
      {"a == absent", "(== a absent)"},
  });
}

TEST_CASE("comments and line ends may stand anywhere in an expression", "[dsl][expression]") {
  CHECK(shape_of("# one\na # two\n  and # three\nb\n# four") == "(and a b)");
  CHECK(shape_of("f( # one\r\n a ,\r\n b\r\n)") == "(f() a b)");
  CHECK(shape_of("\"# no comment\"") == "\"# no comment\"");
}

TEST_CASE("spans cover what was written", "[dsl][expression]") {
  Sources sources;
  Diagnostics diagnostics;
  const auto expr =
      parse_expression(sources, sources.add("text", "  (a.b)  ==  f(c) + 1 # end"), diagnostics);
  REQUIRE(expr);
  CHECK(sources.text(expr->span) == "(a.b)  ==  f(c) + 1");
  const auto& equal = std::get<ast::Binary>(expr->node);
  CHECK(sources.text(equal.op_span) == "==");
  CHECK(sources.text(equal.left->span) == "(a.b)");
  CHECK(equal.left->parenthesised);
  CHECK(sources.text(equal.right->span) == "f(c) + 1");
}
