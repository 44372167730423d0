#include "connectors/ldap/fetch_ldap.h"

#include <fmt/format.h>

#include "base/text.h"
#include "connectors/ldap/attributes.h"
#include "connectors/ldap/directory_listing.h"
#include "connectors/ldap/dn.h"
#include "connectors/ldap/ldap_socket.h"
#include "connectors/ldap/line_pages.h"
#include "connectors/ldap/member_pages.h"
#include "connectors/ldap/quiet_pipe.h"
#include "connectors/rest/server_time.h"

namespace writ {
namespace {

using Flavour = LdapSettings::Flavour;

const std::set<std::string> known_tables{"users", "groups", "memberships", "effective_memberships"};

class DirectoryFetch {
 public:
  DirectoryFetch(const std::string& source, const std::set<std::string>& tables,
                 const LdapSettings& settings, Spool& spool, const CollectProgress& progress)
      : source_(source), wanted_(tables), settings_(settings), spool_(spool), progress_(progress) {}

  std::map<std::string, TablePages> run();

 private:
  bool wants(const std::string& table) const { return wanted_.contains(table); }
  bool wants_members() const { return wants("memberships") || wants("effective_memberships"); }
  std::string name_of(const std::string& table) const { return source_ + "." + table; }
  void begin();
  void fail(const std::string& why);
  std::string connect();
  std::string choose_base();
  void find_shown();
  void list_inactive();
  void list_users();
  void list_groups();
  WorkedOut facts_of_user(const LdapEntry& entry) const;
  void list(const std::string& table, const LdapSearch& search,
            const std::function<std::string(LdapEntry)>& line);
  void write_members();

