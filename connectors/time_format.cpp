#include "connectors/time_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/checked.h"
#include "base/text.h"

namespace writ {

namespace {

struct Name {
  std::string_view name;
  TimeFormat::Kind kind;
};
constexpr std::array<Name, 5> names = {{{"rfc3339", TimeFormat::Kind::rfc3339},
                                        {"unix_s", TimeFormat::Kind::unix_s},
                                        {"unix_ms", TimeFormat::Kind::unix_ms},
                                        {"filetime", TimeFormat::Kind::filetime},
                                        {"generalized_time", TimeFormat::Kind::generalized_time}}};

struct Clock {
  int year = -1, month = -1, day = -1, hour = -1, minute = -1, second = -1;
};

int* part_of(Clock& clock, char directive) {
  switch (directive) {
    case 'Y':
      return &clock.year;
    case 'm':
      return &clock.month;
    case 'd':
      return &clock.day;
    case 'H':
      return &clock.hour;
    case 'M':
      return &clock.minute;
    case 'S':
      return &clock.second;
    default:
      return nullptr;
  }
}

// Takes between `least` and `most` digits off the front.
bool take_digits(std::string_view& text, std::size_t least, std::size_t most, int& out) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < most && digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + (text[digits] - '0');
    ++digits;
  }
  text.remove_prefix(digits);
  out = value;
  return digits >= least;
}

std::optional<Clock> match(std::string_view text, std::string_view pattern) {
  Clock clock;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    int* part = pattern[i] == '%' ? part_of(clock, pattern[i + 1]) : nullptr;
    if (part == nullptr) {
      i += pattern[i] == '%' ? 1 : 0;  // %%
      if (!text.starts_with(pattern[i])) {
        return std::nullopt;
      }
      text.remove_prefix(1);
      continue;
    }
    ++i;
    // Without a separator behind it `1` could be the first digit of the next part.
    const bool next_is_digits =
        i + 2 < pattern.size() && pattern[i + 1] == '%' && pattern[i + 2] != '%';
    const bool year = pattern[i] == 'Y';
    if (!take_digits(text, year ? 4 : next_is_digits ? 2 : 1, year ? 4 : 2, *part)) {
      return std::nullopt;
    }
  }
  return text.empty() ? std::optional(clock) : std::nullopt;
}

std::optional<Date> date_of(const Clock& clock) {
  return parse_date(fmt::format("{:04}-{:02}-{:02}", clock.year, clock.month, clock.day));
}

std::optional<Instant> instant_of(const Clock& clock, const Zone* zone) {
  const auto day = date_of(clock);
  const int second = std::max(clock.second, 0);
  const int minute = std::max(clock.minute, 0);
  if (!day || clock.hour < 0 || clock.hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  const std::int64_t seconds = (clock.hour * 60 + minute) * 60 + second;
  return instant_at(*day, Duration{seconds * micros_per_second}, zone);
}

std::optional<Instant> in_range(std::optional<std::int64_t> micros) {
  const bool fits =
      micros && *micros >= earliest_instant.micros && *micros <= latest_instant.micros;
  return fits ? std::optional(Instant{*micros}) : std::nullopt;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() && !text.empty()
             ? std::optional(value)
             : std::nullopt;
}

std::optional<Instant> from_number(std::string_view text, TimeFormat::Kind kind) {
  const auto number = whole_number(text);
  if (!number) {
    return std::nullopt;
  }
  if (kind == TimeFormat::Kind::filetime) {
    constexpr std::int64_t seconds_1601_to_1970 = 11'644'473'600;
    return *number < 0 ? std::nullopt
                       : in_range(*number / 10 - seconds_1601_to_1970 * micros_per_second);
  }
  return in_range(
      checked_mul(*number, kind == TimeFormat::Kind::unix_s ? micros_per_second : 1000));
}

// YYYYMMDDHH[MM[SS]][(.|,)fraction](Z|±hh[mm]). A fraction counts only behind seconds.
std::optional<Instant> from_generalized(std::string_view text) {
  Clock clock;
  const bool day = take_digits(text, 4, 4, clock.year) && take_digits(text, 2, 2, clock.month) &&
                   take_digits(text, 2, 2, clock.day) && take_digits(text, 2, 2, clock.hour);
  if (!day) {
    return std::nullopt;
  }
  clock.minute = clock.second = 0;
  const auto digit = [&] { return !text.empty() && text[0] >= '0' && text[0] <= '9'; };
  if (digit() && !take_digits(text, 2, 2, clock.minute)) {
    return std::nullopt;
  }
  const bool seconds = digit();
  if (seconds && !take_digits(text, 2, 2, clock.second)) {
    return std::nullopt;
  }
  std::string fraction;
  if (seconds && (text.starts_with('.') || text.starts_with(','))) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    fraction = "." + std::string(text.substr(1, end - 1));
    text.remove_prefix(end);
  }
  if (text.starts_with('.') || text.starts_with(',')) {
    return std::nullopt;
  }
  return parse_timestamp(
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}", clock.year, clock.month, clock.day,
                  clock.hour, clock.minute, clock.second, fraction, text),
      true);
}

