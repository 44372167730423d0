#include "base/zone_rule.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace writ {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

// "M3.2.0/2": the second Sunday in March; "J60": the 60th day of a year without 29 February; "59":
// day 59 from 0.
struct YearlyDay {
  enum class Form { month_week_day, day_without_leap, day } form = Form::day;
  int month = 0;
  int week = 0;  // 5 is the last
  int day = 0;
  std::int64_t time = 2 * 3'600;  // seconds of local time, may lie outside the day
};

struct Rule {
  std::int64_t standard = 0;  // seconds east of UTC
  std::int64_t summer = 0;
  YearlyDay begin;
  YearlyDay end;
};

class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  std::optional<Rule> read() {
    Rule rule;
    if (!name() || !seconds(rule.standard) || !name()) {
      return std::nullopt;
    }
    rule.standard = -rule.standard;  // POSIX counts west of UTC
    rule.summer = rule.standard + 3'600;
    if (peek() != ',') {
      if (!seconds(rule.summer)) {
        return std::nullopt;
      }
      rule.summer = -rule.summer;
    }
    const bool read = take(',') && day(rule.begin) && take(',') && day(rule.end) && rest_.empty();
    return read ? std::optional(rule) : std::nullopt;
  }

 private:
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) {
    const bool found = peek() == c && c != '\0';
    rest_.remove_prefix(found ? 1 : 0);
    return found;
  }
  bool name() {
    const bool bracketed = take('<');
    const auto end = std::find_if(rest_.begin(), rest_.end(), [bracketed](char c) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      return bracketed ? c == '>' : !letter;
    });
    const auto size = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(size);
    return size >= 3 && (!bracketed || take('>'));
  }
  bool number(int most, int& out) {
    out = 0;
    const std::string_view before = rest_;
    while (peek() >= '0' && peek() <= '9' && out <= most) {
      out = out * 10 + (peek() - '0');
      rest_.remove_prefix(1);
    }
    return rest_.size() < before.size() && out <= most;
  }
  // [+-]h[:mm[:ss]]
  bool seconds(std::int64_t& out) {
    const bool negative = take('-');
    if (!negative) {
      take('+');
    }
    int hours = 0;
    int minutes = 0;
    int rest = 0;
    if (!number(167, hours) || (take(':') && !number(59, minutes)) ||
        (take(':') && !number(59, rest))) {
      return false;
    }
    out = std::int64_t{hours} * 3'600 + minutes * 60 + rest;
    out = negative ? -out : out;
    return true;
  }
  bool day(YearlyDay& out) {
    bool read = false;
    if (take('M')) {
      out.form = YearlyDay::Form::month_week_day;
      read = number(12, out.month) && out.month > 0 && take('.') && number(5, out.week) &&
             out.week > 0 && take('.') && number(6, out.day);
    } else if (take('J')) {
      out.form = YearlyDay::Form::day_without_leap;
      read = number(365, out.day) && out.day > 0;
    } else {
      read = number(365, out.day);
    }
    return read && (!take('/') || seconds(out.time));
  }

  std::string_view rest_;
};

// Seconds since 1970 in local time.
std::int64_t moment(const YearlyDay& rule, int year) {
  using namespace std::chrono;
  const std::chrono::year y{year};
  sys_days day = sys_days{y / January / 1};
  switch (rule.form) {
    case YearlyDay::Form::month_week_day: {
      const auto month = y / static_cast<int>(rule.month);
      const weekday weekday{static_cast<unsigned>(rule.day)};
      day = rule.week == 5 ? sys_days{month / weekday[last]}
                           : sys_days{month / weekday[static_cast<unsigned>(rule.week)]};
      break;
    }
    case YearlyDay::Form::day_without_leap:
      day += days{rule.day - 1 + (y.is_leap() && rule.day >= 60 ? 1 : 0)};
      break;
    case YearlyDay::Form::day:
      day += days{rule.day};
      break;
  }
  return day.time_since_epoch().count() * seconds_per_day + rule.time;
}

}  // namespace

std::vector<OffsetChange> changes_by_rule(std::string_view text, int first, int last) {
  std::vector<OffsetChange> out;
  const auto rule = RuleReader(text).read();
  if (!rule) {
    return out;
  }
  for (int year = first; year <= last; ++year) {
    out.push_back({moment(rule->begin, year) - rule->standard, rule->summer});
    out.push_back({moment(rule->end, year) - rule->summer, rule->standard});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const OffsetChange& a, const OffsetChange& b) { return a.begin < b.begin; });
  return out;
}

}  // namespace writ
