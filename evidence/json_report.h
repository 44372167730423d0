// The JSON form of an audit, schema `writ.audit/1` (docs/schemas/audit-1.json): a contract with
// other programs. Keys and arrays have a defined order, so that the same audit is the same bytes.
#pragma once

#include <string>

#include "evidence/report.h"

namespace writ {

// Two spaces of indentation, one LF at the end. Without `all`, compliant subjects are counted but
// not listed.
std::string json_report(const Report& report, bool all);

}  // namespace writ
