// A source with a manifest, made ready to be asked: settings resolved, credentials chosen.
#pragma once

#include <memory>
#include <string>

#include "cli/source_settings.h"
#include "connectors/rest/session.h"

namespace writ {

// What a session needs to outlive it, and the session.
struct RestSource {
  RestManifest manifest;
  SourceSettings settings;
  Redactor redactor;
  std::unique_ptr<Session> session;
};

// The error says which setting cannot be had.
Result<std::unique_ptr<RestSource>> open_rest(const ProjectSource& source, RestManifest manifest,
                                              References& references, HttpClient& client);

}  // namespace writ
