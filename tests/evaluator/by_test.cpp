#include "evaluator/reference/by.h"

#include <catch2/catch.hpp>

#include "evaluator/values.h"

using namespace writ;
using namespace writ::reference;

TEST_CASE("`by`, row by row of the table in the language page", "[evaluator][by]") {
  struct Row {
    const char* what;
    Value event, deadline;
    const char* expected;
  };
  const Instant now = *parse_timestamp("2026-03-10T12:00:00Z");
  const Value past = instant("2026-03-01T00:00:00Z");
  const Value ahead = instant("2026-03-20T00:00:00Z");
  const auto row = GENERATE_COPY(values<Row>({
      {"in time", instant("2026-02-28T00:00:00Z"), past, "T"},
      {"just in time", past, past, "T"},
      {"late", instant("2026-03-01T00:00:01Z"), past, "F"},
      {"early, the deadline ahead", past, ahead, "T"},
      {"on the day of the deadline", day("2026-03-01"), instant("2026-03-01T12:00:00Z"),
       "U(imprecise)"},
      {"on a day before the deadline", day("2026-02-28"), instant("2026-03-01T12:00:00Z"), "T"},
      {"on the deadline's own day", day("2026-03-01"), day("2026-03-01"), "T"},
      {"absent, overdue", Absent{}, past, "F"},
      {"absent, not due", Absent{}, ahead, "U(not_due)"},
      {"absent, due now", Absent{}, instant("2026-03-10T12:00:00Z"), "U(not_due)"},
      {"absent, due some time today", Absent{}, day("2026-03-10"), "U(imprecise)"},
      {"absent, due yesterday", Absent{}, day("2026-03-09"), "F"},
      {"absent, due tomorrow", Absent{}, day("2026-03-11"), "U(not_due)"},
      {"unknown, overdue", unknown("e"), past, "U(e)"},
      {"unknown, not due", unknown("e"), ahead, "U(not_due)"},
      {"unknown, due now", unknown("e"), instant("2026-03-10T12:00:00Z"), "U(e)"},
      {"unknown, due some time today", unknown("e"), day("2026-03-10"), "U(e)"},
      {"present, no deadline known", past, unknown("t"), "U(t)"},
      {"absent, no deadline known", Absent{}, unknown("t"), "U(t)"},
      {"nothing known", unknown("e"), unknown("t"), "U(t)"},
  }));
  CAPTURE(row.what);
  CHECK(letter(by(row.event, row.deadline, now)) == row.expected);
}

TEST_CASE("a pending obligation is due at the latest reading of its deadline", "[evaluator][by]") {
  const Truth truth = by(Absent{}, day("2026-03-11"), *parse_timestamp("2026-03-10T12:00:00Z"));
  REQUIRE(truth.reasons.list().size() == 1);
  CHECK(to_string(*truth.reasons.list().front().due) == "2026-03-11T23:59:59.999999Z");
}
