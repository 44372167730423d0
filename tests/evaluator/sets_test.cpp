#include "evaluator/reference/sets.h"

#include <catch2/catch.hpp>

#include "base/email.h"
#include "evaluator/values.h"

using namespace writ;
using namespace writ::reference;

namespace {

// "ab" are certain, "c?" is possible, "*" makes it open: "abc?*".
SetRef set(const std::string& spelling) {
  SetBuilder builder;
  for (std::size_t i = 0; i < spelling.size(); ++i) {
    if (spelling[i] == '*') {
      builder.open(reasons({"*"}));
      continue;
    }
    const std::string name(1, spelling[i]);
    if (i + 1 < spelling.size() && spelling[i + 1] == '?') {
      builder.add(name, reasons({name.c_str()}));
      ++i;
    } else {
      builder.add(name);
    }
  }
  return builder.finish();
}

std::string spell(const SetValue& value) {
  std::string result;
  for (const Value& member : value.certain) {
    result += std::get<std::string>(member);
  }
  for (const SetValue::Possible& member : value.possible) {
    result += std::get<std::string>(member.value) + "?";
  }
  return result + (value.open ? "*" : "");
}

}  // namespace

TEST_CASE("membership", "[evaluator][sets]") {
  struct Row {
    const char* members;
    Value value;
    const char* expected;
  };
  const auto row = GENERATE(values<Row>({{"ab", text("a"), "T"},
                                         {"ab", text("c"), "F"},
                                         {"", text("a"), "F"},
                                         {"ab?", text("b"), "U(b)"},
                                         {"ab?", text("c"), "F"},
                                         {"a*", text("a"), "T"},
                                         {"a*", text("c"), "U(*)"},
                                         {"*", text("a"), "U(*)"},
                                         {"ab", unknown("x"), "U(x)"},
                                         {"", unknown("x"), "F"},
                                         {"a*", Absent{}, "F"}}));
  CAPTURE(row.members);
  CHECK(letter(has_member(*set(row.members), row.value)) == row.expected);
}

TEST_CASE("set operators are decided by what is known where that suffices", "[evaluator][sets]") {
  struct Row {
    const char* a;
    const char* b;
    const char* a_in_b;
    const char* meet;
    const char* same;
    const char* all;
    const char* rest;
  };
  const auto row = GENERATE(values<Row>({
      {"", "", "T", "F", "T", "", ""},
      {"ab", "abc", "T", "T", "F", "abc", ""},
      {"abc", "ab", "F", "T", "F", "abc", "c"},
      {"a", "b", "F", "F", "F", "ab", "a"},
      {"", "*", "T", "F", "U(*)", "*", ""},
      {"*", "", "U(*)", "F", "U(*)", "*", "*"},
      {"a", "*", "U(*)", "U(*)", "U(*)", "a*", "a?"},
      {"*", "a", "U(*)", "U(*)", "U(*)", "a*", "*"},
      {"a*", "a", "U(*)", "T", "U(*)", "a*", "*"},
      {"b*", "a", "F", "U(*)", "F", "ab*", "b*"},
      {"a", "ab?", "T", "T", "U(b)", "ab?", ""},
      {"b", "ab?", "U(b)", "U(b)", "F", "ab", "b?"},
      {"ab?", "a", "U(b)", "T", "U(b)", "ab?", "b?"},
      {"b?", "b", "T", "U(b)", "U(b)", "b", ""},
      {"b?", "c", "U(b)", "F", "F", "cb?", "b?"},
  }));
  CAPTURE(row.a, row.b);
  const SetRef a = set(row.a);
  const SetRef b = set(row.b);
  CHECK(letter(subset(*a, *b)) == row.a_in_b);
  CHECK(letter(intersect(*a, *b)) == row.meet);
  CHECK(letter(intersect(*b, *a)) == row.meet);
  CHECK(letter(same_members(*a, *b)) == row.same);
  CHECK(spell(*unite(*a, *b)) == row.all);
  CHECK(spell(*subtract(*a, *b)) == row.rest);
}

TEST_CASE("the size of a set is an interval where members are not certain", "[evaluator][sets]") {
  const Quantity closed = size_of(*set("ab"));
  CHECK(closed.exact());
  CHECK(closed.low == 2);
  const Quantity possible = size_of(*set("ab?c?"));
  CHECK(possible.low == 1);
  CHECK(possible.high == 3);
  CHECK(possible.reasons == reasons({"b", "c"}));
  const Quantity open = size_of(*set("a*"));
  CHECK(open.low == 1);
  CHECK_FALSE(open.high);
}

TEST_CASE("what a builder makes of values", "[evaluator][sets]") {
  SetBuilder builder;
  builder.add(Absent{});
  builder.add(unknown("x"));
  builder.add(between(1, 2));
  builder.add(text("a"), reasons({"doubt"}));
  builder.add(text("a"));
  builder.add(Value{set("bc?")}, reasons({"doubt"}));
  const SetRef built = builder.finish();
  CHECK(spell(*built) == "ab?c?*");
  CHECK(built->open_reasons == reasons({"x", "range"}));
  CHECK(built->possible[1].reasons == reasons({"c", "doubt"}));

  SECTION("an email and its spelling are one member") {
    SetBuilder mixed;
    mixed.add(Email{"Kim@acme.example", "kim@acme.example"});
    mixed.add(text("KIM@acme.example"));
    CHECK(mixed.finish()->certain.size() == 1);
  }
  SECTION("an undetermined value is the open empty set, an absent one the empty set") {
    CHECK(spell(*to_set(unknown("x"))) == "*");
    CHECK(spell(*to_set(Absent{})) == "");
  }
}
