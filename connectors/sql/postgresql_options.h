// What libpq is told, so that nothing else tells it anything.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "connectors/sql/fetch_postgresql.h"

namespace writ {

// libpq's options by name, each with a value, for `address` of the host (empty: the folder of a
// socket). The error: a setting is missing, or the environment sets what cannot be set here.
Result<std::map<std::string, std::string>> libpq_options(const PostgresqlSettings& settings,
                                                         const std::string& address);

}  // namespace writ
