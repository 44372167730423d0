#include "cli/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/connector_settings.h"
#include "cli/packs.h"
#include "cli/shipped.h"
#include "cli/source_kinds.h"
#include "cli/source_settings.h"
#include "connectors/sql/sql_order.h"
#include "connectors/yaml_expect.h"

namespace writ {
namespace {

// A table's map in its long form: a path or a list of paths is short for `files`.
YamlNode long_form(const YamlNode& node) {
  if (node.is(YamlNode::Kind::mapping) || node.is(YamlNode::Kind::null)) {
    return node;
  }
  YamlNode map;
  map.kind = YamlNode::Kind::mapping;
  map.span = node.span;
  map.entries.push_back({"files", node.span, node});
  return map;
}

// `over` on top of `base`: keys of mappings unite, everything else is replaced.
YamlNode merged(YamlNode base, const YamlNode& over) {
  if (!base.is(YamlNode::Kind::mapping) || !over.is(YamlNode::Kind::mapping)) {
    return over;
  }
  base.span = over.span;
  for (const YamlEntry& entry : over.entries) {
    const auto place = std::find_if(base.entries.begin(), base.entries.end(),
                                    [&](const YamlEntry& e) { return e.key == entry.key; });
    if (place == base.entries.end()) {
      base.entries.push_back(entry);
    } else {
      place->key_span = entry.key_span;
      place->value = merged(std::move(place->value), entry.value);
    }
  }
  return base;
}

// `connector: csv` says how to read files whose names do not.
void take_format_of(const std::string& connector, TableMap& map) {
  const bool told = std::all_of(map.files.begin(), map.files.end(),
                                [](const std::string& file) { return format_of_name(file); });
  const std::optional<FileFormat> format = format_of_name("." + connector);
  if (map.format == FileFormat::by_extension && !told && format) {
    map.format = *format;
  }
}

std::vector<std::string> tables_of(const Program& program, const std::string& source) {
  std::vector<std::string> tables;
  for (const auto& [name, schema] : program.schemas) {
    if (name.starts_with(source + ".")) {
      tables.push_back(name.substr(source.size() + 1));
    }
  }
  return tables;
}

// Whether one of several ways to authenticate has all that it needs. (Of a single way each setting
// that is missing is reported by itself.)
bool has_credentials(const RestManifest& manifest, const ProjectSource& source) {
  const auto given = [&](const std::string& name) {
    return source.settings.contains(name) ||
           std::any_of(manifest.settings.begin(), manifest.settings.end(),
                       [&](const ManifestSetting& setting) {
                         return setting.name == name && !setting.preset.empty();
                       });
  };
  return manifest.auths.size() == 1 ||
         std::any_of(manifest.auths.begin(), manifest.auths.end(), [&](const Auth& auth) {
           const std::vector<std::string> names = names_of(auth);
           return std::all_of(names.begin(), names.end(), given);
         });
}

class ProjectInputs {
 public:
  ProjectInputs(const Project& project, const Program& program, Sources& sources,
                Diagnostics& diagnostics)
      : project_(project), program_(program), sources_(sources), diagnostics_(diagnostics) {}

  Inputs run();

 private:
  void not_in_project(const std::string& source);
  void add_source(const ProjectSource& source, const std::string& schema);
  YamlNode shipped_maps(const ProjectSource& source);
  void add_table(const ProjectSource& source, const YamlEntry& entry);
  bool fetches(const ProjectSource& source, const YamlEntry& table) const;
  void check_settings(const ProjectSource& source);
  bool check_use(const ProjectSource& source, const std::string& schema);
  Span use_of(const std::string& source) const;

  const Project& project_;
  const Program& program_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  Inputs inputs_;
  std::set<std::string> meant_;  // sources that policies seem to use under a misspelt name
};

// Where a policy file first says `use source`.
Span ProjectInputs::use_of(const std::string& source) const {
  for (const ast::File& file : program_.files) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* use = std::get_if<ast::Use>(&declaration.node);
      if (use != nullptr && use->source.text == source) {
        return use->source.span;
      }
    }
  }
  return {.file = project_.file};
}

void ProjectInputs::not_in_project(const std::string& source) {
  std::vector<std::string> names;
  for (const auto& [name, ignored] : project_.sources) {
    names.push_back(name);
  }
  meant_.insert(nearest(source, names));
  diagnostics_.add("W0690", use_of(source),
                   fmt::format("the project file has no source `{}`", source),
                   did_you_mean(source, names));
  for (const std::string& table : tables_of(program_, source)) {
    inputs_.missing[source + "." + table] =
        fmt::format("source `{}` is not in the project file", source);
  }
}

// False where the connector fills another schema.
bool ProjectInputs::check_use(const ProjectSource& source, const std::string& schema) {
  const std::string& connector = source.connector.text;
  if (find_schema(connector) == nullptr || connector == schema) {
    return true;
  }
  diagnostics_
      .add("W0634", source.connector.span,
           fmt::format("connector `{}` does not fill the schema `{}`", connector, schema),
           fmt::format("policies must `use {} : {}`", source.name.text, connector))
      .labels.push_back({use_of(source.name.text), "used as another here"});
  return false;
}

