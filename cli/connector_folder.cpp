#include "cli/connector_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/files.h"
#include "cli/packs.h"
#include "connectors/rest/read_manifest.h"
#include "dsl/check.h"
#include "dsl/parse.h"

namespace writ {
namespace {

constexpr std::string_view source_name = "it";

Result<std::uint32_t> add_file(const World& world, const std::string& path, Sources& sources) {
  Result<std::string> text = world.read(path, max_config_bytes);
  return text ? Result<std::uint32_t>(sources.add(path, std::move(*text))) : text.error();
}

void read_schema(std::uint32_t file, ConnectorFolder& out, Sources& sources,
                 Diagnostics& diagnostics) {
  const std::uint32_t use =
      sources.add("use.writ", fmt::format("use {} : {}\n", source_name, out.name));
  const EmbeddedFile* account = find_embedded("connectors/account.writ");
  const std::uint32_t view = sources.add("writ:account.writ", std::string(account->text));
  std::vector<ast::File> files;
  files.push_back(parse(sources, file, diagnostics));
  files.push_back(parse(sources, view, diagnostics));
  files.push_back(parse(sources, use, diagnostics));
  const Program program = check(std::move(files), sources, diagnostics);
  for (const auto& [name, schema] : program.schemas) {
    out.schemas[name.substr(name.find('.') + 1)] = schema;
  }
}

// Every field must be traced to its source.
void check_readme(const ConnectorFolder& connector, Diagnostics& diagnostics) {
  for (const auto& [table, map] : connector.maps) {
    for (const auto& [column, how] : map.columns) {
      if (connector.readme.find("`" + column + "`") == std::string::npos &&
          connector.readme.find("`" + table + "." + column + "`") == std::string::npos) {
        diagnostics.add(
            "W0661", how.span,
            fmt::format("README.md does not say where `{}.{}` comes from", table, column),
            fmt::format("name it there, as `{}`", column));
      }
    }
  }
}

void check_maps(const YamlNode& root, ConnectorFolder& out, Diagnostics& diagnostics) {
  out.maps = parse_table_maps(table_maps_of(root), diagnostics);
  for (const auto& [name, map] : out.maps) {
    const auto schema = out.schemas.find(name);
    if (schema != out.schemas.end()) {
      check_table_map(map, schema->second, diagnostics);
    } else if (!out.schemas.empty()) {
      diagnostics.add("W0635", map.span, fmt::format("the schema has no table `{}`", name));
    }
  }
  for (const auto& [name, schema] : out.schemas) {
    if (!out.maps.contains(name)) {
      diagnostics.add("W0613", root.span, fmt::format("`tables` has no `{}`", name),
                      "say how it is filled, or take it out of schema.writ");
    }
  }
}

std::vector<std::string> names_given_by(const FetchedTable& table) {
  std::vector<std::string> out;
  for (const Fetch& fetch : table.fetches) {
    for (const auto& names : {fetch.values, fetch.each}) {
      for (const auto& [name, value] : names) {
        out.push_back(name);
      }
    }
  }
  return out;
}

// What a column takes from the request must be something that the request has.
void check_requests(const ConnectorFolder& folder, Diagnostics& diagnostics) {
  for (const FetchedTable& table : folder.manifest.tables) {
    const auto map = folder.maps.find(table.name);
    if (map == folder.maps.end()) {
      continue;
    }
    const std::vector<std::string> given = names_given_by(table);
    for (const auto& [column, from] : map->second.columns) {
      if (!from.request.empty() &&
          std::find(given.begin(), given.end(), from.request) == given.end()) {
        diagnostics.add("W0660", from.span,
                        fmt::format("no `for_each` or `values` of `{}` gives {}", table.name,
                                    in_backticks(from.request)),
                        did_you_mean(from.request, given));
      }
    }
  }
}

}  // namespace

Result<ConnectorFolder> read_connector(const World& world, const std::string& folder,
                                       Sources& sources, Diagnostics& diagnostics) {
  ConnectorFolder out;
  std::error_code ignored;
  const std::filesystem::path whole = std::filesystem::absolute(folder + "/", ignored);
  out.name = whole.lexically_normal().parent_path().filename().string();
  const Result<std::uint32_t> schema = add_file(world, folder + "/schema.writ", sources);
  const Result<std::uint32_t> manifest = add_file(world, folder + "/manifest.yaml", sources);
  Result<std::string> readme = world.read(folder + "/README.md", max_config_bytes);
  if (!schema || !manifest || !readme) {
    return !schema ? schema.error() : !manifest ? manifest.error() : readme.error();
  }
  out.readme = std::move(*readme);
  read_schema(*schema, out, sources, diagnostics);
  const std::optional<YamlNode> root = load_yaml(sources, *manifest, diagnostics);
  if (!root) {
    return out;
  }
  out.manifest = read_manifest(*root, diagnostics);
  if (!out.manifest.connector.empty() && out.manifest.connector != out.name) {
    diagnostics.add("W0634", root->span,
                    fmt::format("`connector` is {}, the folder is {}",
                                in_backticks(out.manifest.connector), in_backticks(out.name)),
                    "they must be the same");
  }
  check_maps(*root, out, diagnostics);
  check_requests(out, diagnostics);
  check_readme(out, diagnostics);
  return out;
}

}  // namespace writ
