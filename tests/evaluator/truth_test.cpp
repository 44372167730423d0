#include "evaluator/reference/truth.h"

#include <catch2/catch.hpp>

#include "evaluator/values.h"

using namespace writ;
using namespace writ::reference;

namespace {

const Truth yes = Truth::of(true);
const Truth no = Truth::of(false);
const Truth a = Truth::unknown(reasons({"a"}));
const Truth b = Truth::unknown(reasons({"b"}));

}  // namespace

TEST_CASE("connectives follow the Kleene tables and unite reasons", "[evaluator][truth]") {
  struct Row {
    Truth left, right;
    const char* both_are;
    const char* either_is;
  };
  const auto row = GENERATE(values<Row>({{yes, yes, "T", "T"},
                                         {yes, no, "F", "T"},
                                         {no, yes, "F", "T"},
                                         {no, no, "F", "F"},
                                         {yes, a, "U(a)", "T"},
                                         {a, yes, "U(a)", "T"},
                                         {no, a, "F", "U(a)"},
                                         {a, no, "F", "U(a)"},
                                         {a, b, "U(a,b)", "U(a,b)"},
                                         {b, a, "U(a,b)", "U(a,b)"},
                                         {a, a, "U(a)", "U(a)"}}));
  CAPTURE(letter(row.left), letter(row.right));
  CHECK(letter(both(row.left, row.right)) == row.both_are);
  CHECK(letter(either(row.left, row.right)) == row.either_is);
}

TEST_CASE("not swaps true and false and keeps the reasons", "[evaluator][truth]") {
  CHECK(letter(!yes) == "F");
  CHECK(letter(!no) == "T");
  CHECK(letter(!a) == "U(a)");
}

TEST_CASE("reasons are a sorted set with a bound for each kind", "[evaluator][reason]") {
  Reasons up;
  Reasons down;
  for (int i = 0; i < 100; ++i) {
    up.add(why("r" + std::to_string(100 + i)));
    down.add(why("r" + std::to_string(199 - i)));
  }
  CHECK(up.list().size() == Reasons::limit);
  CHECK(up.truncated());
  CHECK(up == down);
  CHECK(up.list().front().note == "r100");
  CHECK(up.list().back().note == "r163");

  SECTION("a union is the same in any order") {
    Reasons some;
    some.add(why("r000"));
    some.add(reason_at(ReasonKind::imprecise, {}, "other kind"));
    Reasons left = up;
    left.add(some);
    Reasons right = some;
    right.add(up);
    CHECK(left == right);
    CHECK(left.list().size() == Reasons::limit + 1);
    CHECK_FALSE(left.only(ReasonKind::missing));
    CHECK(up.only(ReasonKind::missing));
  }
  SECTION("the same reason twice is one") {
    Reasons once = reasons({"a"});
    once.add(why("a"));
    CHECK(once.list().size() == 1);
    CHECK_FALSE(once.truncated());
  }
}

TEST_CASE("a reason reads as a line", "[evaluator][reason]") {
  const Reason reason{.kind = ReasonKind::missing,
                      .table = "hr.workers",
                      .key = "w7",
                      .column = "work_email",
                      .note = "the cell is empty",
                      .due = {}};
  CHECK(to_string(reason) == "missing: hr.workers w7 column work_email: the cell is empty");
  Reason due = reason_at(ReasonKind::not_due, {}, "");
  due.due = parse_timestamp("2026-03-01T00:00:00Z");
  CHECK(to_string(due) == "not_due: due 2026-03-01T00:00:00Z");
}
