// Time zones by IANA name, from the system's tz database (through the `date` library). A Zone
// pointer lives as long as the process; lookups are thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace writ {

class Zone;

// nullptr where the database has no such zone, or is missing. "UTC" is always found.
const Zone* find_zone(std::string_view name);
const Zone* utc_zone();
const std::string& zone_name(const Zone* zone);
// The same for clocks that always show the same: of the database's rules, not of its name.
std::string digest_of(const Zone* zone);
std::vector<std::string> all_zone_names();  // sorted, for did-you-mean

// The first instant of a day: 00:00, or the end of the gap where clocks skip midnight; the first of
// the two where midnight comes twice. A day that its zone skipped (Pacific/Apia, 2011-12-30) is
// empty: it begins and ends where the next day begins. Results past the years are the nearest
// instant within them.
Instant start_of_day(Date day, const Zone* zone);
// The first instant of the next day.
Instant end_of_day(Date day, const Zone* zone);
// The day that the calendar on the wall shows. Where clocks went back over midnight (America/St_Johns until
// 2011, by a minute) that is the day before for a second time, although the new day has begun.
Date day_of(Instant instant, const Zone* zone);

// The instant at which the clocks of the zone show this time of that day; nothing where they show it twice or
// never. REQUIRES: 0 <= since_midnight < 24 h.
std::optional<Instant> instant_at(Date day, Duration since_midnight, const Zone* zone);

}  // namespace writ
