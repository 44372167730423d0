#include "cli/fetch.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "cli/shipped.h"
#include "cli/source_settings.h"
#include "connectors/rest/fetch_source.h"
#include "connectors/rest/page_facts.h"

namespace writ {
namespace {

class SourceFetcher {
 public:
  SourceFetcher(const ProjectSource& source, const std::string& folder, const Program& program,
                const Inputs& inputs)
      : source_(source), folder_(folder), manifest_(*manifest_of(source.connector.text)) {
    for (FetchedTable& table : manifest_.tables) {
      const std::string name = source.name.text + "." + table.name;
      const auto input = inputs.fetched.find(name);
      const auto schema = program.schemas.find(name);
      if (input != inputs.fetched.end()) {
        wanted_.insert(table.name);
      }
      if (schema != program.schemas.end()) {
        table.keys = key_pointers(schema->second,
                                  input == inputs.fetched.end() ? TableMap() : input->second.map);
      }
    }
  }

  void run(HttpClient& client, Spool& spool, const CollectProgress& progress) {
    Redactor redactor;
    const Result<SourceSettings> settings = resolve_settings(source_, manifest_, folder_, redactor);
    if (!settings) {
      fault_ = settings.error().message;
      return;
    }
    manifest_.budget = settings->budget;
    leave_out_needy(settings->values);
    SessionLimits limits;
    limits.deadline = std::chrono::steady_clock::now() + settings->time_limit;
    limits.first_wait = settings->retry_wait;
    Session session(manifest_, chosen_auth(settings->values), settings->values, client, settings->http, limits, redactor);
    tables_ = fetch_source(source_.name.text, wanted_, session, spool, progress);
  }

  // Tables that need a setting which the project does not give.
  void leave_out_needy(const Values& settings) {
    for (const FetchedTable& table : manifest_.tables) {
      for (const Fetch& fetch : table.fetches) {
        for (const std::string& name : fetch.needs) {
          if (!settings.contains(name) && wanted_.erase(table.name) > 0) {
            left_out_[table.name] = "not asked for: the source has no `" + name + "`";
          }
        }
      }
    }
  }

  // The first whose settings are all given.
  const Auth& chosen_auth(const Values& settings) const {
    for (const Auth& auth : manifest_.auths) {
      const std::vector<std::string> names = names_of(auth);
      if (std::all_of(names.begin(), names.end(),
                      [&](const std::string& name) { return settings.contains(name); })) {
        return auth;
      }
    }
    return manifest_.auths.front();
  }

  void hand_over(Inputs& inputs, const std::shared_ptr<Spool>& spool) {
    for (const auto& [table, why] : left_out_) {
      inputs.missing[source_.name.text + "." + table] = why;
    }
    for (const std::string& table : wanted_) {
      const std::string name = source_.name.text + "." + table;
      const auto collected = tables_.find(name);
      if (collected == tables_.end()) {
        inputs.missing[name] = "not collected: " + fault_;
        continue;
      }
      Input input = std::move(inputs.fetched.at(name));
      inputs.missing.erase(name);
      input.map.files = std::move(collected->second.files);
      input.map.format = FileFormat::json;
      input.map.total.reset();  // it is of each listing; the record has that of all
      input.root.clear();
      input.pages = spool;
      input.collected_at = collected->second.record.started;
      input.record = std::make_shared<const Collection>(std::move(collected->second.record));
      inputs.tables[name] = std::move(input);
    }
  }

 private:
  const ProjectSource& source_;
  std::string folder_;
  RestManifest manifest_;
  std::set<std::string> wanted_;
  std::map<std::string, std::string> left_out_;  // table -> why
  std::map<std::string, TablePages> tables_;
  std::string fault_;
};

}  // namespace

void fetch_tables(const Project& project, const Program& program, Inputs& inputs,
                  const std::shared_ptr<Spool>& spool, const CollectProgress& progress) {
  std::set<std::string> names;
  for (const auto& [table, input] : inputs.fetched) {
    names.insert(table.substr(0, table.find('.')));
  }
  HttpClient client;
  std::vector<std::unique_ptr<SourceFetcher>> fetchers;
  std::vector<std::thread> threads;
  for (const std::string& name : names) {
    fetchers.push_back(
        std::make_unique<SourceFetcher>(project.sources.at(name), project.folder, program, inputs));
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
