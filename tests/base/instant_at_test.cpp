#include <catch2/catch.hpp>

#include "base/zone.h"

namespace writ {

TEST_CASE("the instant that a clock shows", "[base][zone]") {
  struct Case {
    const char* zone;
    const char* day;
    int hour, minute;
    const char* instant;  // "" where the clock shows it twice or never
  };
  const auto c = GENERATE(values<Case>({
      {"UTC", "2026-03-01", 9, 30, "2026-03-01T09:30:00Z"},
      {"America/New_York", "2026-03-01", 9, 30, "2026-03-01T14:30:00Z"},
      {"America/New_York", "2026-03-08", 1, 59, "2026-03-08T06:59:00Z"},
      {"America/New_York", "2026-03-08", 2, 0, ""},  // clocks skip to 03:00
      {"America/New_York", "2026-03-08", 2, 59, ""},
      {"America/New_York", "2026-03-08", 3, 0, "2026-03-08T07:00:00Z"},
      {"America/New_York", "2026-11-01", 0, 59, "2026-11-01T04:59:00Z"},
      {"America/New_York", "2026-11-01", 1, 0, ""},  // twice
      {"America/New_York", "2026-11-01", 1, 59, ""},
      {"America/New_York", "2026-11-01", 2, 0, "2026-11-01T07:00:00Z"},
      {"Asia/Kolkata", "2026-01-01", 0, 0, "2025-12-31T18:30:00Z"},
      {"Pacific/Apia", "2011-12-30", 12, 0, ""},  // a day that Samoa left out
      {"UTC", "0001-01-01", 0, 0, "0001-01-01T00:00:00Z"},
      {"Asia/Kolkata", "0001-01-01", 0, 0, ""},  // before the first year in UTC
  }));
  CAPTURE(c.zone, c.day, c.hour, c.minute);
  const Zone* zone = find_zone(c.zone);
  REQUIRE(zone != nullptr);
  const Duration clock{(c.hour * 60 + c.minute) * 60 * micros_per_second};
  const auto instant = instant_at(*parse_date(c.day), clock, zone);
  CHECK((instant ? to_string(*instant) : "") == c.instant);
}

}  // namespace writ
