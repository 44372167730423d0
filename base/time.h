// Instants, durations and calendar days, in the proleptic Gregorian calendar, years 0001 to 9999. Text
// forms are RFC 3339 (timestamps), ISO 8601 (days) and the language's own (durations).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace writ {

struct Duration {
  std::int64_t micros = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

struct Instant {
  std::int64_t micros = 0;  // since 1970-01-01T00:00:00Z, no leap seconds
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

struct Date {
  std::int32_t days = 0;  // since 1970-01-01
  friend auto operator<=>(const Date&, const Date&) = default;
};

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;
constexpr Instant earliest_instant{-62'135'596'800 * micros_per_second};         // 0001-01-01T00:00:00Z
constexpr Instant latest_instant{253'402'300'800 * micros_per_second - 1};       // 9999-12-31T23:59:59.999999Z
constexpr Date earliest_date{-719'162};
constexpr Date latest_date{2'932'896};

// RFC 3339: date, `T` or `t` or one space, time, optional fraction (digits past the sixth are dropped),
// then `Z`, `z` or ±hh:mm. With `lenient`, also ±hhmm and ±hh, and seconds left out (systems write these).
// A leap second (:60) is read as the last microsecond of its minute; it is valid only at 23:59 UTC.
// Nothing where the text is no such time, has no offset, or lies outside the years.
std::optional<Instant> parse_timestamp(std::string_view text, bool lenient = false);

// `YYYY-MM-DD`, a day that exists.
std::optional<Date> parse_date(std::string_view text);

// A sum of `<int>(w|d|h|m|s)`, each unit at most once and in this order: "1d12h". With a leading `-` too.
std::optional<Duration> parse_duration(std::string_view text);

std::string to_string(Instant value);   // "2026-03-01T09:30:00Z", with a fraction only where there is one
std::string to_string(Date value);      // "2026-03-01"
std::string to_string(Duration value);  // "1d12h", "90d", "0s"; a fraction of a second as "1.5s"

Date date_from_civil(int year, int month, int day);  // REQUIRES: a day that exists

}  // namespace writ
