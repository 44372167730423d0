#include "connectors/rest/read_manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/suggest.h"
#include "base/text.h"
#include "connectors/rest/manifest_reader.h"
#include "connectors/yaml_expect.h"

namespace writ {
namespace {

class ManifestReader {
 public:
  explicit ManifestReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  RestManifest read(const YamlNode& root);

 private:
  void read_settings(ManifestKeys& keys);
  void read_connect(ManifestKeys& keys);
  void read_check(ManifestKeys& connect);
  void read_budget(ManifestKeys& connect);
  void read_tables(ManifestKeys& keys);
  void check_columns(const YamlNode& node);
  void check_parents(const YamlNode& tables);

  Diagnostics& diagnostics_;
  RestManifest manifest_;
  std::set<std::string> names_;
};

void ManifestReader::read_settings(ManifestKeys& keys) {
  const YamlNode* node = keys.node("settings");
  if (node == nullptr || !expect_mapping(*node, "`settings`", diagnostics_)) {
    return;
  }
  for (const YamlEntry& entry : node->entries) {
    ManifestKeys setting(entry.value, "setting " + in_backticks(entry.key), names_, diagnostics_);
    ManifestSetting out;
    out.name = entry.key;
    setting.needs("help");
    out.help = setting.text("help");
    out.example = setting.text("example");
    out.preset = setting.text("default");
    out.secret = setting.flag("secret", false);
    out.time = static_cast<ManifestSetting::Time>(
        setting.choice("time", {"no", "rfc3339", "date", "unix_s", "unix_ms"}).value_or(0));
    out.required = setting.flag("required", entry.value.find("default") == nullptr);
    manifest_.settings.push_back(std::move(out));
  }
  for (const ManifestSetting& setting : manifest_.settings) {
    names_.insert(setting.name);
  }
}

void ManifestReader::read_budget(ManifestKeys& connect) {
  const YamlNode* node = connect.node("budget");
  if (node == nullptr) {
    return;
  }
  ManifestKeys keys(*node, "`budget`", names_, diagnostics_);
  Budget& budget = manifest_.budget;
  budget.requests = keys.number("requests", 0, 1, 1'000'000);
  budget.per = keys.duration("per", budget.per);
  budget.concurrency = static_cast<std::size_t>(keys.number("concurrency", 4, 1, 64));
  budget.reset_header = ascii_lower(keys.text("reset_header"));
}

void ManifestReader::read_check(ManifestKeys& connect) {
  const YamlNode* node = connect.node("check");
  if (node == nullptr) {
    return;
  }
  ManifestKeys keys(*node, "`check`", names_, diagnostics_);
  keys.needs("path");
  manifest_.check_path = keys.hole_text("path");
  manifest_.principal = keys.pointer("principal");
  manifest_.scopes_header = ascii_lower(keys.text("scopes_header"));
}

void ManifestReader::read_connect(ManifestKeys& keys) {
  keys.needs("connect");
  const YamlNode* node = keys.node("connect");
  if (node == nullptr) {
    return;
  }
  ManifestKeys connect(*node, "`connect`", names_, diagnostics_);
  connect.needs("base_url");
  manifest_.base_url = connect.hole_text("base_url");
  manifest_.auths = read_auths(connect);
  manifest_.headers = connect.hole_texts("headers");
  read_check(connect);
  read_budget(connect);
}

void ManifestReader::read_tables(ManifestKeys& keys) {
  keys.needs("tables");
  const YamlNode* node = keys.node("tables");
  if (node == nullptr || !expect_mapping(*node, "`tables`", diagnostics_)) {
    return;
  }
  for (const YamlEntry& entry : node->entries) {
    const YamlNode* fetch = entry.value.find("fetch");
    if (fetch == nullptr) {
      continue;
    }
    FetchedTable table;
    table.name = entry.key;
    table.fetches = read_fetches(*fetch, entry.key, entry.value, names_, diagnostics_);
    if (const YamlNode* items = entry.value.find("items")) {
      table.items = expect_texts(*items, "`items`", diagnostics_);
    }
    const YamlNode* none = entry.value.find("no_items");
    table.no_items_is_empty = none != nullptr && none->text == "empty";
    check_columns(entry.value);
    manifest_.tables.push_back(std::move(table));
  }
  check_parents(*node);
}

// A map is the same for every account.
void ManifestReader::check_columns(const YamlNode& node) {
  if (node.is(YamlNode::Kind::scalar) && node.text.find("${") != std::string::npos) {
    diagnostics_.add("W0660", node.span, "a table's map has no holes",
                     "only `connect` and `fetch` have; a project can map a column anew below its "
                     "`tables`");
  }
  for (const YamlNode& item : node.items) {
    check_columns(item);
  }
  for (const YamlEntry& entry : node.entries) {
    if (entry.key != "fetch") {
      check_columns(entry.value);
    }
  }
}

// Each parent must be fetched, and not depend on its child.
void ManifestReader::check_parents(const YamlNode& tables) {
  std::set<std::string> settled;
  for (bool more = true; more;) {
    more = false;
    for (const FetchedTable& table : manifest_.tables) {
      const bool ready =
          std::all_of(table.fetches.begin(), table.fetches.end(), [&](const Fetch& fetch) {
            return fetch.for_each.empty() || settled.contains(fetch.for_each);
          });
      more = (ready && settled.insert(table.name).second) || more;
    }
  }
  for (const FetchedTable& table : manifest_.tables) {
    for (const Fetch& fetch : table.fetches) {
      if (!fetch.for_each.empty() && !settled.contains(fetch.for_each)) {
        diagnostics_.add("W0613", tables.span,
                         fmt::format("table `{}` is fetched for each record of {}, which is not "
                                     "fetched before it",
                                     table.name, in_backticks(fetch.for_each)));
      }
    }
  }
}

RestManifest ManifestReader::read(const YamlNode& root) {
  ManifestKeys keys(root, "the manifest", names_, diagnostics_);
  if (!keys.is_mapping()) {
    return {};
  }
  keys.needs("connector");
  manifest_.connector = keys.text("connector");
  manifest_.title = keys.text("title", manifest_.connector);
  manifest_.requires_text = keys.text("requires");
  read_settings(keys);
  read_connect(keys);
  manifest_.errors = read_errors(keys);
  read_tables(keys);
  return std::move(manifest_);
}

}  // namespace

RestManifest read_manifest(const YamlNode& root, Diagnostics& diagnostics) {
  return ManifestReader(diagnostics).read(root);
}

YamlNode table_maps_of(const YamlNode& root) {
  YamlNode none;
  none.kind = YamlNode::Kind::mapping;
  none.span = root.span;
  const YamlNode* tables = root.find("tables");
  if (tables == nullptr) {
    return none;
  }
  YamlNode out = *tables;
  for (YamlEntry& entry : out.entries) {
    std::erase_if(entry.value.entries, [](const YamlEntry& part) { return part.key == "fetch"; });
  }
  return out;
}

}  // namespace writ
