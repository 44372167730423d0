#include "connectors/rest/server_time.h"

#include <fmt/format.h>

#include <charconv>

namespace writ {
namespace {

using std::chrono::milliseconds;

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t out = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  return fault == std::errc() && stop == text.data() + text.size() ? std::optional(out)
                                                                   : std::nullopt;
}

Instant server_now(const HttpResponse& response) {
  const std::string* date = response.header("date");
  return (date == nullptr ? std::nullopt : http_date(*date)).value_or(machine_now());
}

std::optional<milliseconds> until(Instant then, const HttpResponse& response) {
  return milliseconds((then.micros - server_now(response).micros) / 1000);
}

}  // namespace

Instant machine_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(now).count()};
}

std::optional<Instant> http_date(const std::string& text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  // "Sun, 06 Nov 1994 08:49:37 GMT"
  if (text.size() != 29 || !text.ends_with(" GMT") || text.substr(3, 2) != ", ") {
    return std::nullopt;
  }
  const std::size_t month = months.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) {
    return std::nullopt;
  }
  return parse_timestamp(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month / 3 + 1,
                                     text.substr(5, 2), text.substr(17, 8)));
}

std::optional<milliseconds> retry_after(const HttpResponse& response) {
  const std::string* header = response.header("retry-after");
  if (header == nullptr) {
    return std::nullopt;
  }
  if (const auto seconds = whole_number(*header)) {
    return *seconds >= 0 && *seconds < 1'000'000 ? std::optional(milliseconds(*seconds * 1000))
                                                 : std::nullopt;
  }
  const auto date = http_date(*header);
  return date ? until(*date, response) : std::nullopt;
}

std::optional<milliseconds> reset_wait(const HttpResponse& response, const std::string& name) {
  const std::string* header = name.empty() ? nullptr : response.header(name);
  const auto seconds = header == nullptr ? std::nullopt : whole_number(*header);
  if (!seconds || *seconds < 0 || *seconds > 100'000'000'000) {
    return std::nullopt;
  }
  constexpr std::int64_t year_1973 = 100'000'000;
  const milliseconds wait = *seconds < year_1973
                                ? milliseconds(*seconds * 1000)
                                : *until(Instant{*seconds * micros_per_second}, response);
  return wait + milliseconds(1000);  // the header has whole seconds
}

}  // namespace writ
