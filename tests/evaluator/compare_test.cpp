#include "evaluator/reference/compare.h"

#include <catch2/catch.hpp>

#include "base/email.h"
#include "evaluator/values.h"

using namespace writ;
using namespace writ::reference;

namespace {

Value email(const char* address) {
  return Email{address, *canonical_email(address)};
}

}  // namespace

TEST_CASE("equality", "[evaluator][compare]") {
  struct Row {
    const char* what;
    Value a, b;
    const char* expected;
  };
  const auto row = GENERATE(values<Row>({
      {"numbers", number(3), number(3), "T"},
      {"other numbers", number(3), number(4), "F"},
      {"int and decimal", number(3), decimal("3.0"), "T"},
      {"large int and decimal", number(9'000'000'000'000'000'000), decimal("9.0"), "F"},
      {"in the interval", number(3), between(1, 5), "U(range)"},
      {"below the interval", number(0), between(1, 5), "F"},
      {"above an unbounded one", number(9), between(1, {}), "U(range)"},
      {"below an unbounded one", number(0), between(1, {}), "F"},
      {"text", text("a"), text("a"), "T"},
      {"text is exact", text("a"), text("A"), "F"},
      {"bools", true, true, "T"},
      {"absent and a value", Absent{}, text(""), "F"},
      {"absent and absent", Absent{}, Absent{}, "F"},
      {"absent and unknown", Absent{}, unknown("a"), "F"},
      {"unknown", unknown("a"), text("x"), "U(a)"},
      {"both unknown", unknown("a"), unknown("b"), "U(a,b)"},
      {"emails", email("Kim@Acme.example"), email("kim@acme.example."), "T"},
      {"email and string", email("kim@acme.example"), text(" KIM@acme.example "), "T"},
      {"string and email", text("KIM@acme.example"), email("kim@acme.example"), "T"},
      {"email and no address", email("kim@acme.example"), text("kim"), "F"},
      {"strings are not emails", text("KIM@acme.example"), text("kim@acme.example"), "F"},
      {"days", day("2026-03-01"), day("2026-03-01"), "T"},
      {"day and literal day", day("2026-03-01", "America/New_York"), day("2026-03-01"), "T"},
      {"days of one zone", day("2026-03-01", "Asia/Tokyo"), day("2026-03-02", "Asia/Tokyo"), "F"},
      {"days of two zones", day("2026-03-01", "Asia/Tokyo"), day("2026-03-01", "America/New_York"),
       "U(imprecise)"},
      {"days of two zones apart", day("2026-03-01", "Asia/Tokyo"),
       day("2026-03-03", "America/New_York"), "F"},
      {"instant in the day", instant("2026-03-01T09:00:00Z"), day("2026-03-01"), "U(imprecise)"},
      {"instant after the day", instant("2026-03-02T00:00:00Z"), day("2026-03-01"), "F"},
      {"rows", RowRef{1, 0, 2}, RowRef{1, 0, 2}, "T"},
      {"other rows", RowRef{1, 0, 2}, RowRef{1, 1, 2}, "F"},
      {"what cannot be compared", text("a"), number(1), "U(the values cannot be compared)"},
  }));
  CAPTURE(row.what);
  CHECK(letter(equal(row.a, row.b)) == row.expected);
  CHECK(letter(equal(row.b, row.a)) == row.expected);
}

TEST_CASE("order", "[evaluator][compare]") {
  struct Row {
    const char* what;
    Value a, b;
    const char* below;
    const char* above;
  };
  const auto row = GENERATE(values<Row>({
      {"numbers", number(1), number(2), "T", "F"},
      {"equal numbers", number(2), number(2), "F", "F"},
      {"int and decimal", number(1), decimal("1.000001"), "T", "F"},
      {"intervals apart", between(1, 2), between(3, 4), "T", "F"},
      {"intervals that touch", between(1, 3), between(3, 4), "U(range)", "F"},
      {"intervals that overlap", between(1, 4), between(3, 5), "U(range)", "U(range)"},
      {"at least two, and one", between(2, {}), number(1), "F", "T"},
      {"at least two, and three", between(2, {}), number(3), "U(range)", "U(range)"},
      {"at least two, and two", between(2, {}), number(2), "F", "U(range)"},
      {"durations", duration("23h"), duration("1d"), "T", "F"},
      {"instants", instant("2026-03-01T00:00:00Z"), instant("2026-03-01T00:00:01Z"), "T", "F"},
      {"days of one zone", day("2026-03-01"), day("2026-03-02"), "T", "F"},
      {"the same day", day("2026-03-01"), day("2026-03-01"), "F", "F"},
      {"the day's first instant", instant("2026-03-01T00:00:00Z"), day("2026-03-01"),
       "U(imprecise)", "F"},
      {"within the day", instant("2026-03-01T09:00:00Z"), day("2026-03-01"), "U(imprecise)",
       "U(imprecise)"},
      {"the end of the day", instant("2026-03-02T00:00:00Z"), day("2026-03-01"), "F", "T"},
      {"a day in New York begins at five", instant("2026-03-01T04:59:59Z"),
       day("2026-03-01", "America/New_York"), "T", "F"},
      {"absent", Absent{}, number(1), "U(there is no value)", "U(there is no value)"},
      {"unknown", unknown("a"), number(1), "U(a)", "U(a)"},
  }));
  CAPTURE(row.what);
  CHECK(letter(less(row.a, row.b)) == row.below);
  CHECK(letter(less(row.b, row.a)) == row.above);
}
