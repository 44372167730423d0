// What the project says of a database, as its connector takes it.
#include <algorithm>

#include "cli/files.h"
#include "cli/source_kinds.h"
#include "connectors/sql/fetch_postgresql.h"
#include "connectors/sql/fetch_sqlite.h"

namespace writ {
namespace {

SqlOrder sql_order(const SourceOrder& order) {
  return {order.source, order.connector, order.definition, order.queries};
}

std::string file_setting(const SourceOrder& order, const std::string& name) {
  const std::string path = setting_or(order.settings, name, "");
  return path.empty() ? path : joined(order.folder, path);
}

// Who we are there, by a query that needs no right.
Result<KindCheck> check_by_query(
    const SourceOrder& order,
    Result<std::map<std::string, TablePages>> (*ask)(const SourceOrder& order)) {
  SourceOrder one = order;
  one.tables = {"check"};
  one.queries = {{"check", "select 1 as one"}};
  const auto asked = ask(one);
  if (!asked) {
    return asked.error();
  }
  const Collection& record = asked->begin()->second.record;
  return KindCheck{record.incomplete.empty() ? "" : record.incomplete.front(), record.principal,
                   record.scopes};
}

}  // namespace

Result<KindCheck> check_postgresql(const SourceOrder& order) {
  return check_by_query(order, ask_postgresql);
}

Result<KindCheck> check_sqlite(const SourceOrder& order) {
  return check_by_query(order, ask_sqlite);
}

Result<std::map<std::string, TablePages>> ask_postgresql(const SourceOrder& order) {
  const Values& from = order.settings;
  PostgresqlSettings settings;
  const Result<unsigned> port = number_setting(from, "port", settings.port, 65'535);
  const Result<bool> priv = flag_setting(from, "allow_private", false);
  const auto connect = duration_setting(from, "connect_timeout", settings.connect_timeout);
  const auto statement = duration_setting(from, "timeout", settings.statement_timeout);
  const auto limit = duration_setting(from, "time_limit", settings.time_limit);
  const std::string mode = setting_or(from, "ssl_mode", std::string(ssl_mode_names[0]));
  const auto* place = std::find(ssl_mode_names.begin(), ssl_mode_names.end(), mode);
  if (!port || !priv) {
    return !port ? port.error() : priv.error();
  }
  for (const auto* time : {&connect, &statement, &limit}) {
    if (!*time) {
      return time->error();
    }
  }
  if (place == ssl_mode_names.end()) {
    return Error{"`ssl_mode` must be verify-full, verify-ca, require or disable"};
  }
  settings.host = setting_or(from, "host", "");
  settings.port = *port;
  settings.database = setting_or(from, "database", "");
  settings.user = setting_or(from, "user", "");
  settings.password = setting_or(from, "password", "");
  settings.ssl_mode = static_cast<SslMode>(place - ssl_mode_names.begin());
  settings.ca_file = file_setting(order, "ca_file");
  settings.client_certificate = file_setting(order, "client_certificate");
  settings.client_key = file_setting(order, "client_key_file");
  settings.allow_private = *priv;
  settings.connect_timeout = *connect;
  settings.statement_timeout = *statement;
  settings.time_limit = *limit;
  return fetch_postgresql(sql_order(order), settings, order.spool, order.progress);
}

Result<std::map<std::string, TablePages>> ask_sqlite(const SourceOrder& order) {
  SqliteSettings settings;
  const Result<bool> immutable = flag_setting(order.settings, "immutable", false);
  const auto busy = duration_setting(order.settings, "timeout", settings.busy_timeout);
  const auto limit = duration_setting(order.settings, "time_limit", settings.time_limit);
  if (!immutable || !busy || !limit) {
    return !immutable ? immutable.error() : !busy ? busy.error() : limit.error();
  }
  settings.file = file_setting(order, "file");
  settings.immutable = *immutable;
  settings.busy_timeout = *busy;
  settings.time_limit = *limit;
  return fetch_sqlite(sql_order(order), settings, order.spool, order.progress);
}

}  // namespace writ
