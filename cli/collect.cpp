#include <algorithm>
#include <map>
#include <mutex>

#include "base/suggest.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/fetch.h"
#include "cli/read_tables.h"
#include "cli/references.h"
#include "cli/run.h"
#include "cli/stored.h"
#include "connectors/rest/server_time.h"
#include "evidence/snapshot_report.h"
#include "evidence/wrap.h"
#include "snapshot/store/writer.h"

namespace writ {
namespace {

std::string source_of(const std::string& table) {
  return table.substr(0, table.find('.'));
}

bool is_wanted(const Options& options, const std::string& table) {
  const std::vector<std::string>& wanted = options.arguments;
  return wanted.empty() ||
         std::find(wanted.begin(), wanted.end(), source_of(table)) != wanted.end();
}

// Leaves the sources that the command line names.
Result<bool> choose(const Options& options, const Program& program, Inputs& inputs) {
  std::vector<std::string> sources;
  for (const auto& [source, schema] : program.sources) {
    sources.push_back(source);
  }
  for (const std::string& name : options.arguments) {
    if (!program.sources.contains(name)) {
      const std::string near = did_you_mean(name, sources);
      return Error{"no policy uses a source " + in_backticks(name) + "; " +
                   (near.empty() ? "there are: " + listed(sources, 10) : near)};
    }
  }
  for (const auto& [table, schema] : program.schemas) {
    if (!is_wanted(options, table)) {
      inputs.tables.erase(table);
      inputs.fetched.erase(table);
      inputs.missing[table] = "the source was left out when the snapshot was collected";
    }
  }
  return true;
}

// What a plan or a permission hides for good, and no policy reads, is said, and is no failure.
bool is_bearable(const ColumnTable& table, const Program& program) {
  const bool hidden = std::all_of(
      table.incomplete.begin(), table.incomplete.end(),
      [](const std::string& why) { return why.find("not observable: ") != std::string::npos; });
  return hidden && std::none_of(program.policies.begin(), program.policies.end(),
                                [&](const PolicyInfo& policy) {
                                  return policy.tables.contains(table.schema.name);
                                });
}

// Reads everything, and keeps the bytes as they come.
class Collecting {
 public:
  Collecting(const Options& options, Run& run, Console& console)
      : options_(options), run_(run), console_(console) {}

  std::variant<Published, ExitStatus> run();

 private:
  Result<Instant> now() const;
  Result<bool> fetch(const std::string& store);
  void keep_records(SnapshotWriter& writer, Result<bool>& kept) const;
  std::variant<Published, ExitStatus> into(const std::string& store, Instant now);

  const Options& options_;
  Run& run_;
  Console& console_;
};

std::variant<Published, ExitStatus> Collecting::run() {
  const Program& program = run_.workspace.program;
  Result<Inputs> inputs = with_options(run_.workspace.inputs, options_, program);
  if (!inputs) {
    return console_.usage(inputs.error().message);
  }
  if (const Result<bool> chosen = choose(options_, program, *inputs); !chosen) {
    return console_.usage(chosen.error().message);
  }
  run_.inputs = std::move(*inputs);
  const Result<Instant> at = now();
  return at ? into(store_of(options_, run_.workspace.project), *at)
            : console_.usage(at.error().message);
}

// Systems are asked now; files are of the time that somebody says.
Result<Instant> Collecting::now() const {
  const std::optional<Project>& project = run_.workspace.project;
  const bool said = !options_.as_of.empty() || (project && project->as_of);
  if (said || run_.inputs.fetched.empty()) {
    return as_of(options_, project);
  }
  const std::int64_t micros = machine_now().micros;
  return Instant{micros - micros % micros_per_second};
}

Result<bool> Collecting::fetch(const std::string& store) {
  if (run_.inputs.fetched.empty()) {
    return true;
  }
  keep_memory_private();
  Result<std::unique_ptr<Spool>> spool = Spool::create(store);
  if (!spool) {
    return spool.error();
  }
  ProgressDisplay& display = console_.progress();
  display.begin("asking the systems", Progress::Unit::none, 0);
  std::mutex mutex;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> come;  // pages and records
  fetch_tables(*run_.workspace.project, run_.workspace.program, run_.inputs, std::move(*spool),
               [&](const std::string& table, std::uint64_t pages, std::uint64_t records) {
                 const std::lock_guard lock(mutex);
                 auto& [pages_come, records_come] = come[table];
                 pages_come += pages;
                 records_come += records;
                 display.progress().at("asking for " + table + ": " + counted(pages_come, "page") +
                                       ", " + counted(records_come, "record"));
               });
  return true;
}

// How each table was collected is evidence as well.
void Collecting::keep_records(SnapshotWriter& writer, Result<bool>& kept) const {
  for (const auto& [table, input] : run_.inputs.tables) {
    if (input.record && kept) {
      const std::string text = to_json(*input.record);
      kept = writer.add_raw(table, table + "/collection.json", text.size(),
                            [&](const TakePiece& take) { return take(text); });
    }
  }
}

std::variant<Published, ExitStatus> Collecting::into(const std::string& store, Instant now) {
  Result<SnapshotWriter> writer = SnapshotWriter::begin(store);
  if (!writer) {
    return console_.failed(writer.error());
  }
  if (const Result<bool> fetched = fetch(store); !fetched) {
    return console_.failed(fetched.error());
  }
  Result<bool> kept = true;
  Reading reading = reading_on(console_, run_.inputs);
  reading.evidence = [&](const std::string& table, const std::string& file, std::uint64_t bytes,
                         const RawPieces& pieces) {
    kept = kept ? writer->add_raw(table, file, bytes, pieces) : kept;
  };
  const Result<ColumnSnapshot> snapshot =
      read_tables(Disk(), run_.inputs, run_.workspace.program, now, reading, threads_of(options_));
  if (!snapshot) {
    return console_.usage(snapshot.error().message);
  }
  keep_records(*writer, kept);
  if (!kept) {
    return console_.failed(kept.error());
  }
  console_.progress("storing");
  Result<Published> published = writer->publish(*snapshot);
  if (!published) {
    return console_.failed(published.error());
  }
  return std::move(*published);
}

}  // namespace

ExitStatus run_collect(const Options& options, Console& console) {
  auto opened = open_workspace(options, "", console);
  if (const auto* status = std::get_if<ExitStatus>(&opened)) {
    return *status;
  }
  Run run;
  run.workspace = std::get<Workspace>(std::move(opened));
  auto written = Collecting(options, run, console).run();
  if (const auto* status = std::get_if<ExitStatus>(&written)) {
    return *status;
  }
  Published& published = std::get<Published>(written);
  Collected collected{store_of(options, run.workspace.project),
                      {published.path, published.id, std::move(published.manifest)},
                      published.is_new,
                      {}};
  bool whole = true;
  std::set<std::string> tables = tables_of(run);
  for (const auto& [table, input] : run.inputs.fetched) {  // that could not be asked at all
    tables.insert(table);
  }
  for (const ManifestTable& entry : collected.stored.manifest.tables) {
    const std::string& name = entry.table.schema.name;
    if (tables.contains(name) && is_wanted(options, name)) {
      collected.tables.push_back(name);
      whole = whole && (entry.table.complete() || is_bearable(entry.table, run.workspace.program));
    }
  }
  const ExitStatus status = whole ? ExitStatus::ok : ExitStatus::data;
  const TextStyle style{console.width(), console.color()};
  return console.emit(
      options.format == "json" ? collected_json(collected) : collected_text(collected, style),
      status);
}

}  // namespace writ
