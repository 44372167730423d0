#include "cli/fetch.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "cli/ask_rest.h"
#include "cli/log.h"
#include "cli/shipped.h"
#include "cli/source_kinds.h"
#include "cli/source_settings.h"
#include "connectors/rest/fetch_source.h"
#include "connectors/rest/page_facts.h"

namespace writ {
namespace {

// One source: what is asked of it, and what came.
class SourceFetcher {
 public:
  SourceFetcher(const ProjectSource& source, References& references, const Program& program,
                const Inputs& inputs)
      : source_(source), references_(references), program_(program), inputs_(inputs) {
    const std::string prefix = source.name.text + ".";
    for (const auto& [name, input] : inputs.fetched) {
      if (name.starts_with(prefix)) {
        wanted_.insert(name.substr(prefix.size()));
      }
    }
  }

  void run(HttpClient& client, Spool& spool, const CollectProgress& progress) {
    const SourceKind* kind = find_kind(source_.connector.text);
    const Result<bool> asked =
        kind != nullptr ? ask(*kind, client, spool, progress)
                        : ask(*manifest_of(source_.connector.text), client, spool, progress);
    fault_ = asked ? "" : asked.error().message;
  }

  void hand_over(Inputs& inputs, const std::shared_ptr<Spool>& spool);

 private:
  Result<bool> ask(const SourceKind& kind, HttpClient& client, Spool& spool,
                   const CollectProgress& progress);
  Result<bool> ask(RestManifest manifest, HttpClient& client, Spool& spool,
                   const CollectProgress& progress);
  void leave_out_needy(const RestManifest& manifest, const Values& settings);
  void take_keys(RestManifest& manifest) const;

  const ProjectSource& source_;
  References& references_;
  const Program& program_;
  const Inputs& inputs_;
  std::set<std::string> wanted_;
  std::map<std::string, std::string> left_out_;  // table -> why
  std::map<std::string, TablePages> tables_;
  std::string fault_;
};

Result<bool> SourceFetcher::ask(const SourceKind& kind, HttpClient& client, Spool& spool,
                                const CollectProgress& progress) {
  Redactor redactor;
  const Result<Values> settings = resolve_references(source_, references_, redactor);
  if (!settings) {
    return settings.error();
  }
  const ShippedConnector* shipped = find_connector(source_.connector.text);
  SourceOrder order{source_.name.text,
                    source_.connector.text,
                    shipped == nullptr ? "" : shipped->digest(),
                    references_.folder(),
                    *settings,
                    wanted_,
                    {},
                    client,
                    spool,
                    progress};
  for (const std::string& table : wanted_) {
    order.queries[table] = inputs_.fetched.at(source_.name.text + "." + table).query;
  }
  Result<std::map<std::string, TablePages>> tables = kind.ask(order);
  if (!tables) {
    return tables.error();
  }
  tables_ = std::move(*tables);
  return true;
}

// What tells the records of each table apart.
void SourceFetcher::take_keys(RestManifest& manifest) const {
  for (FetchedTable& table : manifest.tables) {
    const std::string name = source_.name.text + "." + table.name;
    const auto input = inputs_.fetched.find(name);
    const auto schema = program_.schemas.find(name);
    if (schema != program_.schemas.end()) {
      table.keys = key_pointers(schema->second,
                                input == inputs_.fetched.end() ? TableMap() : input->second.map);
    }
  }
}

// Tables that need a setting which the project does not give.
void SourceFetcher::leave_out_needy(const RestManifest& manifest, const Values& settings) {
  for (const FetchedTable& table : manifest.tables) {
    for (const Fetch& fetch : table.fetches) {
      for (const std::string& name : fetch.needs) {
        if (!settings.contains(name) && wanted_.erase(table.name) > 0) {
          left_out_[table.name] = "not asked for: the source has no `" + name + "`";
        }
      }
    }
  }
}

Result<bool> SourceFetcher::ask(RestManifest manifest, HttpClient& client, Spool& spool,
                                const CollectProgress& progress) {
  take_keys(manifest);
  const auto opened = open_rest(source_, std::move(manifest), references_, client);
  if (!opened) {
    return opened.error();
  }
  RestSource& rest = **opened;
  leave_out_needy(rest.manifest, rest.settings.values);
  tables_ = fetch_source(source_.name.text, wanted_, *rest.session, spool, progress);
  return true;
}

void SourceFetcher::hand_over(Inputs& inputs, const std::shared_ptr<Spool>& spool) {
  for (const auto& [table, why] : left_out_) {
    inputs.missing[source_.name.text + "." + table] = why;
    inputs.fetched.erase(source_.name.text + "." + table);
  }
  for (const std::string& table : wanted_) {
    const std::string name = source_.name.text + "." + table;
    const auto collected = tables_.find(name);
    if (collected == tables_.end()) {
      inputs.missing[name] = "not collected: " + fault_;
      continue;
    }
    TablePages& pages = collected->second;
    Input input = std::move(inputs.fetched.at(name));
    inputs.missing.erase(name);
    input.map.files = std::move(pages.files);
    input.map.format = FileFormat::by_extension;
    input.map.total.reset();  // it is of each listing; the record has that of all
    input.root.clear();
    input.pages = spool;
    input.collected_at = pages.as_of.value_or(pages.record.started);
    input.record = std::make_shared<const Collection>(std::move(pages.record));
    inputs.tables[name] = std::move(input);
    inputs.fetched.erase(name);
  }
}

}  // namespace

void fetch_tables(const Project& project, const Program& program, Inputs& inputs,
                  const std::shared_ptr<Spool>& spool, const CollectProgress& progress) {
  std::set<std::string> names;
  for (const auto& [table, input] : inputs.fetched) {
    names.insert(table.substr(0, table.find('.')));
  }
  References references(project.folder);
  HttpClient client([](const std::string& line) { log(LogLevel::debug, line); });
  std::vector<std::unique_ptr<SourceFetcher>> fetchers;
  std::vector<std::thread> threads;
  for (const std::string& name : names) {
    fetchers.push_back(
        std::make_unique<SourceFetcher>(project.sources.at(name), references, program, inputs));
  }
  for (const auto& fetcher : fetchers) {
    threads.emplace_back([&] { fetcher->run(client, *spool, progress); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const auto& fetcher : fetchers) {
    fetcher->hand_over(inputs, spool);
  }
}

}  // namespace writ
