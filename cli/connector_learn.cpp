#include "cli/connector_learn.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/ensure.h"
#include "base/suggest.h"
#include "base/text.h"
#include "cli/files.h"
#include "cli/learned_map.h"
#include "cli/packs.h"
#include "cli/shipped.h"
#include "connectors/file_source.h"
#include "dsl/check.h"
#include "dsl/parse.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

constexpr std::string_view source_name = "it";
constexpr std::size_t shown_rows = 3;
constexpr std::size_t longest_value = 60;

struct KnownSystem {
  std::string schema;                         // its name
  std::map<std::string, TableSchema> tables;  // by name, without a source's
  std::map<std::string, TableMap> shipped;    // the same; none of a schema of one's own
};

// The schemas that a file declares.
std::vector<std::string> schemas_in(const ast::File& file) {
  std::vector<std::string> names;
  for (const ast::Declaration& declaration : file.declarations) {
    if (const auto* schema = std::get_if<ast::Schema>(&declaration.node)) {
      names.push_back(schema->name.text);
    }
  }
  return names;
}

Result<KnownSystem> read_system(const std::string& as, Sources& sources, Diagnostics& diagnostics) {
  const bool own = as.ends_with(".writ");
  std::string text;
  if (own) {
    Result<std::string> read = Disk().read(as, max_config_bytes);
    if (!read) {
      return read.error();
    }
    text = std::move(*read);
  } else if (const EmbeddedFile* file = find_schema(as)) {
    text = file->text;
  } else {
    const std::string near = did_you_mean(as, known_systems());
    return Error{fmt::format(
        "`--as`: there is no system {}; {}", in_backticks(as),
        near.empty() ? "name one that ships, or a schema: --as schemas/hr.writ" : near)};
  }
  std::vector<ast::File> files;
  files.push_back(
      parse(sources, sources.add(own ? as : "writ:" + as + ".writ", text), diagnostics));
  const std::vector<std::string> names = schemas_in(files.front());
  if (names.size() != 1 && !diagnostics.has_errors()) {
    return Error{fmt::format("`--as`: {} declares {}, and one is wanted", in_backticks(as),
                             counted(names.size(), "schema"))};
  }
  KnownSystem system;
  system.schema = names.empty() ? as : names.front();
  const EmbeddedFile* account = find_embedded("connectors/account.writ");
  ENSURE(account != nullptr);
  const std::uint32_t view = sources.add("writ:account.writ", std::string(account->text));
  const std::uint32_t use =
      sources.add("use.writ", fmt::format("use {} : {}\n", source_name, system.schema));
  files.push_back(parse(sources, view, diagnostics));
  files.push_back(parse(sources, use, diagnostics));
  const Program program = check(std::move(files), sources, diagnostics);
  for (const auto& [name, schema] : program.schemas) {
    system.tables[name.substr(name.find('.') + 1)] = schema;
  }
  const ShippedConnector* shipped = own ? nullptr : find_connector(as);
  if (shipped != nullptr) {
    Diagnostics ignored;  // of what ships; the tests find them
    for (auto& [name, map] : parse_table_maps(shipped->table_maps(sources, ignored), ignored)) {
      system.shipped[name] = std::move(map);
    }
  }
  return system;
}

// The sample as if it were the file.
class SampleWorld final : public World {
 public:
  explicit SampleWorld(const ExportSample& sample) : sample_(sample) {}
  Result<std::string> read(const std::string& /*path*/, std::uint64_t /*most*/) const override {
    return sample_.text;
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) const override {
    return std::vector<std::string>{pattern};
  }
  bool is_file(const std::string& /*path*/) const override { return true; }

 private:
  const ExportSample& sample_;
};

std::string note(const std::string& text) {
  return "# " + printable(text) + "\n";
}