  std::string source_;
  std::set<std::string> wanted_;
  LdapSettings settings_;
  Spool& spool_;
  const CollectProgress& progress_;
  std::unique_ptr<LdapClient> client_;
  bool has_clock_ = false;
  std::set<std::string> shown_;     // of set_attributes()
  std::set<std::string> inactive_;  // normal_dn()
  std::vector<std::string> inactive_gaps_;
  std::map<std::string, TablePages> out_;  // by the table's name alone; those searched, all wanted
  Memberships memberships_;
};

void DirectoryFetch::begin() {
  if (wants_members()) {
    out_["users"];
    out_["groups"];
  }
  for (const std::string& table : wanted_) {
    out_[table];
  }
  const bool active_directory = settings_.flavour == Flavour::active_directory;
  for (auto& [table, pages] : out_) {
    Collection& record = pages.record;
    record.table = name_of(table);
    record.connector = active_directory ? "active_directory" : "ldap_directory";
    record.system = active_directory ? "Active Directory" : "LDAP directory";
    record.definition = "writ " WRIT_VERSION;
    record.address = parse_ldap_url(settings_.url) ? settings_.url : "";  // it may hold anything
    record.started = machine_now();
    if (!known_tables.contains(table)) {
      record.incomplete.push_back("a directory has no such table");
    }
  }
}

void DirectoryFetch::fail(const std::string& why) {
  for (auto& [table, pages] : out_) {
    pages.record.incomplete.push_back(why);
  }
}

std::string DirectoryFetch::choose_base() {
  const RootDse root = client_->root_dse();
  has_clock_ = root.has_clock;
  if (!settings_.base_dn.empty()) {
    return {};
  }
  if (root.contexts.size() == 1) {
    settings_.base_dn = root.contexts.front();
    return {};
  }
  std::string has;
  for (const std::string& context : root.contexts) {
    has += (has.empty() ? "; the server has " : ", ") + in_backticks(context);
  }
  return "set `base_dn`, below which users and groups are" + has +
         (root.fault.empty() ? "" : "; what the server has is not known: " + root.fault);
}

// What is wrong, or nothing.
std::string DirectoryFetch::connect() {
  Result<std::unique_ptr<LdapClient>> client = LdapClient::open(settings_);
  if (!client) {
    return client.error().message;
  }
  client_ = std::move(*client);
  std::string wrong = choose_base();
  for (auto& [table, pages] : out_) {
    pages.record.address = client_->address() + ", base " + printable(settings_.base_dn);
    pages.record.principal = client_->principal();
  }
  return wrong;
}

void DirectoryFetch::list(const std::string& table, const LdapSearch& search,
                          const std::function<std::string(LdapEntry)>& line) {
  Collection& record = out_.at(table).record;
  const std::string request = request_text(search, settings_);
  record.started = machine_now();
  record.requests.push_back(request);
  record.filter = search.filter;
  LinePages::ServerClock clock;
  if (has_clock_) {
    clock = [this] { return client_->server_now(); };
  }
  LinePages lines(out_.at(table), request, spool_, progress_, clock);
  DirectoryListing listing = list_directory(*client_, search, settings_, [&](LdapEntry entry) {
    const std::string text = line(std::move(entry));
    if (wants(table)) {
      lines.add(text);
    }
  });
  lines.finish();
  record.ended = machine_now();
  record.incomplete.insert(record.incomplete.end(), listing.incomplete.begin(),
                           listing.incomplete.end());
  record.notes.insert(record.notes.end(), listing.notes.begin(), listing.notes.end());
}

// Whether there is any: the first page of one.
void DirectoryFetch::find_shown() {
  for (const std::string& name : set_attributes(settings_.flavour)) {
    LdapSearch search{settings_.base_dn, true, both(user_filter_of(settings_), "(" + name + "=*)")};
    search.attributes = {"1.1"};
    search.page_size = 1;
    const LdapAnswer answer =
        client_->search(search, [&](const LdapEntry&) { shown_.insert(ascii_lower(name)); });
    if (!answer.fault.empty() && !shown_.contains(ascii_lower(name))) {
      out_.at("users").record.notes.push_back(
          fmt::format("a user without {} may be one whose values we may not see, as nobody knows "
                      "whether any user has one: {}",
                      in_backticks(name), answer.fault));
    }
  }
}

void DirectoryFetch::list_inactive() {
  if (settings_.inactive_filter.empty()) {
    return;
  }
  LdapSearch search{
      settings_.base_dn, true, both(user_filter_of(settings_), settings_.inactive_filter), {"1.1"}};
  out_.at("users").record.requests.push_back(request_text(search, settings_));
  const DirectoryListing listing =
      list_directory(*client_, search, settings_,
                     [&](const LdapEntry& entry) { inactive_.insert(normal_dn(entry.dn)); });
  inactive_gaps_ = listing.incomplete;
  for (const std::string& why : inactive_gaps_) {
    out_.at("users").record.notes.push_back(
        "who is not among those that `inactive_filter` finds may be inactive all the same: " + why);
  }
}

WorkedOut DirectoryFetch::facts_of_user(const LdapEntry& entry) const {
  WorkedOut facts = user_facts(entry, settings_, shown_);
  if (!settings_.inactive_filter.empty()) {
    if (inactive_.contains(facts.texts.at("dn.normal"))) {
      facts.flags["account.active"] = false;
    } else if (inactive_gaps_.empty()) {
      facts.flags.try_emplace("account.active", true);
    } else {
      facts.flags.erase("account.active");
    }
  }
  return facts;
}

void DirectoryFetch::list_users() {
  find_shown();
  list_inactive();
  const LdapSearch search{settings_.base_dn, true, user_filter_of(settings_),
                          user_attributes(settings_.flavour)};
  list("users", search, [&](const LdapEntry& entry) {
    const WorkedOut facts = facts_of_user(entry);
    if (wants_members()) {
      memberships_.add_user(entry, facts.texts.at("dn.normal"));
    }
    return entry_line(entry, facts);
  });
}

// Members have lines of their own: of a large group they would be one line that is too long.
void DirectoryFetch::list_groups() {
  const LdapSearch search{settings_.base_dn, true, group_filter_of(settings_),
                          group_attributes(settings_.flavour)};
  list("groups", search, [&](LdapEntry entry) {
    const WorkedOut facts = group_facts(entry, settings_);
    if (wants_members()) {
      memberships_.add_group(entry, facts.texts.at("dn.normal"));
    }
    for (const char* attribute : {"member", "uniquemember", "memberuid"}) {
      entry.attributes.erase(attribute);
    }
    return entry_line(entry, facts);
  });
}

void DirectoryFetch::write_members() {
  MemberPages members(memberships_, out_.at("users").record, out_.at("groups").record, spool_,
                      progress_);
  if (wants("memberships")) {
    members.direct(out_.at("memberships"));
  }
  if (wants("effective_memberships")) {
    members.effective(out_.at("effective_memberships"), *client_);
  }
}

std::map<std::string, TablePages> DirectoryFetch::run() {
  begin();
  const std::string wrong = connect();
  if (!wrong.empty()) {
    fail(wrong);
  } else {
    if (out_.contains("users")) {
      list_users();
    }
    if (out_.contains("groups")) {
      list_groups();
    }
    if (wants_members()) {
      write_members();
    }
  }
  std::map<std::string, TablePages> out;
  for (const std::string& table : wanted_) {
    TablePages& pages = out_.at(table);
    pages.record.ended = pages.record.ended.micros == 0 ? machine_now() : pages.record.ended;
    out.emplace(name_of(table), std::move(pages));
  }
  return out;
}

}  // namespace

std::map<std::string, TablePages> fetch_ldap(const std::string& source,
                                             const std::set<std::string>& tables,
                                             const LdapSettings& settings, Spool& spool,
                                             const CollectProgress& progress) {
  const QuietPipe quiet;  // until the connection is closed
  return DirectoryFetch(source, tables, settings, spool, progress).run();
}

LdapCheck check_ldap(const LdapSettings& settings) {
  const QuietPipe quiet;
  LdapCheck out;
  const Result<std::unique_ptr<LdapClient>> client = LdapClient::open(settings);
  if (!client) {
    out.fault = client.error().message;
    return out;
  }
  out.principal = (*client)->principal();
  out.address = (*client)->address();
  return out;
}

}  // namespace writ
