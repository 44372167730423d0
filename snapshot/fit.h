// A stored snapshot as the schemas of today see it. Columns are found by name; what was not
// collected, or was collected as something else, is unknown, and a table that is not there is
// incomplete: a schema that grew since never turns a rule green.
#pragma once

#include <map>
#include <string>

#include "snapshot/columns.h"

namespace writ {

// Whether no table has other columns or another key than its schema: fit() reads none of them then.
bool fits(const ColumnSnapshot& snapshot, const std::map<std::string, TableSchema>& schemas);

// Afterwards the snapshot has exactly these tables.
void fit(ColumnSnapshot& snapshot, const std::map<std::string, TableSchema>& schemas);

}  // namespace writ