// What the reader makes of the sample by the map that is proposed.
std::string read_back(const std::string& yaml, const LearnedMap& learned, const TableSchema& schema,
                      const ExportSample& sample) {
  Sources sources;
  Diagnostics diagnostics;
  const auto root = load_yaml(sources, sources.add("map.yaml", yaml), diagnostics);
  ENSURE(root);
  TableMap map = parse_table_maps(*root, diagnostics)[learned.table];
  check_table_map(map, schema, diagnostics);
  ENSURE(!diagnostics.has_errors());
  map.encoding = Encoding::utf8;  // the sample's, whatever the file's is
  std::vector<DataFinding> findings;
  const Result<Table> table =
      read_files(SampleWorld(sample), {"export.csv"}, schema, map, utc_zone(), findings);
  if (!table) {
    return note("It cannot be read so: " + table.error().message);
  }
  std::string out = note(
      fmt::format("Read so: {}, {} refused; the first of them:", counted(table->rows.size(), "row"),
                  grouped(table->report.rows_read - table->report.kept - table->report.merged)));
  for (std::size_t row = 0; row < std::min(shown_rows, table->rows.size()); ++row) {
    out += note("  " + table->rows[row].key);
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
      if (map.columns.contains(schema.columns[i].name)) {
        const Cell& cell = table->rows[row].cells[i];
        out += note(fmt::format("    {}: {}", schema.columns[i].name,
                                shortened(printable(to_string(cell)), longest_value)));
      }
    }
  }
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    const auto unknown = static_cast<std::uint64_t>(
        std::count_if(table->rows.begin(), table->rows.end(),
                      [&](const Row& row) { return row.cells[i].unknown(); }));
    if (unknown > 0 && map.columns.contains(schema.columns[i].name)) {
      out +=
          note(fmt::format("  {}: unknown in {}", schema.columns[i].name, counted(unknown, "row")));
    }
  }
  return out;
}

const TableMap& shipped_map(const KnownSystem& system, const std::string& table) {
  static const TableMap none;
  const auto place = system.shipped.find(table);
  return place == system.shipped.end() ? none : place->second;
}

// The table that was asked for, or the one that the file fits best; empty: there is no such.
std::string choose_table(const KnownSystem& system, const ExportSample& sample,
                         const std::vector<std::string>& asked) {
  if (!asked.empty()) {
    return system.tables.contains(asked.front()) ? asked.front() : std::string();
  }
  std::string best;
  double score = -1;
  for (const auto& [name, schema] : system.tables) {
    const double found = learn(schema, shipped_map(system, name), sample).score;
    if (found > score) {
      best = name;
      score = found;
    }
  }
  return best;
}

std::vector<std::string> names_of(const KnownSystem& system) {
  std::vector<std::string> names;
  for (const auto& [name, schema] : system.tables) {
    names.push_back(name);
  }
  return names;
}

}  // namespace

ExitStatus learn_export(const std::string& path, const Options& options, Console& console) {
  if (options.as_schema.empty() || options.tables.size() > 1) {
    return console.usage("learn takes the system that the export is of, and at most one table",
                         "writ connector learn users.csv --as thought_industries --table users");
  }
  std::error_code error;
  if (!options.output.empty() &&
      std::filesystem::exists(std::filesystem::symlink_status(options.output, error))) {
    return console.usage("`" + options.output + "` is there already; nothing is overwritten");
  }
  Sources sources;
  Diagnostics diagnostics;
  const Result<KnownSystem> system = read_system(options.as_schema, sources, diagnostics);
  if (!system) {
    return console.usage(system.error().message);
  }
  console.show(diagnostics, sources);
  if (diagnostics.has_errors()) {
    return ExitStatus::usage;
  }
  const Result<ExportSample> sample = read_sample(Disk(), path);
  if (!sample) {
    return console.failed(sample.error().message);
  }
  const std::string table = choose_table(*system, *sample, options.tables);
  if (table.empty()) {
    const std::string asked = options.tables.empty() ? "" : options.tables.front();
    const std::string near = did_you_mean(asked, names_of(*system));
    return console.usage(
        fmt::format("`--table`: {} has no table {}", system->schema, in_backticks(asked)),
        near.empty() ? "it has: " + listed(names_of(*system), 10) : near);
  }
  const TableSchema& schema = system->tables.at(table);
  const LearnedMap learned = learn(schema, shipped_map(*system, table), *sample);
  std::string text;
  if (options.tables.empty() && system->tables.size() > 1) {
    text += note(fmt::format("Of the tables of {} ({}) it fits {} best; another: --table NAME.",
                             system->schema, fmt::join(names_of(*system), ", "), table));
  }
  text += learned_yaml(learned, *sample, system->schema);
  const std::string rows = read_back(text, learned, schema, *sample);
  const ExitStatus status = learned.whole() ? ExitStatus::ok : ExitStatus::found;
  if (options.output.empty()) {
    return console.emit(text + rows, status);
  }
  // The map goes into a repository; the rows are somebody's data.
  if (const Result<bool> written = write_file(options.output, text); !written) {
    return console.failed(written.error().message);
  }
  Options shown = options;
  shown.output.clear();
  return Console(shown).emit("The map is in " + printable(options.output) + ".\n" + rows, status);
}

}  // namespace writ
