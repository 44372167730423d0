#include "connectors/rest/fetch_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "base/text.h"
#include "connectors/rest/listing.h"
#include "connectors/rest/url.h"

namespace writ {
namespace {

class SourceFetch {
 public:
  SourceFetch(const std::string& source, const std::set<std::string>& tables, Session& session,
              Spool& spool, const CollectProgress& progress)
      : source_(source), wanted_(tables), session_(session), spool_(spool), progress_(progress) {}

  std::map<std::string, TablePages> run();

 private:
  struct Job {
    const FetchedTable* table = nullptr;
    const Fetch* fetch = nullptr;
    std::size_t number = 0;  // among the listings of the table
    Values values;
    Listed listed;
  };

  void want_parents();
  std::vector<const FetchedTable*> ready() const;
  void plan(const FetchedTable& table, std::vector<Job>& jobs);
  ListingOrder order_of(const Job& job) const;
  void take(Job& job);
  TablePages& begin(const FetchedTable& table);
  std::vector<const Fetch*> children_of(const std::string& table) const;

  std::string source_;
  std::set<std::string> wanted_;
  Session& session_;
  Spool& spool_;
  const CollectProgress& progress_;
  Connection connection_;
  std::set<std::string> done_;
  std::map<const Fetch*, std::vector<Values>> children_;  // what each fetch is asked with
  std::map<std::string, TablePages> out_;
  std::map<std::string, bool> all_state_totals_;
};

void SourceFetch::want_parents() {
  for (bool more = true; more;) {
    more = false;
    for (const FetchedTable& table : session_.manifest().tables) {
      for (const Fetch& fetch : table.fetches) {
        more = more || (wanted_.contains(table.name) && !fetch.for_each.empty() &&
                        wanted_.insert(fetch.for_each).second);
      }
    }
  }
}

std::vector<const Fetch*> SourceFetch::children_of(const std::string& table) const {
  std::vector<const Fetch*> out;
  for (const FetchedTable& child : session_.manifest().tables) {
    for (const Fetch& fetch : child.fetches) {
      if (wanted_.contains(child.name) && fetch.for_each == table) {
        out.push_back(&fetch);
      }
    }
  }
  return out;
}

// The tables that wait for no other.
std::vector<const FetchedTable*> SourceFetch::ready() const {
  std::vector<const FetchedTable*> out;
  for (const FetchedTable& table : session_.manifest().tables) {
    const bool parents =
        std::all_of(table.fetches.begin(), table.fetches.end(), [&](const Fetch& fetch) {
          return fetch.for_each.empty() || done_.contains(fetch.for_each);
        });
    if (wanted_.contains(table.name) && !done_.contains(table.name) && parents) {
      out.push_back(&table);
    }
  }
  return out;
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string request_text(const Fetch& fetch, const RestManifest& manifest) {
  std::string out = fetch.method == HttpMethod::get ? "GET " : "POST ";
  out += manifest.base_url.source() + fetch.path.source();
  const char* before = "?";
  for (const auto& [name, text] : fetch.query) {
    out += before + name + "=" + text.source();
    before = "&";
  }
  if (!fetch.body.empty()) {
    out += " " + fetch.body.source();
  }
  if (!fetch.for_each.empty()) {
    out += " (for each record of " + fetch.for_each + ")";
  }
  return out;
}

TablePages& SourceFetch::begin(const FetchedTable& table) {
  const RestManifest& manifest = session_.manifest();
  const std::string name = source_ + "." + table.name;
  TablePages& out = out_[name];
  Collection& record = out.record;
  record.table = name;
  record.connector = manifest.connector;
  record.system = manifest.title;
  record.definition = manifest.digest;
  const Result<std::string> base = manifest.base_url.fill(session_.settings(), HolePlace::text);
  record.address = base ? without_credentials(*base) : "";
  record.principal = connection_.principal;
  record.scopes = connection_.scopes;
  record.filter = "no filter";
  record.started = machine_now();
  for (const Fetch& fetch : table.fetches) {
    record.requests.push_back(request_text(fetch, manifest));
  }
  all_state_totals_[name] = true;
  return out;
}

void SourceFetch::plan(const FetchedTable& table, std::vector<Job>& jobs) {
  TablePages& out = begin(table);
  std::size_t number = 0;
  for (const Fetch& fetch : table.fetches) {
    if (fetch.for_each.empty()) {
      jobs.push_back({&table, &fetch, ++number, {}, {}});
      continue;
    }
    for (Values& values : children_[&fetch]) {
      jobs.push_back({&table, &fetch, ++number, std::move(values), {}});
    }
    children_.erase(&fetch);
    const Collection& parent = out_.at(source_ + "." + fetch.for_each).record;
    if (!parent.incomplete.empty()) {
      out.record.incomplete.push_back(
          fmt::format("`{}`, for each record of which it is asked, is incomplete", parent.table));
    }
  }
}

ListingOrder SourceFetch::order_of(const Job& job) const {
  ListingOrder order{job.table, job.fetch, job.values, source_ + "." + job.table->name, {}, {}};
  const bool alone = job.table->fetches.size() == 1 && job.fetch->for_each.empty();
  order.name = order.table_name + "/" + (alone ? "" : fmt::format("list-{:06}-", job.number));
  for (const Fetch* child : children_of(job.table->name)) {
    order.children.push_back(&child->each);
  }
  return order;
}

void SourceFetch::take(Job& job) {
  const std::string name = source_ + "." + job.table->name;
  TablePages& out = out_.at(name);
  Listed& listed = job.listed;
  for (CollectedPage& page : listed.pages) {
    out.files.push_back(page.name);
    out.record.pages.push_back(std::move(page));
  }
  out.record.overlaps += listed.overlaps;
  // Listings of one table may fail alike.
  if (listed.incomplete && !contains(out.record.incomplete, *listed.incomplete)) {
    out.record.incomplete.push_back(std::move(*listed.incomplete));
  }
  bool& all = all_state_totals_[name];
  all = all && listed.total.has_value();
  out.record.total =
      all ? std::optional(out.record.total.value_or(0) + *listed.total) : std::nullopt;
  const std::vector<const Fetch*> children = children_of(job.table->name);
  for (std::size_t i = 0; i < listed.children.size(); ++i) {
    children_[children[i % children.size()]].push_back(std::move(listed.children[i]));
  }
}

std::map<std::string, TablePages> SourceFetch::run() {
  want_parents();
  connection_ = check_connection(session_);
  for (std::vector<const FetchedTable*> tables = ready(); !tables.empty(); tables = ready()) {
    std::vector<Job> jobs;
    for (const FetchedTable* table : tables) {
      plan(*table, jobs);
    }
    const std::size_t threads =
        std::min<std::size_t>(session_.manifest().budget.concurrency, jobs.size());
    parallel(std::max<std::size_t>(threads, 1), jobs.size(), [&](std::size_t i, std::size_t) {
      jobs[i].listed = fetch_listing(order_of(jobs[i]), session_, spool_, progress_);
    });
    for (Job& job : jobs) {
      take(job);
    }
    for (const FetchedTable* table : tables) {
      Collection& record = out_.at(source_ + "." + table->name).record;
      record.ended = machine_now();
      record.server_key = session_.server_key();
      done_.insert(table->name);
    }
  }
  return std::move(out_);
}

}  // namespace

Connection check_connection(Session& session) {
  const RestManifest& manifest = session.manifest();
  Connection out;
  if (!manifest.check_path) {
    return out;
  }
  out.checked = true;
  Fetch check;
  check.path = *manifest.check_path;
  const Result<HttpRequest> request = listing_request(check, session, {});
  if (!request) {
    out.fault = request.error().message;
    return out;
  }
  const Asked asked = session.ask(*request);
  const std::string* date = asked.response.header("date");
  out.asked_at = asked.asked_at;
  out.answered_at = asked.answered_at;
  out.server_date = date == nullptr ? std::nullopt : http_date(*date);
  if (asked.outcome != Asked::Outcome::answered) {
    out.fault = asked.why.empty() ? "it answers without content" : asked.why;
    return out;
  }
  const nlohmann::json body = nlohmann::json::parse(asked.response.body, nullptr, false);
  try {
    if (!manifest.principal.empty()) {
      const nlohmann::json& who = body.at(nlohmann::json::json_pointer(manifest.principal));
      out.principal =
          session.redactor().clean(who.is_string() ? who.get<std::string>() : who.dump());
    }
  } catch (const nlohmann::json::exception&) {
    out.principal.clear();
  }
  const std::string* scopes = asked.response.header(manifest.scopes_header);
  out.scopes = scopes == nullptr ? "" : session.redactor().clean(*scopes);
  return out;
}

std::map<std::string, TablePages> fetch_source(const std::string& source,
                                               const std::set<std::string>& tables,
                                               Session& session, Spool& spool,
                                               const CollectProgress& progress) {
  return SourceFetch(source, tables, session, spool, progress).run();
}

}  // namespace writ
