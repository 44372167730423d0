#include "cli/read_tables.h"

#include <set>

#include "base/text.h"
#include "cli/files.h"
#include "connectors/column_source.h"
#include "snapshot/identity.h"
#include "snapshot/table_builder.h"

namespace writ {
namespace {

// The machine's files as one table sees them, from one folder: tables name their files the same
// wherever the project lies. Evidence is what was read, even where a file changes meanwhile.
class Rooted final : public World {
 public:
  Rooted(const World& machine, std::string root, std::string table, const Reading& reading)
      : machine_(machine), root_(std::move(root)), table_(std::move(table)), reading_(reading) {}

  Result<std::string> read(const std::string& path, std::uint64_t max_bytes) const override {
    Result<std::string> bytes = machine_.read(joined(root_, path), max_bytes);
    if (bytes && reading_.evidence && shown_.insert(path).second) {
      reading_.evidence(table_, path, *bytes);
    }
    return bytes;
  }
  std::unique_ptr<DataFile> open(const std::string& path, std::uint64_t max_bytes) const override {
    return reading_.evidence ? World::open(path, max_bytes)
                             : machine_.open(joined(root_, path), max_bytes);
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) const override {
    Result<std::vector<std::string>> found = machine_.glob(joined(root_, pattern));
    if (found) {
      for (std::string& path : *found) {
        path = relative_to(path, root_);
      }
    }
    return found;
  }
  bool is_file(const std::string& path) const override {
    return machine_.is_file(joined(root_, path));
  }

 private:
  const World& machine_;
  std::string root_;
  std::string table_;
  const Reading& reading_;
  mutable std::set<std::string> shown_;  // a reader may come back to a file
};

ColumnTable empty_table(const TableSchema& schema, const Zone* zone, const std::string& why,
                  std::vector<DataFinding>& findings) {
  TableBuilder builder(schema, zone == nullptr ? utc_zone() : zone);
  builder.incomplete(why);
  Texts none;
  return to_columns(std::move(builder).finish(findings), none);
}

}  // namespace

Result<ColumnSnapshot> read_tables(const World& machine, const Inputs& inputs,
                                   const Program& program, Instant as_of, const Reading& reading,
                                   unsigned threads) {
  ColumnSnapshot snapshot;
  snapshot.as_of = as_of;
  TextBuilder texts;
  for (const auto& [name, schema] : program.schemas) {
    const auto input = inputs.tables.find(name);
    if (input == inputs.tables.end()) {
      const auto zone = inputs.zones.find(name.substr(0, name.find('.')));
      snapshot.tables[name] =
          empty_table(schema, zone == inputs.zones.end() ? nullptr : zone->second,
                      inputs.missing.at(name), snapshot.findings);
      continue;
    }
    if (reading.progress) {
      reading.progress(name);
    }
    const Rooted world(machine, input->second.root, name, reading);
    PartOptions parts;
    parts.threads = threads;
    Result<ColumnTable> table = read_columns(world, {}, schema, input->second.map,
                                             input->second.zone, parts, texts, snapshot.findings);
    if (!table) {
      return table.error().context("cannot read `" + name + "`");
    }
    if (!table->collected_at) {
      table->collected_at = input->second.collected_at;
    }
    snapshot.tables[name] = std::move(*table);
  }
  *snapshot.texts = std::move(texts).finish(threads);
  identify(snapshot, threads);
  return snapshot;
}

}  // namespace writ
