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
#include "cli/source_kinds.h"
#include "cli/source_settings.h"

namespace writ {
namespace {

constexpr std::array<std::string_view, 4> file_connectors = {"csv", "json", "ndjson", "yaml"};

bool is_file_connector(std::string_view name) {
  return std::find(file_connectors.begin(), file_connectors.end(), name) != file_connectors.end();
}

std::vector<std::string> asked_connectors() {
  std::vector<std::string> names = known_systems();
  for (const SourceKind& kind : source_kinds()) {
    if (kind.any_schema) {  // the others are systems that ship
      names.emplace_back(kind.connector);
    }
  }
  return names;
}

}  // namespace

void check_connector(const Located& connector, Diagnostics& diagnostics) {
  if (is_file_connector(connector.text) || connector.text.empty()) {
    return;
  }
  std::vector<std::string> known = asked_connectors();
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
  for (SourceSetting& setting : settings_of_connector(connector)) {
    names.push_back(std::move(setting.name));
  }
  return names;
}

bool is_secret(std::string_view setting) {
  static const std::set<std::string, std::less<>> secrets = [] {
    std::set<std::string, std::less<>> out;
    for (const std::string& connector : asked_connectors()) {
      for (const SourceSetting& known : settings_of_connector(connector)) {
        if (known.secret) {
          out.insert(known.name);
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
