#include "base/zone_rule.h"

#include <catch2/catch.hpp>

#include "base/time.h"

using namespace writ;

namespace {

// "2030-03-10T07:00:00Z -4h, …"
std::string shown(const std::vector<OffsetChange>& changes) {
  std::string out;
  for (const OffsetChange& change : changes) {
    out += out.empty() ? "" : ", ";
    out += to_string(Instant{change.begin * micros_per_second}) + " " +
           to_string(Duration{change.offset * micros_per_second});
  }
  return out;
}

}  // namespace

TEST_CASE("a zone's rule says when its clocks change in a year", "[base][zone]") {
  struct Row {
    std::string rule, changes;
  };
  // In 2030.
  const auto row = GENERATE(values<Row>({
      {"EST5EDT,M3.2.0,M11.1.0", "2030-03-10T07:00:00Z -4h, 2030-11-03T06:00:00Z -5h"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", "2030-03-31T01:00:00Z 2h, 2030-10-27T01:00:00Z 1h"},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", "2030-03-31T01:00:00Z 1h, 2030-10-27T01:00:00Z 0s"},
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2030-04-06T16:00:00Z 10h, 2030-10-05T16:00:00Z 11h"},
      {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
       "2030-04-06T15:00:00Z 10h30m, 2030-10-05T15:30:00Z 11h"},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2030-03-31T01:00:00Z -1h, 2030-10-27T01:00:00Z -2h"},
      {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2030-03-30T00:00:00Z 3h, 2030-10-25T23:00:00Z 2h"},
      {"AAA0BBB,J60,J365/0:30:15", "2030-03-01T02:00:00Z 1h, 2030-12-30T23:30:15Z 0s"},
      {"AAA0BBB,0,59", "2030-01-01T02:00:00Z 1h, 2030-03-01T01:00:00Z 0s"},
      {"AAA+1:00:10BBB+0:00:05,10,20/+3", "2030-01-11T03:00:10Z -5s, 2030-01-21T03:00:05Z -1h10s"},
  }));
  CAPTURE(row.rule);
  CHECK(shown(changes_by_rule(row.rule, 2030, 2030)) == row.changes);
}

TEST_CASE("a leap day moves the days that are counted with it", "[base][zone]") {
  CHECK(shown(changes_by_rule("AAA0BBB,J60/0,J100/0", 2028, 2028)) ==
        "2028-03-01T00:00:00Z 1h, 2028-04-09T23:00:00Z 0s");
  CHECK(shown(changes_by_rule("AAA0BBB,59/0,100/0", 2028, 2028)) ==
        "2028-02-29T00:00:00Z 1h, 2028-04-09T23:00:00Z 0s");
}

TEST_CASE("a rule gives each year its changes, in order", "[base][zone]") {
  const auto changes = changes_by_rule("AEST-10AEDT,M10.1.0,M4.1.0/3", 2030, 2129);
  REQUIRE(changes.size() == 200);
  for (std::size_t i = 1; i < changes.size(); ++i) {
    REQUIRE(changes[i - 1].begin < changes[i].begin);
    REQUIRE(changes[i - 1].offset != changes[i].offset);
  }
}

TEST_CASE("what is no rule, or has no summer time, gives no changes", "[base][zone]") {
  const auto rule = GENERATE(
      as<std::string>(), "", "IST-5:30", "<+03>-3", "UTC0", "EST5EDT", "EST5EDT,", "EST5EDT,M3.2.0",
      "EST5EDT,M3.2.0,", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M0.2.0,M11.1.0",
      "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,M3.2.0,M11.1.0,x",
      "EST5EDT,M3.2.0/,M11.1.0", "EST5EDT,M3.2.0/200,M11.1.0", "EST5EDT,J0,J5", "EST5EDT,J366,J5",
      "EST5EDT,366,5", "5EDT,M3.2.0,M11.1.0", "<+03-3<+04>,1,2", "EST99999999999999999999EDT,1,2",
      "ESTEDT,1,2", "AB5CD,1,2", "\xff\xff\xff");
  CAPTURE(rule);
  CHECK(changes_by_rule(rule, 2030, 2031).empty());
}
