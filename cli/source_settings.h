// What the project file says of a source, resolved: settings, secrets among them, and how its
// servers are reached.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/project.h"
#include "cli/references.h"
#include "connectors/http/http.h"
#include "connectors/rest/manifest.h"
#include "connectors/rest/redactor.h"
#include "connectors/rest/template.h"

namespace writ {

struct SourceSettings {
  Values values;  // of the manifest's settings
  HttpSettings http;
  std::chrono::milliseconds time_limit{3'600'000};
  std::chrono::milliseconds retry_wait{1000};  // before the second try
  Budget budget;                               // the manifest's, unless the project says otherwise
};

// A setting that a source of this connector may have.
struct SourceSetting {
  std::string name;
  std::string help;
  std::string example;
  bool secret = false;
  bool required = false;
};
// Those of the manifest and those that every source over HTTP has, or those of the kind; none for
// files.
std::vector<SourceSetting> settings_of_connector(const std::string& connector);

// How the servers of a source over HTTP are reached. The error names the setting.
Result<HttpSettings> http_settings(const Values& from, const std::string& folder);

// What the project says, with references resolved, and relative paths as they are. Secrets are told
// to the redactor.
Result<Values> resolve_references(const ProjectSource& source, References& references,
                                  Redactor& redactor);

// Secrets are told to the redactor. The error says which setting cannot be had, and why.
Result<SourceSettings> resolve_settings(const ProjectSource& source, const RestManifest& manifest,
                                        References& references, Redactor& redactor);

}  // namespace writ
