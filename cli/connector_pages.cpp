// What becomes of a connector's recorded pages.
#include <fmt/format.h>

#include <filesystem>

#include "base/text.h"
#include "cli/connector_folder.h"
#include "connectors/file_source.h"
#include "connectors/rest/page_facts.h"

namespace writ {
namespace {

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
  if (paging.flagged()) {
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
  if (paging->flagged() && !facts->more) {
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
