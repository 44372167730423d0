// A Zone is the list of its offsets over time, read from the database once and never changed after:
// look-ups are binary searches without a lock.
#include "base/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "base/sha256.h"
#include "base/zone_rule.h"

namespace writ {

// Clock time minus UTC from `begin` (micros since 1970) until the next stretch begins.
struct Stretch {
  std::int64_t begin;
  std::int64_t offset;
};

class Zone {
 public:
  Zone(std::string name, std::vector<Stretch> stretches)
      : name_(std::move(name)), stretches_(std::move(stretches)) {}

  const std::string& name() const { return name_; }
  const std::vector<Stretch>& stretches() const { return stretches_; }

  // Index of the stretch that holds an instant.
  std::size_t at(std::int64_t micros) const {
    const auto after =
        std::upper_bound(stretches_.begin(), stretches_.end(), micros,
                         [](std::int64_t m, const Stretch& s) { return m < s.begin; });
    return after == stretches_.begin() ? 0
                                       : static_cast<std::size_t>(after - stretches_.begin()) - 1;
  }
  std::int64_t offset(std::size_t stretch) const { return stretches_[stretch].offset; }

  // The first instant whose clock time is `clock` or later: the end of a gap, the first of two.
  std::int64_t first_at_or_past(std::int64_t clock) const {
    // No clock is further than 26 hours from UTC, so nothing before this can qualify.
    std::size_t i = at(clock - 26 * 3'600 * micros_per_second);
    while (i + 1 < stretches_.size() && stretches_[i + 1].begin + stretches_[i].offset <= clock) {
      ++i;
    }
    return std::max(stretches_[i].begin, clock - stretches_[i].offset);
  }

  // All instants whose clock time is `clock`.
  std::vector<Instant> showing(std::int64_t clock) const {
    std::vector<Instant> out;
    constexpr std::int64_t reach = 26 * 3'600 * micros_per_second;
    for (std::size_t i = at(clock - reach);
         i < stretches_.size() && stretches_[i].begin <= clock + reach; ++i) {
      const Instant instant{clock - stretches_[i].offset};
      if (at(instant.micros) == i) {
        out.push_back(instant);
      }
    }
    return out;
  }

 private:
  std::string name_;
  std::vector<Stretch> stretches_;  // sorted by begin; never empty
};

namespace {

// Far enough before year 1 for clocks west of UTC.
constexpr std::int64_t beginning = earliest_instant.micros - 2 * micros_per_day;

// What the database lists, change by change.
std::vector<Stretch> listed_stretches(const date::time_zone& zone) {
  std::vector<Stretch> out;
  std::int64_t at = beginning;
  while (at <= latest_instant.micros) {
    const date::sys_seconds second{std::chrono::seconds{at / micros_per_second}};
    const date::sys_info info = zone.get_info(second);
    out.push_back(Stretch{at, info.offset.count() * micros_per_second});
    const std::int64_t end = info.end.time_since_epoch().count();
    if (info.end <= second || end > latest_instant.micros / micros_per_second) {
      break;
    }
    at = end * micros_per_second;
  }
  return out;
}

// The last line of a zone's file, which the `date` library does not read: without it, summer time
// would end for ever in 2037. REQUIRES: the database has a zone of this name. Empty where there is
// no such line.
std::string rule_of(const std::string& name) {
  std::ifstream in("/usr/share/zoneinfo/" + name, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.size() < 2 || bytes.compare(0, 4, "TZif") != 0 || bytes.back() != '\n') {
    return {};
  }
  const std::size_t before = bytes.rfind('\n', bytes.size() - 2);
  return before == bytes.npos ? std::string() : bytes.substr(before + 1, bytes.size() - before - 2);
}

std::vector<Stretch> all_stretches(const date::time_zone& zone, const std::string& name) {
  std::vector<Stretch> out = listed_stretches(zone);
  const std::int64_t last_listed = out.back().begin;
  const std::int64_t year = 1970 + last_listed / micros_per_day / 366;
  const auto first = static_cast<int>(std::max<std::int64_t>(year, 1970));
  for (const OffsetChange& change : changes_by_rule(rule_of(name), first, 9999)) {
    if (change.begin * micros_per_second > last_listed) {
      out.push_back(Stretch{change.begin * micros_per_second, change.offset * micros_per_second});
    }
  }
  return out;
}

std::unique_ptr<Zone> load(const std::string& name) {
  if (name == "UTC") {
    return std::make_unique<Zone>(name, std::vector<Stretch>{{beginning, 0}});
  }
  // What this machine, not the world, calls local time: never a name in a policy.
  if (name == "localtime") {
    return nullptr;
  }
  try {
    return std::make_unique<Zone>(name, all_stretches(*date::locate_zone(name), name));
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::int64_t floor_days(std::int64_t micros) {
  const std::int64_t days = micros / micros_per_day;
  return micros % micros_per_day < 0 ? days - 1 : days;
}

Instant first_instant(std::int64_t day, const Zone* zone) {
  day = std::clamp<std::int64_t>(day, earliest_date.days - 1, latest_date.days + 1);
  const Instant instant{zone->first_at_or_past(day * micros_per_day)};
  return std::clamp(instant, earliest_instant, latest_instant);
}

}  // namespace

const Zone* find_zone(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Zone>, std::less<>> zones;
  const std::lock_guard lock(mutex);
  const auto found = zones.find(name);
  if (found != zones.end()) {
    return found->second.get();
  }
  std::unique_ptr<Zone> zone = load(std::string(name));
  // Unknown names are not kept: they come from input without bound.
  return zone ? zones.emplace(name, std::move(zone)).first->second.get() : nullptr;
}

const Zone* utc_zone() {
  static const Zone* utc = find_zone("UTC");
  return utc;
}

const std::string& zone_name(const Zone* zone) {
  return zone->name();
}

std::string digest_of(const Zone* zone) {
  Sha256 sha;
  for (const Stretch& stretch : zone->stretches()) {
    sha.add_field(std::to_string(stretch.begin));
    sha.add_field(std::to_string(stretch.offset));
  }
  return sha.hex();
}

std::vector<std::string> all_zone_names() {
  std::set<std::string> names{"UTC"};
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) {
      names.insert(std::string(zone.name()));
    }
  } catch (const std::exception&) {
    // No database: UTC is all there is.
  }
  names.erase("localtime");
  return {names.begin(), names.end()};
}

Instant start_of_day(Date day, const Zone* zone) {
  return first_instant(day.days, zone);
}

Instant end_of_day(Date day, const Zone* zone) {
  return first_instant(std::int64_t{day.days} + 1, zone);
}

Date day_of(Instant instant, const Zone* zone) {
  const Instant inside = std::clamp(instant, earliest_instant, latest_instant);
  const std::int64_t days = floor_days(inside.micros + zone->offset(zone->at(inside.micros)));
  return std::clamp(Date{static_cast<std::int32_t>(days)}, earliest_date, latest_date);
}

std::optional<Instant> instant_at(Date day, Duration since_midnight, const Zone* zone) {
  const auto all = zone->showing(day.days * micros_per_day + since_midnight.micros);
  const bool one = all.size() == 1 && all[0] >= earliest_instant && all[0] <= latest_instant;
  return one ? std::optional(all[0]) : std::nullopt;
}

}  // namespace writ
