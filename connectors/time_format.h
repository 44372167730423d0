// How a system writes its dates and times, where it is neither ISO 8601 nor RFC 3339.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"

namespace writ {

struct TimeFormat {
  enum class Kind {
    standard,  // what snapshot/cell.h reads; nothing was said
    rfc3339,   // for a date column: a day, or the day of an instant in the source's zone
    unix_s,
    unix_ms,
    filetime,          // 100 ns since 1601; 0 and 2^63 - 1 mean never
    generalized_time,  // LDAP: 20240301120000.0Z
    pattern,           // %Y %m %d %H %M %S, %% and text; a clock time of the source's zone
  };
  Kind kind = Kind::standard;
  std::string pattern;

  bool has_clock() const;  // says the time of day, not only the day
};

// A name of Kind, or a pattern with `%`. The error says what is wrong with it.
Result<TimeFormat> parse_time_format(std::string_view text);
// For did-you-mean.
const std::vector<std::string>& time_format_names();

// REQUIRES: kind is not standard. Nothing where `text` is not written so, or where the clock of
// `zone` shows that time twice or never.
std::optional<Instant> read_instant(std::string_view text, const TimeFormat& format,
                                    const Zone* zone);
std::optional<Date> read_date(std::string_view text, const TimeFormat& format, const Zone* zone);
// Whether `text` is how the format writes "never".
bool means_never(std::string_view text, const TimeFormat& format);

}  // namespace writ
