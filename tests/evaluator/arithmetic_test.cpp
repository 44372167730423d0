#include "evaluator/reference/arithmetic.h"

#include <catch2/catch.hpp>
#include <limits>

#include "evaluator/reference/totals.h"
#include "evaluator/values.h"

using namespace writ;
using namespace writ::reference;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

// "3", "3.00", "1d", "[1,2]", "[1,]", "absent", "unknown", or the fault.
std::string spell(const Computed& computed) {
  if (!computed.fault.empty()) {
    CHECK(if_undetermined(computed.value) != nullptr);
    return std::string(computed.fault);
  }
  const auto* quantity = std::get_if<Quantity>(&computed.value);
  if (quantity == nullptr) {
    const auto* date = std::get_if<Day>(&computed.value);
    return date != nullptr ? to_string(date->date) : "unknown";
  }
  if (!quantity->exact()) {
    CHECK_FALSE(quantity->reasons.empty());
    const auto bound = [](const auto& b) { return b ? std::to_string(*b) : std::string(); };
    return "[" + bound(quantity->low) + "," + bound(quantity->high) + "]";
  }
  switch (quantity->scale) {
    case Scale::integer:
      return std::to_string(*quantity->low);
    case Scale::decimal:
      return to_string(Decimal{*quantity->low});
    case Scale::duration:
      return to_string(Duration{*quantity->low});
    case Scale::instant:
      break;
  }
  return to_string(Instant{*quantity->low});
}

}  // namespace

TEST_CASE("sums and differences", "[evaluator][arithmetic]") {
  struct Row {
    Value a, b;
    const char* sum;
    const char* difference;
  };
  const auto row = GENERATE(values<Row>({
      {number(3), number(4), "7", "-1"},
      {number(most), number(1), "overflow", "9223372036854775806"},
      {number(least), number(1), "-9223372036854775807", "overflow"},
      {number(0), number(least), "-9223372036854775808", "overflow"},
      {number(1), decimal("0.5"), "1.50", "0.50"},
      {decimal("0.5"), number(1), "1.50", "-0.50"},
      {number(most), decimal("0.5"), "overflow", "overflow"},
      {between(1, 2), number(3), "[4,5]", "[-2,-1]"},
      {number(3), between(1, 2), "[4,5]", "[1,2]"},
      {between(1, {}), number(3), "[4,]", "[-2,]"},
      {number(3), between(1, {}), "[4,]", "[,2]"},
      {duration("1d"), duration("12h"), "1d12h", "12h"},
      {instant("2026-03-01T00:00:00Z"), duration("1h"), "2026-03-01T01:00:00Z",
       "2026-02-28T23:00:00Z"},
      {instant("2026-03-02T00:00:00Z"), instant("2026-03-01T00:00:00Z"), "unknown", "1d"},
      {instant("9999-12-31T23:00:00Z"), duration("1h"), "overflow", "9999-12-31T22:00:00Z"},
      {day("2026-03-02"), day("2026-03-01"), "unknown", "1d"},
      {unknown("a"), number(1), "unknown", "unknown"},
      {Absent{}, number(1), "unknown", "unknown"},
  }));
  CHECK(spell(add(row.a, row.b)) == row.sum);
  CHECK(spell(subtract(row.a, row.b)) == row.difference);
}

TEST_CASE("products and quotients are exact or rounded half to even", "[evaluator][arithmetic]") {
  struct Row {
    Value a, b;
    const char* product;
    const char* quotient;
  };
  const auto row = GENERATE(values<Row>({
      {number(6), number(4), "24", "1.50"},
      {number(1), number(3), "3", "0.333333"},
      {number(2), number(3), "6", "0.666667"},
      {number(-1), number(3), "-3", "-0.333333"},
      {number(1), number(0), "0", "division by zero"},
      {number(most), number(2), "overflow", "overflow"},
      {number(10'000'000'000'000), number(2'000'000), "overflow", "5000000.00"},
      {decimal("0.000001"), decimal("0.5"), "0.00", "0.000002"},
      {decimal("0.000003"), decimal("0.5"), "0.000002", "0.000006"},
      {decimal("-0.000001"), decimal("0.5"), "0.00", "-0.000002"},
      {decimal("1.5"), number(3), "4.50", "0.50"},
      {number(3), decimal("1.5"), "4.50", "2.00"},
      {duration("1h"), number(3), "3h", "20m"},
      {duration("1h"), duration("30m"), "unknown", "2.00"},
      {between(1, 2), number(2), "unknown", "unknown"},
      {unknown("a"), number(0), "unknown", "unknown"},
  }));
  CHECK(spell(multiply(row.a, row.b)) == row.product);
  CHECK(spell(divide(row.a, row.b)) == row.quotient);
}

TEST_CASE("negation and absolute value", "[evaluator][arithmetic]") {
  CHECK(spell(negate(number(3))) == "-3");
  CHECK(spell(negate(number(least))) == "overflow");
  CHECK(spell(negate(between(1, 2))) == "[-2,-1]");
  CHECK(spell(negate(between(1, {}))) == "[,-1]");
  CHECK(spell(negate(duration("1h"))) == "-1h");
  CHECK(spell(absolute(number(-3))) == "3");
  CHECK(spell(absolute(number(least))) == "overflow");
  CHECK(spell(absolute(decimal("-0.5"))) == "0.50");
  CHECK(spell(absolute(between(1, 2))) == "unknown");
}

TEST_CASE("a sum does not depend on the order", "[evaluator][arithmetic]") {
  Sum sum(Scale::integer);
  for (const std::int64_t value : {most, most, -most, std::int64_t{2}}) {
    sum.add(Quantity::exactly(Scale::integer, value - (value == 2 ? 2 : 0)));
  }
  CHECK(spell(sum.total()) == std::to_string(most));
  sum.add(Quantity::exactly(Scale::integer, 1));
  CHECK(spell(sum.total()) == "overflow");
  Sum mixed(Scale::integer);
  mixed.add(Quantity::exactly(Scale::integer, 1));
  mixed.add(Quantity::exactly(Scale::decimal, 500'000));
  mixed.add(Quantity::exactly(Scale::integer, 1));
  CHECK(spell(mixed.total()) == "2.50");
  CHECK(spell(Sum(Scale::duration).total()) == "0s");
}

TEST_CASE("least and greatest", "[evaluator][arithmetic]") {
  struct Row {
    std::vector<Value> values;
    const char* least;
    const char* greatest;
  };
  const auto row = GENERATE(values<Row>({
      {{number(3), number(1), number(2)}, "1", "3"},
      {{number(3), decimal("1.5")}, "1.50", "3.00"},
      {{between(1, 4), number(2)}, "[1,2]", "[2,4]"},
      {{between(3, 4), number(2)}, "2", "[3,4]"},
      {{between(1, {}), number(2)}, "[1,2]", "[2,]"},
      {{day("2026-03-01"), day("2026-02-01")}, "2026-02-01", "2026-03-01"},
      {{instant("2026-03-01T00:00:00Z"), day("2026-02-01")},
       "[1769904000000000,1769990399999999]",
       "2026-03-01T00:00:00Z"},
  }));
  CHECK(spell(*extreme(row.values, false)) == row.least);
  CHECK(spell(*extreme(row.values, true)) == row.greatest);
  CHECK_FALSE(extreme({}, false));
}
