#include "base/zone.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <thread>

using namespace writ;

namespace {

Date date(const std::string& text) {
  const auto value = parse_date(text);
  REQUIRE(value.has_value());
  return *value;
}

Instant instant(const std::string& text) {
  const auto value = parse_timestamp(text);
  REQUIRE(value.has_value());
  return *value;
}

const Zone* zone(const std::string& name) {
  const Zone* found = find_zone(name);
  REQUIRE(found != nullptr);
  return found;
}

}  // namespace

TEST_CASE("clocks that show the same have one digest", "[zone]") {
  CHECK(digest_of(find_zone("Europe/Berlin")) == digest_of(find_zone("Europe/Berlin")));
  CHECK(digest_of(find_zone("Europe/Berlin")) != digest_of(find_zone("Europe/Lisbon")));
  CHECK(digest_of(find_zone("Etc/UTC")) == digest_of(utc_zone()));
}

TEST_CASE("a day begins and ends where the clocks of its zone say", "[base][zone]") {
  struct Row {
    std::string zone, day, start, end;
  };
  const auto row = GENERATE(values<Row>({
      {"UTC", "2026-03-01", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"},
      {"Etc/UTC", "2026-03-01", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"},
      {"Europe/Paris", "2026-03-01", "2026-02-28T23:00:00Z", "2026-03-01T23:00:00Z"},
      {"Europe/Paris", "2024-03-31", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"},  // 23 h
      {"Europe/Paris", "2024-10-27", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"},  // 25 h
      {"Asia/Kolkata", "2026-03-01", "2026-02-28T18:30:00Z", "2026-03-01T18:30:00Z"},
      {"Asia/Kathmandu", "2026-03-01", "2026-02-28T18:15:00Z", "2026-03-01T18:15:00Z"},
      {"America/New_York", "2024-03-10", "2024-03-10T05:00:00Z", "2024-03-11T04:00:00Z"},
      {"Pacific/Kiritimati", "2026-03-01", "2026-02-28T10:00:00Z", "2026-03-01T10:00:00Z"},
      {"Pacific/Niue", "2026-03-01", "2026-03-01T11:00:00Z", "2026-03-02T11:00:00Z"},
      // Midnight is skipped: the day begins where the gap ends, at 01:00.
      {"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"},
      {"Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00Z", "2024-03-31T21:00:00Z"},
      {"Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z", "2024-04-26T21:00:00Z"},
      {"America/Havana", "2024-03-10", "2024-03-10T05:00:00Z", "2024-03-11T04:00:00Z"},
      // Clocks go back from 01:00 to 00:00: midnight comes twice, and the first counts.
      {"America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", "2024-11-04T05:00:00Z"},
      // Clocks go back from 24:00 to 23:00: 23:00 comes twice, midnight once.
      {"America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z"},
      {"Africa/Cairo", "2024-10-31", "2024-10-30T21:00:00Z", "2024-10-31T22:00:00Z"},
      // Clocks went back from 00:01 to 23:01: the first midnight counts.
      {"America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z"},
      // A day that its zone skipped is empty: it begins and ends with the day after it.
      {"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"},
      {"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z"},
      {"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"},
      {"Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00Z", "1993-08-21T12:00:00Z"},
      // Local mean time, to the second.
      {"Europe/Paris", "1850-06-01", "1850-05-31T23:50:39Z", "1850-06-01T23:50:39Z"},
      // The ends of the calendar.
      {"UTC", "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-02T00:00:00Z"},
      {"UTC", "9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59.999999Z"},
      {"Asia/Kolkata", "0001-01-01", "0001-01-01T00:00:00Z", "0001-01-01T18:06:32Z"},
      {"America/New_York", "0001-01-01", "0001-01-01T04:56:02Z", "0001-01-02T04:56:02Z"},
      {"Asia/Kolkata", "9999-12-31", "9999-12-30T18:30:00Z", "9999-12-31T18:30:00Z"},
      {"America/New_York", "9999-12-31", "9999-12-31T05:00:00Z", "9999-12-31T23:59:59.999999Z"},
  }));
  CAPTURE(row.zone, row.day);
  CHECK(to_string(start_of_day(date(row.day), zone(row.zone))) == row.start);
  CHECK(to_string(end_of_day(date(row.day), zone(row.zone))) == row.end);
}

TEST_CASE("the day of an instant is what the calendar on the wall says", "[base][zone]") {
  struct Row {
    std::string zone, instant, day;
  };
  const auto row = GENERATE(values<Row>({
      {"UTC", "2026-03-01T00:00:00Z", "2026-03-01"},
      {"UTC", "2026-02-28T23:59:59.999999Z", "2026-02-28"},
      {"UTC", "1969-12-31T23:59:59.999999Z", "1969-12-31"},
      {"Europe/Paris", "2026-02-28T22:59:59.999999Z", "2026-02-28"},
      {"Europe/Paris", "2026-02-28T23:00:00Z", "2026-03-01"},
      {"America/New_York", "2026-03-01T04:59:59Z", "2026-02-28"},
      {"America/Sao_Paulo", "2018-11-04T02:59:59.999999Z", "2018-11-03"},
      {"America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"},
      {"America/Havana", "2024-11-03T03:59:59Z", "2024-11-02"},
      {"America/Havana", "2024-11-03T04:30:00Z", "2024-11-03"},
      {"America/Havana", "2024-11-03T05:30:00Z", "2024-11-03"},
      {"America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-07"},
      {"America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-06"},  // back at 23:01
      {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"},
      {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"},
      {"America/New_York", "0001-01-01T00:00:00Z", "0001-01-01"},  // in truth the last of year 0
      {"Asia/Kolkata", "9999-12-31T23:00:00Z", "9999-12-31"},  // in truth the first of year 10000
  }));
  CAPTURE(row.zone, row.instant);
  CHECK(to_string(day_of(instant(row.instant), zone(row.zone))) == row.day);
}

TEST_CASE("days and instants outside the years are taken as the nearest inside", "[base][zone]") {
  for (const char* name : {"UTC", "America/New_York"}) {
    CAPTURE(name);
    CHECK(day_of(Instant{INT64_MAX}, zone(name)) == latest_date);
    CHECK(day_of(Instant{INT64_MIN}, zone(name)) == earliest_date);
    CHECK(start_of_day(Date{INT32_MAX}, zone(name)) == latest_instant);
    CHECK(end_of_day(Date{INT32_MAX}, zone(name)) == latest_instant);
    CHECK(start_of_day(Date{INT32_MIN}, zone(name)) == earliest_instant);
  }
}

TEST_CASE("summer time goes on after the last year that the database lists", "[base][zone]") {
  const auto year_of = [](const std::string& name, int year) {
    std::set<std::int64_t> clocks;  // when days begin, as time of day in UTC
    for (int month = 1; month <= 12; ++month) {
      const Instant start = start_of_day(date_from_civil(year, month, 15), zone(name));
      clocks.insert(start.micros % micros_per_day);
    }
    return clocks;
  };
  for (const std::string& name : all_zone_names()) {
    CAPTURE(name);
    // Morocco turns its clocks back for Ramadan; the database lists these months up to 2087.
    if (name != "Africa/Casablanca" && name != "Africa/El_Aaiun") {
      CHECK(year_of(name, 2037) == year_of(name, 2093));
    }
    CHECK(year_of(name, 2093) == year_of(name, 9993));
  }
}

TEST_CASE("days follow each other without gap or overlap in every zone", "[base][zone]") {
  const std::int32_t first = date("2010-01-01").days;
  const std::int32_t last = date("2013-01-01").days;
  for (const std::string& name : all_zone_names()) {
    const Zone* of = zone(name);
    std::int32_t wrong = 0;
    for (Date day{first}; day.days < last; ++day.days) {
      const Instant start = start_of_day(day, of);
      const Instant end = end_of_day(day, of);
      const bool follows = end == start_of_day(Date{day.days + 1}, of) && start <= end;
      // An instant of the day says so; a day that was skipped has none.
      const bool inside = start == end || day_of(start, of) == day;
      const bool before = day_of(Instant{start.micros - 1}, of) < day;
      wrong += follows && inside && before ? 0 : 1;
    }
    CAPTURE(name);
    CHECK(wrong == 0);
  }
}

TEST_CASE("zones are found by their exact IANA name", "[base][zone]") {
  CHECK(find_zone("UTC") == utc_zone());
  CHECK(find_zone("Europe/Paris") == find_zone("Europe/Paris"));
  CHECK(zone_name(zone("Europe/Paris")) == "Europe/Paris");
  CHECK(zone_name(zone("US/Eastern")) == "US/Eastern");
  CHECK(zone_name(utc_zone()) == "UTC");
  const auto name = GENERATE(as<std::string>(), "", "Europe", "Europe/Atlantis", "europe/paris",
                             "Paris", "../../../etc/passwd", "/etc/localtime", "localtime",
                             "posix/Europe/Paris", "Europe/Paris ", "EST5EDT4", "CEST", "+02:00",
                             std::string("UTC\0x", 5), std::string(100'000, 'x'));
  CAPTURE(name);
  CHECK(find_zone(name) == nullptr);
}

TEST_CASE("the names of zones are sorted, and each is found", "[base][zone]") {
  const std::vector<std::string> names = all_zone_names();
  CHECK(names.size() > 300);
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::count(names.begin(), names.end(), "UTC") == 1);
  CHECK(std::count(names.begin(), names.end(), "America/New_York") == 1);
  CHECK(std::count(names.begin(), names.end(), "localtime") == 0);
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(find_zone(name) != nullptr);
  }
}

TEST_CASE("threads may look zones up at the same time", "[base][zone]") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, t] {
      const char* names[] = {"Europe/Berlin", "Asia/Tokyo", "America/Lima", "Africa/Lagos"};
      for (std::size_t i = 0; i < 400; ++i) {
        const Zone* found = find_zone(names[(i + t) % 4]);
        wrong[t] += found != nullptr && zone_name(found) == names[(i + t) % 4] ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4, 0));
}
