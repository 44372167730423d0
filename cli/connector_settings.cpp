#include "cli/connector_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/packs.h"
#include "cli/project.h"
#include "cli/references.h"
#include "cli/shipped.h"
#include "cli/source_settings.h"

namespace writ {
namespace {

constexpr std::array<std::string_view, 4> file_connectors = {"csv", "json", "ndjson", "yaml"};

struct Setting {
  std::string_view name;
  bool secret;
};
constexpr std::array<Setting, 14> settings = {{{"api_key", true},
                                               {"api_token", true},
                                               {"base_url", false},
                                               {"client_certificate", false},
                                               {"client_id", false},
                                               {"client_key", true},
                                               {"client_secret", true},
                                               {"domain", false},
                                               {"organization", false},
                                               {"password", true},
                                               {"subdomain", false},
                                               {"tenant", false},
                                               {"token", true},
                                               {"username", false}}};

bool is_file_connector(std::string_view name) {
  return std::find(file_connectors.begin(), file_connectors.end(), name) != file_connectors.end();
}

}  // namespace

void check_connector(const Located& connector, Diagnostics& diagnostics) {
  if (is_file_connector(connector.text) || connector.text.empty()) {
    return;
  }
  std::vector<std::string> known = known_systems();
  if (std::find(known.begin(), known.end(), connector.text) != known.end()) {
    return;
  }
  known.insert(known.end(), file_connectors.begin(), file_connectors.end());
  std::string help = did_you_mean(connector.text, known);
  if (help.empty()) {
    help = fmt::format("there are: {}", fmt::join(known, ", "));
  }
  diagnostics.add("W0620", connector.span,
                  fmt::format("there is no connector {}", in_backticks(connector.text)),
                  std::move(help));
}

std::vector<std::string> settings_of(const std::string& connector) {
  std::vector<std::string> names;
  if (const RestManifest* manifest = manifest_of(connector)) {
    for (const ManifestSetting& setting : manifest->settings) {
      names.push_back(setting.name);
    }
    for (const CommonSetting& setting : common_settings()) {
      names.emplace_back(setting.name);
    }
  } else if (!is_file_connector(connector)) {
    for (const Setting& setting : settings) {
      names.emplace_back(setting.name);
    }
  }
  return names;
}

bool is_secret(std::string_view setting) {
  static const std::set<std::string, std::less<>> secrets = [] {
    std::set<std::string, std::less<>> out;
    for (const Setting& known : settings) {
      if (known.secret) {
        out.emplace(known.name);
      }
    }
    for (const std::string& system : known_systems()) {
      const RestManifest* manifest = manifest_of(system);
      for (const ManifestSetting& of_system :
           manifest == nullptr ? std::vector<ManifestSetting>() : manifest->settings) {
        if (of_system.secret) {
          out.insert(of_system.name);
        }
      }
    }
    return out;
  }();
  return secrets.contains(setting);
}

void check_setting(const std::string& setting, const Located& value, Diagnostics& diagnostics) {
  if (is_reference(value.text)) {
    return;
  }
  if (value.text.find("${") != std::string::npos) {
    diagnostics.add("W0624", value.span,
                    fmt::format("`{}` holds a reference that cannot be read", setting),
                    "write the whole value as ${env:NAME}, ${file:PATH} or ${command:PROGRAM}");
  } else if (is_secret(setting)) {
    diagnostics.add("W0621", value.span,
                    fmt::format("`{}` is a secret, which may not stand in a project file", setting),
                    fmt::format("write ${{env:{}}}, or ${{file:PATH}}, and replace the secret: "
                                "it has been in a file that others can read",
                                unicode_upper(setting)));
  }
}

}  // namespace writ