// "" or what is wrong with a pattern.
std::string pattern_fault(std::string_view pattern) {
  Clock seen;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      continue;
    }
    const char directive = ++i < pattern.size() ? pattern[i] : '\0';
    int* part = part_of(seen, directive);
    if (part == nullptr && directive != '%') {
      return fmt::format("a time format knows %Y %m %d %H %M %S, found `%{}`",
                         directive == '\0' ? "" : printable(std::string_view(&directive, 1)));
    }
    if (part != nullptr && *part != -1) {
      return fmt::format("the time format holds `%{}` twice", directive);
    }
    if (part != nullptr) {
      *part = 0;
    }
  }
  if (seen.year < 0 || seen.month < 0 || seen.day < 0) {
    return "a time format needs %Y, %m and %d";
  }
  const bool gap = (seen.minute >= 0 && seen.hour < 0) || (seen.second >= 0 && seen.minute < 0);
  return gap ? "a time format with %M needs %H, and one with %S needs %M" : "";
}

}  // namespace

bool TimeFormat::has_clock() const {
  return kind != Kind::pattern || pattern.find("%H") != std::string::npos;
}

const std::vector<std::string>& time_format_names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out;
    out.reserve(names.size());
    for (const Name& name : names) {
      out.emplace_back(name.name);
    }
    return out;
  }();
  return all;
}

Result<TimeFormat> parse_time_format(std::string_view text) {
  for (const Name& name : names) {
    if (text == name.name) {
      return TimeFormat{name.kind, {}};
    }
  }
  if (text.find('%') == std::string_view::npos) {
    return Error{fmt::format("no such time format: {}", in_backticks(text))};
  }
  std::string fault = pattern_fault(text);
  return fault.empty() ? Result(TimeFormat{TimeFormat::Kind::pattern, std::string(text)})
                       : Error{std::move(fault)};
}

std::optional<Instant> read_instant(std::string_view text, const TimeFormat& format,
                                    const Zone* zone) {
  text = trim_unicode(text);
  switch (format.kind) {
    case TimeFormat::Kind::standard:
    case TimeFormat::Kind::rfc3339:
      return parse_timestamp(text, true);
    case TimeFormat::Kind::unix_s:
    case TimeFormat::Kind::unix_ms:
    case TimeFormat::Kind::filetime:
      return from_number(text, format.kind);
    case TimeFormat::Kind::generalized_time:
      return from_generalized(text);
    case TimeFormat::Kind::pattern: {
      const auto clock = match(text, format.pattern);
      return clock ? instant_of(*clock, zone) : std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<Date> read_date(std::string_view text, const TimeFormat& format, const Zone* zone) {
  if (format.kind == TimeFormat::Kind::pattern) {
    const auto clock = match(trim_unicode(text), format.pattern);
    return clock ? date_of(*clock) : std::nullopt;
  }
  if (format.kind == TimeFormat::Kind::rfc3339) {
    if (const auto day = parse_date(trim_unicode(text))) {
      return day;
    }
  }
  const auto instant = read_instant(text, format, zone);
  return instant ? std::optional(day_of(*instant, zone)) : std::nullopt;
}

bool means_never(std::string_view text, const TimeFormat& format) {
  text = trim_unicode(text);
  return format.kind == TimeFormat::Kind::filetime &&
         (text == "0" || text == "9223372036854775807");
}

}  // namespace writ
