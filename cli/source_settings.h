// What the project file says of a source, resolved: settings, secrets among them, and how its
// servers are reached.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/project.h"
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

// A setting that every fetched source has.
struct CommonSetting {
  std::string_view name;
  bool secret;
  std::string_view help;
};
const std::vector<CommonSetting>& common_settings();

// Secrets are told to the redactor. The error says which setting cannot be had, and why.
Result<SourceSettings> resolve_settings(const ProjectSource& source, const RestManifest& manifest,
                                        const std::string& folder, Redactor& redactor);

}  // namespace writ
