// The rows that `writ query` selects, for people and for programs (schema `writ.query/1`).
#pragma once

#include <cstddef>
#include <string>

#include "evaluator/evaluate.h"
#include "evidence/report.h"

namespace writ {

// A table where its columns fit the width, else a block for each row.
std::string query_text(const QueryResult& result, std::size_t width, bool color);
std::string query_json(const QueryResult& result, const std::string& snapshot_id,
                       const History& history);

}  // namespace writ
