#include "connectors/time_format.h"

#include <catch2/catch.hpp>

namespace writ {

namespace {

std::string instant(const char* format, const char* text) {
  const auto parsed = parse_time_format(format);
  REQUIRE(parsed);
  const auto value = read_instant(text, *parsed, utc_zone());
  return value ? to_string(*value) : "none";
}

}  // namespace

TEST_CASE("instants in foreign formats", "[connectors][time]") {
  struct Case {
    const char* format;
    const char* text;
    const char* instant;
  };
  const auto c = GENERATE(values<Case>({
      {"rfc3339", " 2024-03-01T12:00:00+0100 ", "2024-03-01T11:00:00Z"},
      {"rfc3339", "2024-03-01", "none"},
      {"unix_s", "0", "1970-01-01T00:00:00Z"},
      {"unix_s", "-1", "1969-12-31T23:59:59Z"},
      {"unix_s", "253402300799", "9999-12-31T23:59:59Z"},
      {"unix_s", "253402300800", "none"},
      {"unix_s", "9223372036854775807", "none"},
      {"unix_s", "1.5", "none"},
      {"unix_s", "", "none"},
      {"unix_s", "+5", "none"},
      {"unix_ms", "1709251200001", "2024-03-01T00:00:00.001Z"},
      {"filetime", "116444736000000000", "1970-01-01T00:00:00Z"},
      {"filetime", "1", "1601-01-01T00:00:00Z"},
      {"filetime", "-1", "none"},
      {"filetime", "9223372036854775806", "none"},
      {"generalized_time", "20261123084802Z", "2026-11-23T08:48:02Z"},
      {"generalized_time", "20240301120000.0Z", "2024-03-01T12:00:00Z"},
      {"generalized_time", "20240301120000.25+0200", "2024-03-01T10:00:00.25Z"},
      {"generalized_time", "20240301120000,5Z", "2024-03-01T12:00:00.5Z"},
      {"generalized_time", "202403011200Z", "2024-03-01T12:00:00Z"},
      {"generalized_time", "2024030112Z", "2024-03-01T12:00:00Z"},
      {"generalized_time", "000001010000Z", "none"},  // "locked for good": year 0
      {"generalized_time", "20240301120000", "none"},
      {"generalized_time", "20240301Z", "none"},
      {"generalized_time", "20240231120000Z", "none"},
      {"generalized_time", "202403011200.5Z", "none"},
      {"generalized_time", "2024030112000Z", "none"},
      {"generalized_time", "", "none"},
      {"%Y-%m-%d %H:%M:%S", "2024-03-01 09:05:07", "2024-03-01T09:05:07Z"},
      {"%Y-%m-%d %H:%M", "2024-03-01 9:05", "2024-03-01T09:05:00Z"},
      {"%Y%m%d%H%M%S", "20240301090507", "2024-03-01T09:05:07Z"},
      {"%Y%m%d%H%M%S", "2024301090507", "none"},
      {"%d.%m.%Y, %H Uhr", "1.3.2024, 9 Uhr", "2024-03-01T09:00:00Z"},
      {"%d.%m.%Y %H:%M", "1.3.24 09:00", "none"},
      {"%d.%m.%Y %H:%M", "1.3.02024 09:00", "none"},
      {"%d.%m.%Y %H:%M", "1.3.2024 24:00", "none"},
      {"%d.%m.%Y %H:%M", "1.3.2024 09:60", "none"},
      {"%d.%m.%Y %H:%M", "1.13.2024 09:00", "none"},
      {"%d.%m.%Y %H:%M", "1.3.2024 09:00 PM", "none"},
      {"%d.%m.%Y", "1.3.2024", "none"},  // a day is no instant
      {"%Y%%%m%%%d %H", "2024%3%1 9", "2024-03-01T09:00:00Z"},
  }));
  CAPTURE(c.format, c.text);
  CHECK(instant(c.format, c.text) == c.instant);
}

TEST_CASE("formats that are none", "[connectors][time]") {
  struct Case {
    const char* format;
    const char* message;
  };
  const auto c = GENERATE(values<Case>({
      {"", "no such time format: ``"},
      {"iso", "no such time format: `iso`"},
      {"%Y-%m-%e", "a time format knows %Y %m %d %H %M %S, found `%e`"},
      {"%Y-%m-%d %", "a time format knows %Y %m %d %H %M %S, found `%`"},
      {"%Y-%m", "a time format needs %Y, %m and %d"},
      {"%Y-%m-%d %Y", "the time format holds `%Y` twice"},
      {"%Y-%m-%d %M", "a time format with %M needs %H, and one with %S needs %M"},
      {"%Y-%m-%d %H:%S", "a time format with %M needs %H, and one with %S needs %M"},
  }));
  CAPTURE(c.format);
  const auto parsed = parse_time_format(c.format);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().message == c.message);
}

}  // namespace writ
