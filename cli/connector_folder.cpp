#include "cli/connector_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/files.h"
#include "cli/packs.h"
#include "connectors/file_source.h"
#include "connectors/rest/page_facts.h"
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

// --- recorded pages ---

std::vector<std::string> pages_of(const World& world, const std::string& folder,
                                  const std::string& table) {
  std::vector<std::string> out;
  for (const char* pattern : {".json", "-*.json"}) {
    const Result<std::vector<std::string>> found =
        world.glob(folder + "/recorded/" + table + pattern);
    if (found) {
      out.insert(out.end(), found->begin(), found->end());
    }
  }
  return out;
}

// Pages as if they had been fetched: what each was asked with is made up.
class Recorded final : public World {
 public:
  Recorded(const World& world, std::map<std::string, std::string> values)
      : world_(world), values_(std::move(values)) {}
  Result<std::string> read(const std::string& path, std::uint64_t most) const override {
    return world_.read(path, most);
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) const override {
    return world_.glob(pattern);
  }
  bool is_file(const std::string& path) const override { return world_.is_file(path); }
  std::map<std::string, std::string> request_values(const std::string& /*path*/) const override {
    return values_;
  }

 private:
  const World& world_;
  std::map<std::string, std::string> values_;
};

std::string text_of(const PageFacts& facts, const Paging& paging) {
  using Strategy = Paging::Strategy;
  const bool signal = !paging.more.empty() || !paging.last.empty();
  if (signal) {
    return !facts.more   ? "nothing says whether there are more"
           : *facts.more ? "there are more"
                         : "the last";
  }
  switch (paging.strategy) {
    case Strategy::none:
      return "the only one";
    case Strategy::cursor:
    case Strategy::next_url:
      return facts.next ? "then " + in_backticks(*facts.next) : "the last";
    case Strategy::scim:
      return facts.total ? fmt::format("of {}", *facts.total) : "no total";
    case Strategy::link_header:
      return "a header says what follows";
    case Strategy::offset:
    case Strategy::page:
      return facts.total ? fmt::format("of {}", *facts.total) : "until a page ends the list";
  }
  return {};
}

void look_at_page(const FetchedTable& table, const std::string& file, const std::string& body,
                  TriedTable& out) {
  const Fetch& fetch = table.fetches.front();
  PageReader reader;
  Result<PageFacts> facts = reader.read(body, {&table, &fetch.paging, nullptr, {}, fetch.total});
  const Paging* paging = nullptr;
  for (std::size_t i = 0; facts && i < fetch.paging.size() && paging == nullptr; ++i) {
    paging = facts->has[i] ? &fetch.paging[i] : nullptr;
  }
  if (facts && paging == nullptr) {
    out.faults.push_back(file + ": it has none of the forms that `paging` knows");
    return;
  }
  facts = facts ? reader.read(body, {&table, &fetch.paging, paging, {}, fetch.total})
                : std::move(facts);
  if (!facts) {
    out.faults.push_back(file + ": " + facts.error().message);
    return;
  }
  out.pages.push_back({file, facts->records, text_of(*facts, *paging)});
  const bool signal = !paging->more.empty() || !paging->last.empty();
  if (signal && !facts->more) {
    out.faults.push_back(file + ": it does not say whether there are more");
  }
  if (!fetch.total.empty() && !facts->total) {
    out.faults.push_back(file + ": it has no total at " + in_backticks(fetch.total));
  }
  if (facts->records > 0 && facts->first_key.empty() && !table.keys.empty()) {
    out.faults.push_back(file + ": its first record has no key");
  }
}

std::string shown(const Cell& cell) {
  constexpr std::size_t most = 40;
  std::string text = printable(to_string(cell));
  return text.size() > most ? text.substr(0, most) + "…" : text;
}

void look_at_rows(const Table& table, TriedTable& out) {
  out.rows = table.rows.size();
  for (std::size_t i = 0; i < table.schema.columns.size(); ++i) {
    TriedColumn column;
    column.name = table.schema.columns[i].name;
    column.unobservable = table.schema.columns[i].unobservable.has_value();
    for (const Row& row : table.rows) {
      const Cell& cell = row.cells[i];
      if (const auto* unknown = std::get_if<Unknown>(&cell.value)) {
        ++column.unknown;
        column.why = column.why.empty() ? printable(unknown->why) : column.why;
      } else if (std::holds_alternative<Absent>(cell.value)) {
        ++column.absent;
      } else {
        column.example = column.values++ == 0 ? shown(cell) : column.example;
      }
    }
    out.columns.push_back(std::move(column));
  }
  for (const std::string& why : table.incomplete) {
    out.faults.push_back(printable(why));
  }
}

TriedTable try_table(const World& world, FetchedTable table, const TableSchema& schema,
                     TableMap map, const std::vector<std::string>& files) {
  TriedTable out;
  out.name = table.name;
  table.keys = key_pointers(schema, map);
  std::map<std::string, std::string> values;
  for (const Fetch& fetch : table.fetches) {
    values.insert(fetch.values.begin(), fetch.values.end());
    for (const auto& [name, pointer] : fetch.each) {
      values[name] = "of-the-parent";
    }
  }
  for (const std::string& file : files) {
    const Result<std::string> body = world.read(file, max_data_bytes);
    const std::string name = std::filesystem::path(file).filename().string();
    body ? look_at_page(table, name, *body, out) : out.faults.push_back(body.error().message);
  }
  map.files = files;
  map.total.reset();  // a recorded page need not be the whole list
  std::vector<DataFinding> findings;
  const Recorded recorded(world, values);
  const Result<Table> read = read_files(recorded, files, schema, map, nullptr, findings);
  read ? look_at_rows(*read, out) : out.faults.push_back(read.error().message);
  return out;
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

std::vector<TriedTable> try_connector(const World& world, const std::string& folder,
                                      const ConnectorFolder& connector) {
  std::vector<TriedTable> out;
  for (const FetchedTable& table : connector.manifest.tables) {
    const std::vector<std::string> files = pages_of(world, folder, table.name);
    if (files.empty()) {
      out.push_back({table.name, {}, 0, {}, {}});
      continue;
    }
    out.push_back(try_table(world, table, connector.schemas.at(table.name),
                            connector.maps.at(table.name), files));
  }
  return out;
}

}  // namespace writ
