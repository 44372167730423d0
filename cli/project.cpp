#include "cli/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/connector_settings.h"
#include "connectors/yaml_expect.h"

namespace writ {
namespace {

const std::vector<std::string> project_keys = {"project",  "as_of", "policies", "params", "waivers",
                                               "identity", "store", "sources",  "gate"};
const std::vector<std::string> fail_on_words = {"never", "violation", "unknown", "pending"};
const std::vector<std::string> severity_words = {"info", "low", "medium", "high", "critical"};

class Reader {
 public:
  Reader(Project& project, Diagnostics& diagnostics)
      : project_(project), diagnostics_(diagnostics) {}

  void read(const YamlNode& root);

 private:
  void read_key(const YamlEntry& entry);
  void read_policies(const YamlNode& node);
  void read_params(const YamlNode& node);
  void read_sources(const YamlNode& node);
  void read_gate(const YamlNode& node);
  ProjectSource read_source(const YamlEntry& entry);
  void read_source_key(const YamlEntry& entry, ProjectSource& source);
  std::optional<Located> located(const YamlNode& node, std::string_view what);
  std::optional<Instant> instant(const YamlNode& node, std::string_view what);
  const Zone* zone(const YamlNode& node);

  Project& project_;
  Diagnostics& diagnostics_;
};

std::optional<Located> Reader::located(const YamlNode& node, std::string_view what) {
  std::optional<std::string> text = expect_text(node, what, diagnostics_);
  return text ? std::optional(Located{std::move(*text), node.span}) : std::nullopt;
}

std::optional<Instant> Reader::instant(const YamlNode& node, std::string_view what) {
  const std::optional<std::string> text = expect_text(node, what, diagnostics_);
  if (!text) {
    return std::nullopt;
  }
  const std::optional<Instant> instant = parse_timestamp(*text);
  if (!instant) {
    diagnostics_.add(
        "W0622", node.span,
        fmt::format("{} must be a time with an offset, found {}", what, in_backticks(*text)),
        "write it as 2026-03-03T12:00:00Z");
  }
  return instant;
}

const Zone* Reader::zone(const YamlNode& node) {
  const std::optional<std::string> text = expect_text(node, "`timezone`", diagnostics_);
  if (!text) {
    return nullptr;
  }
  const Zone* zone = find_zone(*text);
  if (zone == nullptr) {
    diagnostics_.add("W0623", node.span,
                     fmt::format("there is no time zone {}", in_backticks(*text)),
                     did_you_mean(*text, all_zone_names()));
  }
  return zone;
}

void Reader::read_policies(const YamlNode& node) {
  if (node.is(YamlNode::Kind::sequence)) {
    for (const YamlNode& item : node.items) {
      if (std::optional<Located> entry = located(item, "an entry of `policies`")) {
        project_.policies.push_back(std::move(*entry));
      }
    }
  } else if (std::optional<Located> entry = located(node, "`policies`")) {
    project_.policies.push_back(std::move(*entry));
  }
}

void Reader::read_params(const YamlNode& node) {
  if (!expect_mapping(node, "`params`", diagnostics_)) {
    return;
  }
  for (const YamlEntry& entry : node.entries) {
    project_.params[entry.key] = entry;
  }
}

void Reader::read_gate(const YamlNode& node) {
  if (!expect_mapping(node, "`gate`", diagnostics_)) {
    return;
  }
  expect_keys(node, {"fail_on", "min_severity"}, "`gate`", diagnostics_);
  if (const YamlNode* fail_on = node.find("fail_on")) {
    if (const auto at = expect_choice(*fail_on, fail_on_words, "`fail_on`", diagnostics_)) {
      project_.gate.fail_on = *parse_fail_on(fail_on_words[*at]);
    }
  }
  if (const YamlNode* severity = node.find("min_severity")) {
    if (const auto at = expect_choice(*severity, severity_words, "`min_severity`", diagnostics_)) {
      project_.gate.min_severity = *parse_policy_severity(severity_words[*at]);
    }
  }
}

void Reader::read_source_key(const YamlEntry& entry, ProjectSource& source) {
  const YamlNode& node = entry.value;
  if (entry.key == "schema") {
    source.schema = located(node, "`schema`");
  } else if (entry.key == "timezone") {
    source.zone = zone(node);
  } else if (entry.key == "collected_at") {
    source.collected_at = instant(node, "`collected_at`");
  } else if (entry.key == "tables") {
    if (expect_mapping(node, "`tables`", diagnostics_)) {
      source.tables = node;
    }
  } else if (entry.key != "connector") {
    if (std::optional<Located> setting = located(node, in_backticks(entry.key))) {
      check_setting(entry.key, *setting, diagnostics_);
      source.settings[entry.key] = std::move(*setting);
    }
  }
}

ProjectSource Reader::read_source(const YamlEntry& entry) {
  ProjectSource source;
  source.name = {entry.key, entry.key_span};
  const std::string what = "source " + in_backticks(entry.key);
  if (!expect_mapping(entry.value, what, diagnostics_)) {
    return source;
  }
  if (const YamlNode* connector = entry.value.find("connector")) {
    source.connector = located(*connector, "`connector`").value_or(Located{});
    check_connector(source.connector, diagnostics_);
  } else {
    diagnostics_.add("W0613", entry.key_span, what + " has no `connector`",
                     "say `connector: csv`, or the system that it is");
  }
  std::vector<std::string> known = {"connector", "schema", "timezone", "collected_at", "tables"};
  const std::vector<std::string> settings = settings_of(source.connector.text);
  known.insert(known.end(), settings.begin(), settings.end());
  expect_keys(entry.value, known, what, diagnostics_);
  for (const YamlEntry& part : entry.value.entries) {
    if (std::find(known.begin(), known.end(), part.key) != known.end()) {
      read_source_key(part, source);
    }
  }
  return source;
}

void Reader::read_sources(const YamlNode& node) {
  if (!expect_mapping(node, "`sources`", diagnostics_)) {
    return;
  }
  for (const YamlEntry& entry : node.entries) {
    project_.sources[entry.key] = read_source(entry);
  }
}

void Reader::read_key(const YamlEntry& entry) {
  const YamlNode& node = entry.value;
  if (entry.key == "project") {
    project_.name = expect_text(node, "`project`", diagnostics_).value_or("");
  } else if (entry.key == "as_of") {
    project_.as_of = instant(node, "`as_of`");
  } else if (entry.key == "policies") {
    read_policies(node);
  } else if (entry.key == "params") {
    read_params(node);
  } else if (entry.key == "waivers") {
    project_.waivers = located(node, "`waivers`");
  } else if (entry.key == "identity") {
    project_.identity = located(node, "`identity`");
  } else if (entry.key == "store") {
    project_.store = expect_text(node, "`store`", diagnostics_).value_or(project_.store);
  } else if (entry.key == "sources") {
    read_sources(node);
  } else if (entry.key == "gate") {
    read_gate(node);
  }
}

void Reader::read(const YamlNode& root) {
  if (!expect_mapping(root, "the project file", diagnostics_)) {
    return;
  }
  expect_keys(root, project_keys, "the project file", diagnostics_);
  for (const YamlEntry& entry : root.entries) {
    read_key(entry);
  }
  for (const std::string_view needed : {"project", "policies"}) {
    // Under a misspelt name it was reported already.
    const bool misspelt = std::any_of(
        root.entries.begin(), root.entries.end(),
        [&](const YamlEntry& entry) { return nearest(entry.key, project_keys) == needed; });
    if (root.find(needed) == nullptr && !misspelt) {
      diagnostics_.add("W0613", root.span, fmt::format("the project file has no `{}`", needed));
    }
  }
}

}  // namespace

std::optional<FailOn> parse_fail_on(std::string_view text) {
  constexpr std::array values = {FailOn::never, FailOn::violation, FailOn::unknown,
                                 FailOn::pending};
  const auto place = std::find(fail_on_words.begin(), fail_on_words.end(), text);
  if (place == fail_on_words.end()) {
    return std::nullopt;
  }
  return values[static_cast<std::size_t>(place - fail_on_words.begin())];
}

std::string find_project(const std::string& start) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::exists(start, error)) {
    return {};
  }
  if (fs::is_regular_file(start, error) && fs::path(start).extension() == ".yaml") {
    return start;
  }
  fs::path folder =
      fs::is_directory(start, error) ? fs::path(start) : fs::path(start).parent_path();
  if (folder.empty()) {
    folder = ".";
  }
  const fs::path absolute = fs::absolute(folder, error).lexically_normal();
  // As many steps up as the path has parts; relative paths stay relative, as people know them.
  for (auto part = absolute.begin(); part != absolute.end(); ++part) {
    const fs::path candidate = (folder / project_file_name).lexically_normal();
    if (fs::is_regular_file(candidate, error)) {
      return candidate.generic_string();
    }
    folder /= "..";
  }
  return {};
}

Project parse_project(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics) {
  Project project;
  project.path = sources[file].path();
  project.folder = std::filesystem::path(project.path).parent_path().generic_string();
  project.file = file;
  const std::optional<YamlNode> root = load_yaml(sources, file, diagnostics);
  if (root) {
    Reader(project, diagnostics).read(*root);
  }
  return project;
}

}  // namespace writ
