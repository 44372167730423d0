#include "cli/ask_rest.h"

#include <algorithm>

namespace writ {
namespace {

// The first whose settings are all given.
const Auth& chosen_auth(const RestManifest& manifest, const Values& settings) {
  for (const Auth& auth : manifest.auths) {
    const std::vector<std::string> names = names_of(auth);
    if (std::all_of(names.begin(), names.end(),
                    [&](const std::string& name) { return settings.contains(name); })) {
      return auth;
    }
  }
  return manifest.auths.front();
}

}  // namespace

Result<std::unique_ptr<RestSource>> open_rest(const ProjectSource& source, RestManifest manifest,
                                              References& references, HttpClient& client) {
  auto out = std::make_unique<RestSource>();
  out->manifest = std::move(manifest);
  Result<SourceSettings> settings =
      resolve_settings(source, out->manifest, references, out->redactor);
  if (!settings) {
    return settings.error();
  }
  out->settings = std::move(*settings);
  out->manifest.budget = out->settings.budget;
  SessionLimits limits;
  limits.deadline = std::chrono::steady_clock::now() + out->settings.time_limit;
  limits.first_wait = out->settings.retry_wait;
  out->settings.http.deadline = limits.deadline;
  out->session = std::make_unique<Session>(
      out->manifest, chosen_auth(out->manifest, out->settings.values), out->settings.values, client,
      out->settings.http, limits, out->redactor);
  return out;
}

}  // namespace writ
