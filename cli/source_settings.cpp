#include "cli/source_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "cli/files.h"
#include "cli/references.h"
#include "connectors/rest/session.h"

namespace writ {
namespace {

Result<bool> flag(const std::string& name, const std::string& text) {
  if (text == "true" || text == "false") {
    return text == "true";
  }
  return Error{fmt::format("`{}` must be true or false", name)};
}

Result<std::chrono::milliseconds> duration(const std::string& name, const std::string& text) {
  const bool milli = text.ends_with("ms");
  const std::optional<Duration> parsed =
      parse_duration(milli ? text.substr(0, text.size() - 2) + "s" : text);
  if (milli && parsed && parsed->micros > 0) {
    return std::chrono::milliseconds(parsed->micros / 1'000'000);
  }
  if (!parsed || parsed->micros <= 0) {
    return Error{fmt::format("`{}` must be a duration, such as 500ms, 30s or 2h", name)};
  }
  return std::chrono::milliseconds(std::max<std::int64_t>(parsed->micros / 1000, 1));
}

// "600/1m": so many requests each so long; "none".
Result<bool> take_rate(const std::string& text, Budget& budget) {
  const std::size_t slash = text.find('/');
  if (text == "none") {
    budget.requests = 0;
    return true;
  }
  const std::string count = text.substr(0, slash);
  const Result<std::chrono::milliseconds> per =
      duration("rate", slash == std::string::npos ? "" : text.substr(slash + 1));
  const bool number = !count.empty() && count.size() < 8 &&
                      count.find_first_not_of("0123456789") == std::string::npos && count != "0";
  if (!per || !number) {
    return Error{"`rate` must be requests/duration, such as 600/1m, or none"};
  }
  budget.requests = std::stol(count);
  budget.per = *per;
  return true;
}

// One of common_settings().
Result<bool> take_common(const std::string& name, const std::string& text,
                         const std::string& folder, SourceSettings& out) {
  if (name == "allow_private" || name == "allow_plain") {
    const Result<bool> allowed = flag(name, text);
    if (!allowed) {
      return allowed;
    }
    (name == "allow_private" ? out.http.allow_private : out.http.allow_plain) = *allowed;
  } else if (name == "ca_file") {
    out.http.ca_file = joined(folder, text);
  } else if (name == "client_certificate") {
    out.http.client_certificate = joined(folder, text);
  } else if (name == "client_key") {
    out.http.client_key = text;
  } else if (name == "proxy") {
    out.http.proxy = text;
  } else if (name == "rate") {
    return take_rate(text, out.budget);
  } else {
    const Result<std::chrono::milliseconds> time = duration(name, text);
    if (!time) {
      return time.error();
    }
    if (name == "timeout") {
      out.http.timeout = *time;
      out.http.connect_timeout = std::min(out.http.connect_timeout, *time);
      out.http.stall = std::max(
          std::chrono::seconds(1),
          std::min(out.http.stall, std::chrono::duration_cast<std::chrono::seconds>(*time)));
    } else {
      (name == "retry_wait" ? out.retry_wait : out.time_limit) = *time;
    }
  }
  return true;
}

}  // namespace

const std::vector<CommonSetting>& common_settings() {
  static const std::vector<CommonSetting> settings = {
      {"allow_plain", false, "true: http:// beside https://"},
      {"allow_private", false,
       "true: the source may be at a loopback, private or link-local address"},
      {"ca_file", false, "certificates (PEM) to trust instead of the machine's"},
      {"client_certificate", false, "PEM file, for mutual TLS"},
      {"client_key", true, "its key (PEM), by reference"},
      {"proxy", false, "http://host:port; none is taken from the environment"},
      {"rate", false, "requests/duration, such as 600/1m, or none, instead of the connector's"},
      {"retry_wait", false, "before the second try of a request; doubled for each further one; 1s"},
      {"time_limit", false, "of the whole source; 1h"},
      {"timeout", false, "of one request; 2m"}};
  return settings;
}

namespace {

// A point in time as the system wants it; "30d" is so long before the collection begins.
Result<std::string> time_value(const ManifestSetting& setting, const std::string& text) {
  using Time = ManifestSetting::Time;
  const std::optional<Duration> ago = parse_duration(text);
  std::optional<Instant> at = parse_timestamp(text);
  if (ago) {
    const std::int64_t now = machine_now().micros;
    at = Instant{now - now % micros_per_second - ago->micros};
  }
  if (!at || *at < earliest_instant || *at > latest_instant) {
    return Error{fmt::format("`{}` must be how long ago, such as 30d, or a time such as "
                             "2026-03-03T12:00:00Z",
                             setting.name)};
  }
  switch (setting.time) {
    case Time::none:
    case Time::rfc3339:
      break;
    case Time::date:
      return to_string(*at).substr(0, 10);
    case Time::unix_s:
      return std::to_string(at->micros / micros_per_second);
    case Time::unix_ms:
      return std::to_string(at->micros / 1000);
  }
  return to_string(*at);
}

}  // namespace

Result<SourceSettings> resolve_settings(const ProjectSource& source, const RestManifest& manifest,
                                        const std::string& folder, Redactor& redactor) {
  SourceSettings out;
  out.budget = manifest.budget;
  std::map<std::string, std::string> resolved;
  for (const auto& [name, text] : source.settings) {
    Result<std::string> value = resolve_reference(text.text, folder);
    if (!value) {
      return value.error().context(fmt::format("`{}` of source `{}`", name, source.name.text));
    }
    if (is_reference(text.text)) {
      redactor.add(*value);
    }
    resolved[name] = std::move(*value);
  }
  for (const ManifestSetting& setting : manifest.settings) {
    const auto place = resolved.find(setting.name);
    const std::string& text = place == resolved.end() ? setting.preset : place->second;
    if (text.empty()) {
      continue;
    }
    Result<std::string> value = setting.time == ManifestSetting::Time::none
                                    ? Result<std::string>(text)
                                    : time_value(setting, text);
    if (!value) {
      return value.error().context(fmt::format("source `{}`", source.name.text));
    }
    out.values[setting.name] = std::move(*value);
  }
  for (const CommonSetting& setting : common_settings()) {
    const auto place = resolved.find(std::string(setting.name));
    if (place == resolved.end()) {
      continue;
    }
    if (const Result<bool> taken = take_common(place->first, place->second, folder, out); !taken) {
      return taken.error().context(fmt::format("source `{}`", source.name.text));
    }
  }
  return out;
}

}  // namespace writ
