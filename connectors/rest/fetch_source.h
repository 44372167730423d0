// All tables of one source, by its manifest: pages into the spool, and the record of how they came.
#pragma once

#include <map>
#include <set>
#include <string>

#include "connectors/collection.h"
#include "connectors/rest/session.h"
#include "connectors/spool.h"

namespace writ {

// `source`: its name in the project, which begins the names of tables and pages. `tables`: those
// that are wanted, without it; parents of theirs are asked too. What goes wrong is in the tables'
// records: each is whole, or says why it is not.
std::map<std::string, TablePages> fetch_source(const std::string& source,
                                               const std::set<std::string>& tables,
                                               Session& session, Spool& spool,
                                               const CollectProgress& progress);

// Whether the source answers, and to whom: the manifest's `check`.
struct Connection {
  bool checked = false;  // the manifest has a check
  std::string fault;     // empty: it answers
  std::string principal;
  std::string scopes;
  Instant asked_at;
  Instant answered_at;
  std::optional<Instant> server_date;
};
Connection check_connection(Session& session);

}  // namespace writ
