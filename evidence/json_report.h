// The JSON form of an audit, schema `writ.audit/1` (docs/schemas/audit-1.json): a contract with
// other programs. Keys and arrays have a defined order, so that the same audit is the same bytes.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "evidence/report.h"

namespace writ {

// Two spaces of indentation, each finding on one line, one LF at the end. Without `all`, compliant
// subjects are counted but not listed.
std::string json_report(const Report& report, bool all);
// The same in pieces, in order, so that it is never in memory as a whole; findings are spelt on
// several threads.
void write_json_report(const Report& report, bool all, unsigned threads,
                       const std::function<void(std::string_view)>& write);

}  // namespace writ
