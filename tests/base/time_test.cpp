#include "base/time.h"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

using namespace writ;

namespace {

// "-" where there is none, so that a table says both in one column.
template <class T>
std::string shown(const std::optional<T>& value) {
  return value ? to_string(*value) : "-";
}

}  // namespace

TEST_CASE("a timestamp is read as RFC 3339 has it", "[base][time]") {
  struct Row {
    std::string text, instant;
  };
  const auto row = GENERATE(values<Row>({
      {"2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z"},
      {"2026-03-01t09:30:00z", "2026-03-01T09:30:00Z"},
      {"2026-03-01 09:30:00Z", "2026-03-01T09:30:00Z"},
      {"2026-03-01T09:30:00+02:00", "2026-03-01T07:30:00Z"},
      {"2026-03-01T00:30:00+02:00", "2026-02-28T22:30:00Z"},
      {"2026-12-31T23:30:00-05:30", "2027-01-01T05:00:00Z"},
      {"2026-03-01T09:30:00-00:00", "2026-03-01T09:30:00Z"},
      {"2026-03-01T09:30:00+23:59", "2026-02-28T09:31:00Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
      {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
      // Fractions: to six digits, the rest dropped, never rounded.
      {"2026-03-01T09:30:00.5Z", "2026-03-01T09:30:00.5Z"},
      {"2026-03-01T09:30:00.000001Z", "2026-03-01T09:30:00.000001Z"},
      {"2026-03-01T09:30:00.0000019Z", "2026-03-01T09:30:00.000001Z"},
      {"2026-03-01T09:30:00.9999999999999999999999Z", "2026-03-01T09:30:00.999999Z"},
      {"2026-03-01T09:30:00.000Z", "2026-03-01T09:30:00Z"},
      // A leap second is the last microsecond of its minute, which is 23:59 in UTC.
      {"1990-12-31T23:59:60Z", "1990-12-31T23:59:59.999999Z"},
      {"1990-12-31T23:59:60.7Z", "1990-12-31T23:59:59.999999Z"},
      {"1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59.999999Z"},
      {"1991-01-01T05:29:60+05:30", "1990-12-31T23:59:59.999999Z"},
      {"1969-12-31T23:59:60Z", "1969-12-31T23:59:59.999999Z"},
      {"9999-12-31T23:59:60Z", "9999-12-31T23:59:59.999999Z"},
      {"1990-12-31T23:58:60Z", "-"},
      {"1990-12-31T12:00:60Z", "-"},
      {"1990-12-31T23:59:60-08:00", "-"},
      {"1990-12-31T23:59:61Z", "-"},
      // The years 0001 to 9999, in UTC.
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
      {"0001-01-01T01:00:00+01:00", "0001-01-01T00:00:00Z"},
      {"0001-01-01T00:59:59.999999+01:00", "-"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
      {"9999-12-31T23:59:59.999999-00:01", "-"},
      {"0000-12-31T23:59:59Z", "-"},
      {"0000-12-31T23:30:00-01:00", "-"},
      // Days and clocks that do not exist.
      {"2026-02-29T00:00:00Z", "-"},
      {"1900-02-29T00:00:00Z", "-"},
      {"2026-04-31T00:00:00Z", "-"},
      {"2026-00-10T00:00:00Z", "-"},
      {"2026-13-10T00:00:00Z", "-"},
      {"2026-03-00T00:00:00Z", "-"},
      {"2026-03-01T24:00:00Z", "-"},
      {"2026-03-01T09:60:00Z", "-"},
      {"2026-03-01T09:30:00+24:00", "-"},
      {"2026-03-01T09:30:00+02:60", "-"},
      // Not of the form.
      {"", "-"},
      {"2026-03-01", "-"},
      {"2026-03-01T09:30:00", "-"},
      {"2026-03-01T09:30Z", "-"},
      {"2026-03-01T09:30:00+0200", "-"},
      {"2026-03-01T09:30:00+02", "-"},
      {"2026-03-01T09:30:00+02:", "-"},
      {"2026-03-01T09:30:00+02:0", "-"},
      {"2026-03-01T09:30:00+", "-"},
      {"2026-03-01T09:30:00.Z", "-"},
      {"2026-03-01T09:30:00,5Z", "-"},
      {"2026-03-01T09:30:0Z", "-"},
      {"2026-03-01T9:30:00Z", "-"},
      {"2026-3-01T09:30:00Z", "-"},
      {"26-03-01T09:30:00Z", "-"},
      {"12026-03-01T09:30:00Z", "-"},
      {"+2026-03-01T09:30:00Z", "-"},
      {"-2026-03-01T09:30:00Z", "-"},
      {"2026/03/01T09:30:00Z", "-"},
      {"20260301T093000Z", "-"},
      {"2026-03-01  09:30:00Z", "-"},
      {"2026-03-01_09:30:00Z", "-"},
      {" 2026-03-01T09:30:00Z", "-"},
      {"2026-03-01T09:30:00 Z", "-"},
      {"2026-03-01T09:30:00Z ", "-"},
      {"2026-03-01T09:30:00Zx", "-"},
      {"2026-03-01T09:30:00ZZ", "-"},
      {"2026-03-01T09:30:00+02:00Z", "-"},
      {"2026-03-01T09:30:00+02:000", "-"},
      {"2026-03-01T09:30:00UTC", "-"},
      {"2026-03-01T-9:30:00Z", "-"},
      {"٢٠٢٦-03-01T09:30:00Z", "-"},       // Arabic-Indic digits
      {"2026-03-01T0９:30:00Z", "-"},      // a full-width digit
      {"2026−03−01T09:30:00Z", "-"},       // U+2212
      {"2026-03-01T09:30:00−02:00", "-"},  // U+2212, which ISO 8601 prefers
  }));
  CAPTURE(row.text);
  CHECK(shown(parse_timestamp(row.text)) == row.instant);
}

TEST_CASE("a lenient timestamp may be shorter in its offset and seconds", "[base][time]") {
  struct Row {
    std::string text, instant;
  };
  const auto row = GENERATE(values<Row>({
      {"2026-03-01T09:30:00Z", "2026-03-01T09:30:00Z"},
      {"2026-03-01T09:30:00+0200", "2026-03-01T07:30:00Z"},
      {"2026-03-01T09:30:00-0530", "2026-03-01T15:00:00Z"},
      {"2026-03-01T09:30:00+02", "2026-03-01T07:30:00Z"},
      {"2026-03-01 09:30:00.123-08", "2026-03-01T17:30:00.123Z"},
      {"2026-03-01T09:30Z", "2026-03-01T09:30:00Z"},
      {"2026-03-01T09:30+02:00", "2026-03-01T07:30:00Z"},
      {"2026-03-01 09:30+02", "2026-03-01T07:30:00Z"},
      // An offset is never left out, and nothing else is forgiven.
      {"2026-03-01T09:30:00", "-"},
      {"2026-03-01T09:30", "-"},
      {"2026-03-01T09Z", "-"},
      {"2026-03-01T09:30.5Z", "-"},
      {"2026-03-01T09:30:Z", "-"},
      {"2026-03-01T09:30:00+2", "-"},
      {"2026-03-01T09:30:00+020", "-"},
      {"2026-03-01T09:30:00+02:", "-"},
      {"2026-03-01T09:30:00+02000", "-"},
      {"2026-03-01T09:30:00+02 ", "-"},
      {"2026-03-01T09:30:00 +02:00", "-"},
      {"2026-03-01T09:30:00+2400", "-"},
      {"2026-03-01T09:30:00+0260", "-"},
  }));
  CAPTURE(row.text);
  CHECK(shown(parse_timestamp(row.text, true)) == row.instant);
}

TEST_CASE("a NUL does not end a timestamp", "[base][time]") {
  CHECK(!parse_timestamp(std::string_view("2026-03-01T09:30:00Z\0", 21)));
  CHECK(!parse_timestamp(std::string_view("2026-03-01\0T09:30:00Z", 21)));
}

TEST_CASE("a date is a day that exists", "[base][time]") {
  struct Row {
    std::string text, date;
  };
  const auto row = GENERATE(values<Row>({
      {"2026-03-01", "2026-03-01"},
      {"0001-01-01", "0001-01-01"},
      {"9999-12-31", "9999-12-31"},
      {"2024-02-29", "2024-02-29"},
      {"2026-02-29", "-"},
      {"2100-02-29", "-"},
      {"0000-01-01", "-"},
      {"2026-3-1", "-"},
      {"2026-03-32", "-"},
      {"2026-03", "-"},
      {"2026-03-01Z", "-"},
      {"2026-03-01 ", "-"},
      {" 2026-03-01", "-"},
      {"20260301", "-"},
      {"01/03/2026", "-"},
      {"２０２６-03-01", "-"},
      {"", "-"},
  }));
  CAPTURE(row.text);
  CHECK(shown(parse_date(row.text)) == row.date);
}

TEST_CASE("the named bounds are the days and instants that they say", "[base][time]") {
  CHECK(parse_date("0001-01-01") == earliest_date);
  CHECK(parse_date("9999-12-31") == latest_date);
  CHECK(parse_timestamp("0001-01-01T00:00:00Z") == earliest_instant);
  CHECK(parse_timestamp("9999-12-31T23:59:59.999999Z") == latest_instant);
  CHECK(date_from_civil(1970, 1, 1).days == 0);
  CHECK(date_from_civil(1969, 12, 31).days == -1);
  CHECK(date_from_civil(2000, 3, 1).days == 11'017);
}

TEST_CASE("every date in its years is read back as it is written", "[base][time]") {
  std::int32_t wrong = 0;
  for (std::int32_t days = earliest_date.days; days <= latest_date.days; days += 13) {
    wrong += parse_date(to_string(Date{days})) == Date{days} ? 0 : 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("an instant in its years is read back as it is written", "[base][time]") {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> any(earliest_instant.micros, latest_instant.micros);
  for (int i = 0; i < 2'000; ++i) {
    const Instant instant{any(random)};
    REQUIRE(parse_timestamp(to_string(instant)) == instant);
  }
}

TEST_CASE("an instant outside the years still has a text", "[base][time]") {
  CHECK(to_string(Instant{latest_instant.micros + 1}) == "10000-01-01T00:00:00Z");
  CHECK(to_string(Instant{earliest_instant.micros - 1}) == "0000-12-31T23:59:59.999999Z");
  CHECK(to_string(Instant{std::numeric_limits<std::int64_t>::max()}) ==
        "294247-01-10T04:00:54.775807Z");
  CHECK(to_string(Instant{std::numeric_limits<std::int64_t>::min()}) ==
        "-290308-12-21T19:59:05.224192Z");
}

TEST_CASE("a duration is a sum of units from the longest", "[base][time]") {
  struct Row {
    std::string text;
    std::string printed;
  };
  const auto row = GENERATE(values<Row>({
      {"90s", "1m30s"},
      {"15m", "15m"},
      {"24h", "1d"},
      {"90d", "90d"},
      {"2w", "14d"},
      {"1d12h", "1d12h"},
      {"1w2d3h4m5s", "9d3h4m5s"},
      {"0s", "0s"},
      {"0d", "0s"},
      {"-0s", "0s"},
      {"-1d12h", "-1d12h"},
      {"007d", "7d"},
      {"106751991d", "106751991d"},
      {"106751992d", "-"},
      {"9223372036854s", "106751991d4h54s"},
      {"9223372036855s", "-"},
      {"-9223372036854s", "-106751991d4h54s"},
      {"-9223372036855s", "-"},
      {"99999999999999999999s", "-"},
      {"106751991d106751991h", "-"},
      {"", "-"},
      {"-", "-"},
      {"d", "-"},
      {"1", "-"},
      {"1d12", "-"},
      {"12h1d", "-"},
      {"1d1d", "-"},
      {"1h1h", "-"},
      {"1y", "-"},
      {"1D", "-"},
      {"1 d", "-"},
      {" 1d", "-"},
      {"1d ", "-"},
      {"+1d", "-"},
      {"--1d", "-"},
      {"1d-1h", "-"},
      {"1.5s", "-"},
      {"1_000s", "-"},
      {"P1D", "-"},
      {"١d", "-"},
  }));
  CAPTURE(row.text);
  CHECK(shown(parse_duration(row.text)) == row.printed);
}

TEST_CASE("a duration prints fractions of a second and its extremes", "[base][time]") {
  CHECK(to_string(Duration{1'500'000}) == "1.5s");
  CHECK(to_string(Duration{1}) == "0.000001s");
  CHECK(to_string(Duration{-1}) == "-0.000001s");
  CHECK(to_string(Duration{60'000'001}) == "1m0.000001s");
  CHECK(to_string(Duration{std::numeric_limits<std::int64_t>::max()}) == "106751991d4h54.775807s");
  CHECK(to_string(Duration{std::numeric_limits<std::int64_t>::min()}) == "-106751991d4h54.775808s");
}
