#include "base/time.h"

#include <chrono>
#include <iterator>

#include "base/checked.h"
#include "base/ensure.h"

namespace writ {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

// Reads a text from its front. Each step says whether it could; digits are ASCII digits only.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool at_digit() const { return peek() >= '0' && peek() <= '9'; }
  bool take(char c) {
    const bool found = !rest_.empty() && rest_.front() == c;
    rest_.remove_prefix(found ? 1 : 0);
    return found;
  }
  // Exactly `count` digits.
  bool number(int count, int& out) {
    out = 0;
    for (int i = 0; i < count; ++i) {
      if (!at_digit()) {
        return false;
      }
      out = out * 10 + digit();
    }
    return true;
  }
  int digit() {
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

 private:
  std::string_view rest_;
};

std::optional<Date> civil_day(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day ymd{std::chrono::year{year},
                           std::chrono::month{static_cast<unsigned>(month)},
                           std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1 || year > 9999 || !ymd.ok()) {
    return std::nullopt;
  }
  return Date{static_cast<std::int32_t>(sys_days{ymd}.time_since_epoch().count())};
}

std::optional<Date> take_date(Cursor& in) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!in.number(4, year) || !in.take('-') || !in.number(2, month) || !in.take('-') ||
      !in.number(2, day)) {
    return std::nullopt;
  }
  return civil_day(year, month, day);
}

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t micros = 0;  // of the second
};

bool take_fraction(Cursor& in, std::int64_t& micros) {
  if (!in.at_digit()) {
    return false;
  }
  for (std::int64_t scale = micros_per_second / 10; in.at_digit(); scale /= 10) {
    micros += scale * in.digit();
  }
  return true;
}

std::optional<Clock> take_clock(Cursor& in, bool lenient) {
  Clock clock;
  if (!in.number(2, clock.hour) || !in.take(':') || !in.number(2, clock.minute)) {
    return std::nullopt;
  }
  if (in.take(':')) {
    if (!in.number(2, clock.second) || (in.take('.') && !take_fraction(in, clock.micros))) {
      return std::nullopt;
    }
  } else if (!lenient) {
    return std::nullopt;
  }
  const bool valid = clock.hour < 24 && clock.minute < 60 && clock.second <= 60;
  return valid ? std::optional(clock) : std::nullopt;
}

// Minutes east of UTC.
std::optional<int> take_offset(Cursor& in, bool lenient) {
  if (in.take('Z') || in.take('z')) {
    return 0;
  }
  const bool west = in.peek() == '-';
  int hours = 0;
  int minutes = 0;
  if ((!in.take('+') && !in.take('-')) || !in.number(2, hours)) {
    return std::nullopt;
  }
  const bool colon = in.take(':');
  const bool hours_only = lenient && !colon && in.done();
  if (!hours_only && ((!colon && !lenient) || !in.number(2, minutes))) {
    return std::nullopt;
  }
  if (hours > 23 || minutes > 59) {
    return std::nullopt;
  }
  const int total = hours * 60 + minutes;
  return west ? -total : total;
}

struct DurationUnit {
  char letter;
  std::int64_t seconds;
};
constexpr DurationUnit duration_units[] = {
    {'w', 7 * seconds_per_day}, {'d', seconds_per_day}, {'h', 3'600}, {'m', 60}, {'s', 1}};

// <int><unit>, added to `total` with its sign; `unit` moves past the one that was used.
bool take_duration_part(Cursor& in, bool negative, std::size_t& unit, std::int64_t& total) {
  if (!in.at_digit()) {
    return false;
  }
  std::optional<std::int64_t> amount = 0;
  while (in.at_digit() && amount) {
    const int digit = in.digit();
    amount = checked_mul(*amount, 10);
    amount = amount ? checked_add(*amount, digit) : amount;
  }
  while (unit < std::size(duration_units) && duration_units[unit].letter != in.peek()) {
    ++unit;
  }
  if (!amount || unit == std::size(duration_units)) {
    return false;
  }
  in.take(duration_units[unit].letter);
  const std::int64_t micros = duration_units[unit].seconds * micros_per_second;
  ++unit;
  const auto part = checked_mul(*amount, negative ? -micros : micros);
  const auto sum = part ? checked_add(total, *part) : std::nullopt;
  total = sum.value_or(0);
  return sum.has_value();
}

// Two digits, or at least 100.
unsigned two_digits(const char* at) {
  const unsigned tens = static_cast<unsigned char>(at[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(at[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

// `YYYY-MM-DDThh:mm:ssZ`, as nearly every system writes it; any other form is nothing.
std::optional<Instant> plain_timestamp(std::string_view text) {
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text[19] != 'Z') {
    return std::nullopt;
  }
  const char* at = text.data();
  const unsigned century = two_digits(at);
  const unsigned year = two_digits(at + 2);
  const unsigned hour = two_digits(at + 11);
  const unsigned minute = two_digits(at + 14);
  const unsigned second = two_digits(at + 17);
  if (century > 99 || year > 99 || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  const auto day =
      civil_day(static_cast<int>(century * 100 + year), static_cast<int>(two_digits(at + 5)),
                static_cast<int>(two_digits(at + 8)));
  const unsigned seconds = (hour * 60 + minute) * 60 + second;
  return day ? std::optional(Instant{(day->days * seconds_per_day + seconds) * micros_per_second})
             : std::nullopt;
}

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text, bool lenient) {
  if (const auto plain = plain_timestamp(text)) {
    return plain;
  }
  Cursor in(text);
  const auto date = take_date(in);
  if (!date || (!in.take('T') && !in.take('t') && !in.take(' '))) {
    return std::nullopt;
  }
  const auto clock = take_clock(in, lenient);
  const auto offset = clock ? take_offset(in, lenient) : std::nullopt;
  if (!offset || !in.done()) {
    return std::nullopt;
  }
  const std::int64_t minute =
      date->days * std::int64_t{1'440} + clock->hour * 60 + clock->minute - *offset;
  std::int64_t micros = minute * 60 * micros_per_second;
  if (clock->second == 60) {
    const std::int64_t minute_of_day = ((minute % 1'440) + 1'440) % 1'440;
    if (minute_of_day != 1'439) {
      return std::nullopt;
    }
    micros += 60 * micros_per_second - 1;
  } else {
    micros += clock->second * micros_per_second + clock->micros;
  }
  const Instant instant{micros};
  if (instant < earliest_instant || instant > latest_instant) {
    return std::nullopt;
  }
  return instant;
}

std::optional<Date> parse_date(std::string_view text) {
  Cursor in(text);
  const auto date = take_date(in);
  return in.done() ? date : std::nullopt;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Cursor in(text);
  const bool negative = in.take('-');
  std::size_t unit = 0;
  std::int64_t total = 0;
  do {
    if (!take_duration_part(in, negative, unit, total)) {
      return std::nullopt;
    }
  } while (!in.done());
  return Duration{total};
}

Date date_from_civil(int year, int month, int day) {
  const auto date = civil_day(year, month, day);
  ENSURE(date.has_value());
  return *date;
}

}  // namespace writ
