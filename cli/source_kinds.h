// The connectors that are asked and have no manifest, a row each: what speaks no HTTP, or no JSON.
// A new one is a fetch function in connectors/, an adaptor beside this file, and a row.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/project.h"
#include "connectors/collection.h"
#include "connectors/http/http.h"
#include "connectors/rest/template.h"
#include "connectors/spool.h"

namespace writ {

// What a kind is asked for, once its settings are resolved.
struct SourceOrder {
  std::string source;  // its name in the project
  std::string connector;
  std::string definition;                      // digest of what ships for it; may be empty
  std::string folder;                          // where relative paths of the project begin
  const Values& settings;                      // secrets among them
  std::set<std::string> tables;                // without the source's name
  std::map<std::string, std::string> queries;  // by table; of SQL
  HttpClient& client;
  Spool& spool;
  const CollectProgress& progress;
};

struct KindSetting {
  std::string_view name;
  std::string_view help;
  bool secret = false;
  bool required = false;
};

// Whether a source answers, and to whom.
struct KindCheck {
  std::string fault;  // empty: it does
  std::string principal;
  std::string scopes;
};

struct SourceKind {
  std::string_view connector;
  bool any_schema = false;  // the project names a schema, as it does for files
  bool queried = false;     // tables have a `query`
  std::span<const KindSetting> settings;
  // The error is a setting that cannot be used.
  Result<std::map<std::string, TablePages>> (*ask)(const SourceOrder& order);
  // nullptr: only asking tells.
  Result<KindCheck> (*check)(const SourceOrder& order) = nullptr;
};

// nullptr where there is none.
const SourceKind* find_kind(std::string_view connector);
std::span<const SourceKind> source_kinds();

Result<std::map<std::string, TablePages>> ask_postgresql(const SourceOrder& order);
Result<std::map<std::string, TablePages>> ask_sqlite(const SourceOrder& order);
Result<std::map<std::string, TablePages>> ask_aws_iam(const SourceOrder& order);
Result<std::map<std::string, TablePages>> ask_ldap(const SourceOrder& order);
Result<KindCheck> check_postgresql(const SourceOrder& order);
Result<KindCheck> check_sqlite(const SourceOrder& order);
Result<KindCheck> check_ldap_source(const SourceOrder& order);

// What settings say, read; the errors name the setting.
std::string setting_or(const Values& settings, const std::string& name, std::string preset);
Result<bool> flag_setting(const Values& settings, const std::string& name, bool preset);
Result<std::chrono::milliseconds> duration_setting(const Values& settings, const std::string& name,
                                                   std::chrono::milliseconds preset);
Result<unsigned> number_setting(const Values& settings, const std::string& name, unsigned preset,
                                unsigned most);

}  // namespace writ
