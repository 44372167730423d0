#include "cli/connector_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/packs.h"
#include "cli/project.h"

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

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

bool is_reference(std::string_view text) {
  if (!text.starts_with("${") || !text.ends_with('}')) {
    return false;
  }
  text = text.substr(2, text.size() - 3);
  if (text.starts_with("env:")) {
    return is_name(text.substr(4));
  }
  return text.starts_with("file:") && text.size() > 5 &&
         text.find_first_of("{}") == std::string_view::npos;
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
  if (!is_file_connector(connector)) {
    for (const Setting& setting : settings) {
      names.emplace_back(setting.name);
    }
  }
  return names;
}

bool is_secret(std::string_view setting) {
  return std::any_of(settings.begin(), settings.end(),
                     [&](const Setting& s) { return s.secret && s.name == setting; });
}

void check_setting(const std::string& setting, const Located& value, Diagnostics& diagnostics) {
  if (is_reference(value.text)) {
    return;
  }
  if (value.text.find("${") != std::string::npos) {
    diagnostics.add("W0624", value.span,
                    fmt::format("`{}` holds a reference that cannot be read", setting),
                    "write the whole value as ${env:NAME} or ${file:PATH}");
  } else if (is_secret(setting)) {
    diagnostics.add("W0621", value.span,
                    fmt::format("`{}` is a secret, which may not stand in a project file", setting),
                    fmt::format("write ${{env:{}}}, or ${{file:PATH}}, and replace the secret: "
                                "it has been in a file that others can read",
                                unicode_upper(setting)));
  }
}

}  // namespace writ
