#include "cli/source_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "cli/files.h"
#include "cli/references.h"
#include "cli/shipped.h"
#include "cli/source_kinds.h"
#include "connectors/rest/server_time.h"

namespace writ {
namespace {

// Of every source over HTTP.
constexpr std::array<KindSetting, 10> common_settings = {
    {{"allow_plain", "true: http:// beside https://"},
     {"allow_private", "true: the source may be at a loopback, private or link-local address"},
     {"ca_file", "certificates (PEM) to trust instead of the machine's"},
     {"client_certificate", "PEM file, for mutual TLS"},
     {"client_key", "its key (PEM), by reference", true},
     {"proxy", "http://host:port; none is taken from the environment"},
     {"rate", "requests/duration, such as 600/1m, or none, instead of the connector's"},
     {"retry_wait", "before the second try of a request; doubled for each further one; 1s"},
     {"time_limit", "of the whole source; 1h"},
     {"timeout", "of one request; 2m"}}};

// "600/1m": so many requests each so long; "none".
Result<bool> take_rate(const std::string& text, Budget& budget) {
  const std::size_t slash = text.find('/');
  if (text == "none") {
    budget.requests = 0;
    return true;
  }
  const std::string count = text.substr(0, slash);
  const Values rest = {{"rate", slash == std::string::npos ? "" : text.substr(slash + 1)}};
  const Result<std::chrono::milliseconds> per =
      duration_setting(rest, "rate", std::chrono::milliseconds(0));
  const bool number = !count.empty() && count.size() < 8 &&
                      count.find_first_not_of("0123456789") == std::string::npos && count != "0";
  if (!per || !number) {
    return Error{"`rate` must be requests/duration, such as 600/1m, or none"};
  }
  budget.requests = std::stol(count);
  budget.per = *per;
  return true;
}

}  // namespace

Result<HttpSettings> http_settings(const Values& from, const std::string& folder) {
  HttpSettings out;
  const Result<bool> priv = flag_setting(from, "allow_private", false);
  const Result<bool> plain = flag_setting(from, "allow_plain", false);
  const auto timeout = duration_setting(from, "timeout", out.timeout);
  if (!priv || !plain || !timeout) {
    return !priv ? priv.error() : !plain ? plain.error() : timeout.error();
  }
  const auto file = [&](const char* name) {
    const std::string path = setting_or(from, name, "");
    return path.empty() ? path : joined(folder, path);
  };
  out.allow_private = *priv;
  out.allow_plain = *plain;
  out.ca_file = file("ca_file");
  out.client_certificate = file("client_certificate");
  out.client_key = setting_or(from, "client_key", "");
  out.proxy = setting_or(from, "proxy", "");
  if (from.contains("timeout")) {
    out.timeout = *timeout;
    out.connect_timeout = std::min(out.connect_timeout, *timeout);
    out.stall =
        std::max(std::chrono::seconds(1),
                 std::min(out.stall, std::chrono::duration_cast<std::chrono::seconds>(*timeout)));
  }
  return out;
}

std::vector<SourceSetting> settings_of_connector(const std::string& connector) {
  std::vector<SourceSetting> out;
  if (const RestManifest* manifest = manifest_of(connector)) {
    for (const ManifestSetting& setting : manifest->settings) {
      out.push_back(
          {setting.name, setting.help, setting.example, setting.secret, setting.required});
    }
    for (const KindSetting& setting : common_settings) {
      out.push_back({std::string(setting.name), std::string(setting.help), "", setting.secret});
    }
  } else if (const SourceKind* kind = find_kind(connector)) {
    for (const KindSetting& setting : kind->settings) {
      out.push_back({std::string(setting.name), std::string(setting.help), "", setting.secret,
                     setting.required});
    }
  }
  return out;
}

Result<Values> resolve_references(const ProjectSource& source, References& references,
                                  Redactor& redactor) {
  Values out;
  for (const auto& [name, text] : source.settings) {
    Result<std::string> value = references.resolve(text.text);
    if (!value) {
      return value.error().context(fmt::format("`{}` of source `{}`", name, source.name.text));
    }
    if (is_reference(text.text)) {
      redactor.add(*value);
    }
    out[name] = std::move(*value);
  }
  return out;
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
    return Error{
        fmt::format("`{}` must be how long ago, such as 30d, or a time such as "
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

// What every source over HTTP has.
Result<bool> take_common(const Values& from, const std::string& folder, SourceSettings& out) {
  Result<HttpSettings> http = http_settings(from, folder);
  const auto wait = duration_setting(from, "retry_wait", out.retry_wait);
  const auto limit = duration_setting(from, "time_limit", out.time_limit);
  if (!http || !wait || !limit) {
    return !http ? http.error() : !wait ? wait.error() : limit.error();
  }
  out.http = std::move(*http);
  out.retry_wait = *wait;
  out.time_limit = *limit;
  const auto rate = from.find("rate");
  return rate == from.end() ? Result<bool>(true) : take_rate(rate->second, out.budget);
}

}  // namespace

Result<SourceSettings> resolve_settings(const ProjectSource& source, const RestManifest& manifest,
                                        References& references, Redactor& redactor) {
  SourceSettings out;
  out.budget = manifest.budget;
  const Result<Values> values = resolve_references(source, references, redactor);
  if (!values) {
    return values.error();
  }
  const Values& resolved = *values;
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
  if (const Result<bool> taken = take_common(resolved, references.folder(), out); !taken) {
    return taken.error().context(fmt::format("source `{}`", source.name.text));
  }
  return out;
}

}  // namespace writ
