// The rule that a time zone follows after the last change that the tz database lists: the POSIX TZ
// text at the end of its file, e.g. "EST5EDT,M3.2.0,M11.1.0" (RFC 9636, IEEE 1003.1, 8.3).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace writ {

struct OffsetChange {
  std::int64_t begin;   // seconds since 1970 UTC
  std::int64_t offset;  // clock time minus UTC in seconds, from `begin` on
};

// Every change in the years from `first` to `last`, in order. Empty where the rule has no summer
// time, or is none.
std::vector<OffsetChange> changes_by_rule(std::string_view rule, int first, int last);

}  // namespace writ
