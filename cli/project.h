// The project file, writ.yaml, as it was written: names, paths and settings with their places.
// Nothing that it names is read here, no secret is resolved, and no connector is known beyond its
// name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "base/time.h"
#include "base/zone.h"
#include "connectors/yaml.h"
#include "evaluator/outcome.h"

namespace writ {

struct Located {
  std::string text;
  Span span;
};

enum class FailOn { never, violation, unknown, pending };
std::optional<FailOn> parse_fail_on(std::string_view text);

struct Gate {
  FailOn fail_on = FailOn::violation;
  PolicySeverity min_severity = PolicySeverity::info;
};

struct ProjectSource {
  Located name;
  Located connector;              // "csv", "thought_industries"
  std::optional<Located> schema;  // a policy file that declares the schema
  const Zone* zone = nullptr;     // nullptr: UTC
  std::optional<Instant> collected_at;
  std::optional<YamlNode> tables;           // maps by table, see connectors/table_map.h
  std::map<std::string, Located> settings;  // of the connector; references to secrets as they are
};

struct Project {
  std::string path;    // "acme/writ.yaml", as it was found
  std::string folder;  // "acme"; "" is the working directory
  std::uint32_t file = 0;
  std::string name;
  std::optional<Instant> as_of;
  std::vector<Located> policies;
  std::map<std::string, YamlEntry> params;
  std::optional<Located> waivers;
  std::optional<Located> identity;
  std::string store = ".writ";
  std::map<std::string, ProjectSource> sources;
  Gate gate;
};

constexpr std::string_view project_file_name = "writ.yaml";

// The project file at or above `start` (a folder, or the file itself); "" where there is none.
std::string find_project(const std::string& start);

// The text of a project file with every literal that stands where a secret belongs blotted out, at
// the same length: what diagnostics may show. Best effort where the text is no YAML.
std::string without_secrets(const std::string& text);

// What the text of `file` says. Every mistake is a diagnostic; what could be read is returned.
Project parse_project(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace writ