// The export maps that ship with a known system, in long form.
YamlNode ProjectInputs::shipped_maps(const ProjectSource& source) {
  YamlNode none;
  none.kind = YamlNode::Kind::mapping;
  const ShippedConnector* shipped = find_connector(source.connector.text);
  return shipped == nullptr ? none : shipped->table_maps(sources_, diagnostics_);
}

void ProjectInputs::add_table(const ProjectSource& source, const YamlEntry& entry) {
  const std::string name = source.name.text + "." + entry.key;
  const auto schema = program_.schemas.find(name);
  if (schema == program_.schemas.end()) {
    diagnostics_.add("W0635", entry.key_span,
                     fmt::format("the schema of `{}` has no table {}", source.name.text,
                                 in_backticks(entry.key)),
                     did_you_mean(entry.key, tables_of(program_, source.name.text)));
    return;
  }
  const SourceKind* kind = find_kind(source.connector.text);
  YamlNode node = entry.value;
  const auto query =
      kind != nullptr && kind->queried ? take_query(node, diagnostics_) : std::nullopt;
  TableMap map = parse_table_map(node, diagnostics_);
  check_table_map(map, schema->second, diagnostics_);
  Input input{std::move(map), project_.folder, source.zone, source.collected_at};
  input.query = query.value_or("");
  if (!input.map.files.empty()) {
    take_format_of(source.connector.text, input.map);
    inputs_.tables[name] = std::move(input);
  } else if (fetches(source, entry)) {
    inputs_.fetched[name] = std::move(input);
  }
}

// Whether `collect` asks the system for the table: the project says how to reach it, and the
// manifest how to ask.
bool ProjectInputs::fetches(const ProjectSource& source, const YamlEntry& table) const {
  if (const SourceKind* kind = find_kind(source.connector.text)) {
    return !source.settings.empty() && (!kind->queried || table.value.find("query") != nullptr);
  }
  const RestManifest* manifest = manifest_of(source.connector.text);
  return manifest != nullptr && !source.settings.empty() &&
         std::any_of(manifest->tables.begin(), manifest->tables.end(),
                     [&](const FetchedTable& fetched) { return fetched.name == table.key; });
}

// What a source that is asked cannot do without.
void ProjectInputs::check_settings(const ProjectSource& source) {
  if (source.settings.empty()) {
    return;
  }
  const RestManifest* manifest = manifest_of(source.connector.text);
  if (manifest != nullptr && !has_credentials(*manifest, source)) {
    diagnostics_.add(
        "W0613", source.name.span, fmt::format("source `{}` has no credentials", source.name.text),
        fmt::format("it needs {}, or what else {} takes",
                    fmt::join(names_of(manifest->auths.front()), ", "), manifest->title));
  }
  for (const SourceSetting& setting : settings_of_connector(source.connector.text)) {
    if (setting.required && !source.settings.contains(setting.name)) {
      diagnostics_.add(
          "W0613", source.name.span,
          fmt::format("source `{}` has no `{}`", source.name.text, setting.name),
          setting.secret ? fmt::format("{}: ${{env:NAME}}, ${{file:PATH}} or "
                                       "${{command:PROGRAM}}; {}",
                                       setting.name, setting.help)
                         : fmt::format("{}: {}; {}", setting.name, setting.example, setting.help));
    }
  }
}

void ProjectInputs::add_source(const ProjectSource& source, const std::string& schema) {
  if (!check_use(source, schema)) {
    return;
  }
  inputs_.zones[source.name.text] = source.zone;
  YamlNode maps = shipped_maps(source);
  if (source.tables) {
    YamlNode own = *source.tables;
    for (YamlEntry& entry : own.entries) {
      entry.value = long_form(entry.value);
    }
    maps = merged(std::move(maps), own);
  }
  for (const YamlEntry& entry : maps.entries) {
    add_table(source, entry);
  }
  check_settings(source);
  for (const std::string& table : tables_of(program_, source.name.text)) {
    const std::string name = source.name.text + "." + table;
    if (inputs_.fetched.contains(name)) {
      inputs_.missing[name] =
          "only `writ collect` asks the system for it; audit what that stored: `--snapshot latest`";
    } else if (!inputs_.tables.contains(name)) {
      inputs_.missing[name] = fmt::format("the project file names no file for `{}`", name);
    }
  }
}

Inputs ProjectInputs::run() {
  for (const auto& [source, schema] : program_.sources) {
    const auto place = project_.sources.find(source);
    if (place == project_.sources.end()) {
      not_in_project(source);
    } else {
      add_source(place->second, schema);
    }
  }
  for (const auto& [name, source] : project_.sources) {
    if (!program_.sources.contains(name) && !meant_.contains(name)) {
      diagnostics_.add("W0633", source.name.span, fmt::format("no policy uses source `{}`", name),
                       fmt::format("a policy file says `use {} : …`", name));
    }
  }
  return std::move(inputs_);
}

}  // namespace

Inputs project_inputs(const Project& project, const Program& program, Sources& sources,
                      Diagnostics& diagnostics) {
  return ProjectInputs(project, program, sources, diagnostics).run();
}

}  // namespace writ
