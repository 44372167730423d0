#include "base/decimal.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace writ;

namespace {

std::string shown(std::optional<Decimal> value) {
  return value ? to_string(*value) : "-";
}

Decimal decimal(const std::string& text) {
  const auto value = parse_decimal(text);
  REQUIRE(value.has_value());
  return *value;
}

}  // namespace

TEST_CASE("a decimal is read exactly, or not at all", "[base][decimal]") {
  struct Row {
    std::string text, printed;
  };
  const auto row = GENERATE(values<Row>({
      {"0", "0.00"},
      {"-0", "0.00"},
      {"200", "200.00"},
      {"166.67", "166.67"},
      {"1.5", "1.50"},
      {"-0.5", "-0.50"},
      {"0.000001", "0.000001"},
      {"-0.000001", "-0.000001"},
      {"1.100000", "1.10"},
      {"1.1000000000", "1.10"},
      {"00012.50", "12.50"},
      {"9223372036854.775807", "9223372036854.775807"},
      {"-9223372036854.775808", "-9223372036854.775808"},
      {"9223372036854.775808", "-"},
      {"-9223372036854.775809", "-"},
      {"9223372036855", "-"},
      {"99999999999999999999999999", "-"},
      {"1.0000001", "-"},
      {"1.10000001", "-"},
      {"", "-"},
      {"-", "-"},
      {".", "-"},
      {".5", "-"},
      {"5.", "-"},
      {"1.2.3", "-"},
      {"1,5", "-"},
      {"1_000", "-"},
      {"1 000", "-"},
      {"+1", "-"},
      {"--1", "-"},
      {"1e3", "-"},
      {"0x10", "-"},
      {"1.-5", "-"},
      {" 1", "-"},
      {"1 ", "-"},
      {"NaN", "-"},
      {"inf", "-"},
      {"١", "-"},
  }));
  CAPTURE(row.text);
  CHECK(shown(parse_decimal(row.text)) == row.printed);
}

TEST_CASE("whole numbers become decimals where they fit", "[base][decimal]") {
  CHECK(shown(to_decimal(42)) == "42.00");
  CHECK(shown(to_decimal(-9'223'372'036'854)) == "-9223372036854.00");
  CHECK(shown(to_decimal(9'223'372'036'855)) == "-");
  CHECK(shown(to_decimal(std::numeric_limits<std::int64_t>::min())) == "-");
}

TEST_CASE("decimal arithmetic is exact, rounds half to even, and says when it overflows",
          "[base][decimal]") {
  struct Row {
    std::string a, op, b, result;
  };
  const auto row = GENERATE(values<Row>({
      {"0.1", "+", "0.2", "0.30"},
      {"9223372036854.775807", "+", "0.000001", "-"},
      {"-9223372036854.775808", "+", "9223372036854.775807", "-0.000001"},
      {"0.1", "-", "0.3", "-0.20"},
      {"-9223372036854.775808", "-", "0.000001", "-"},
      {"1.5", "*", "1.5", "2.25"},
      {"-1.5", "*", "1.5", "-2.25"},
      {"0.000001", "*", "0.5", "0.00"},
      {"0.000003", "*", "0.5", "0.000002"},
      {"-0.000001", "*", "0.5", "0.00"},
      {"-0.000003", "*", "0.5", "-0.000002"},
      {"0.000001", "*", "0.500001", "0.000001"},
      {"3037000", "*", "3037000", "9223369000000.00"},
      {"3037001", "*", "3037001", "-"},
      {"-9223372036854.775808", "*", "-1", "-"},
      {"-9223372036854.775808", "*", "-9223372036854.775808", "-"},
      {"1", "/", "3", "0.333333"},
      {"2", "/", "3", "0.666667"},
      {"-2", "/", "3", "-0.666667"},
      {"2", "/", "-3", "-0.666667"},
      {"-2", "/", "-3", "0.666667"},
      {"0.000001", "/", "2", "0.00"},
      {"0.000003", "/", "2", "0.000002"},
      {"0.000005", "/", "2", "0.000002"},
      {"0", "/", "5", "0.00"},
      {"1", "/", "0", "-"},
      {"0", "/", "0", "-"},
      {"9223372036854", "/", "0.000001", "-"},
      {"-9223372036854.775808", "/", "-1", "-"},
      {"-9223372036854.775808", "/", "1", "-9223372036854.775808"},
      {"1", "/", "-9223372036854.775808", "0.00"},
  }));
  CAPTURE(row.a, row.op, row.b);
  using Operation = std::optional<Decimal> (*)(Decimal, Decimal);
  const Operation divide = div;  // the C library has a div too
  const Operation calculate = row.op == "+"   ? add
                              : row.op == "-" ? sub
                              : row.op == "*" ? mul
                                              : divide;
  CHECK(shown(calculate(decimal(row.a), decimal(row.b))) == row.result);
}
