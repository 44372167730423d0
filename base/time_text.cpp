// Instants, days and durations as text.
#include <fmt/format.h>

#include <chrono>

#include "base/time.h"

namespace writ {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

// The calendar repeats every 400 years, so any day has a twin in the years 2000 to 2399, which
// std::chrono can name: total over all of std::int64_t's instants.
Civil civil_of(std::int64_t days) {
  constexpr std::int64_t cycle = 146'097;
  constexpr std::int64_t day_2000_01_01 = 10'957;
  std::int64_t cycles = (days - day_2000_01_01) / cycle;
  if ((days - day_2000_01_01) % cycle < 0) {
    --cycles;
  }
  const std::chrono::year_month_day ymd{
      std::chrono::sys_days{std::chrono::days{days - cycles * cycle}}};
  return Civil{static_cast<int>(ymd.year()) + 400 * cycles, static_cast<unsigned>(ymd.month()),
               static_cast<unsigned>(ymd.day())};
}

std::string day_text(std::int64_t days) {
  const Civil c = civil_of(days);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

// ".5", ".000001", or nothing for 0.
std::string fraction_text(std::int64_t micros) {
  if (micros == 0) {
    return {};
  }
  std::string out = fmt::format(".{:06}", micros);
  while (out.back() == '0') {
    out.pop_back();
  }
  return out;
}

}  // namespace

std::string to_string(Instant value) {
  std::int64_t days = value.micros / micros_per_day;
  std::int64_t rest = value.micros % micros_per_day;
  if (rest < 0) {
    rest += micros_per_day;
    --days;
  }
  const std::int64_t seconds = rest / micros_per_second;
  return fmt::format("{}T{:02}:{:02}:{:02}{}Z", day_text(days), seconds / 3'600, seconds / 60 % 60,
                     seconds % 60, fraction_text(rest % micros_per_second));
}

std::string to_string(Date value) {
  return day_text(value.days);
}

std::string to_string(Duration value) {
  if (value.micros == 0) {
    return "0s";
  }
  const auto bits = static_cast<std::uint64_t>(value.micros);
  const std::uint64_t magnitude = value.micros < 0 ? 0 - bits : bits;
  const std::uint64_t seconds = magnitude / micros_per_second;
  const auto micros = static_cast<std::int64_t>(magnitude % micros_per_second);
  std::string out = value.micros < 0 ? "-" : "";
  const auto part = [&out](std::uint64_t amount, char letter) {
    if (amount != 0) {
      out += fmt::format("{}{}", amount, letter);
    }
  };
  part(seconds / seconds_per_day, 'd');
  part(seconds / 3'600 % 24, 'h');
  part(seconds / 60 % 60, 'm');
  if (seconds % 60 != 0 || micros != 0) {
    out += fmt::format("{}{}s", seconds % 60, fraction_text(micros));
  }
  return out;
}

}  // namespace writ
