// The binary operators as one table: spelling, level of binding, and what the parser, the formatter
// and the checker need to know. A new operator is a row here, a type rule and a kernel; the grammar
// does not change.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "dsl/ast.h"

namespace writ {

struct OperatorRow {
  ast::BinaryOp op;
  std::string_view
      spelling;  // words separated by one space; any white space between them is accepted
  int level;     // 1 binds loosest (docs/language.md, Expressions)
  bool right_associative = false;
  bool chains = true;  // false: `a < b < c` is an error
};

// In the order of ast::BinaryOp. A spelling that begins with another comes later or is a longer
// match: the parser takes the longest.
// clang-format off
inline constexpr std::array<OperatorRow, 25> operator_rows{{
    {ast::BinaryOp::implies,       "implies",     1, true},
    {ast::BinaryOp::logical_or,    "or",          2},
    {ast::BinaryOp::logical_and,   "and",         3},
    {ast::BinaryOp::equal,         "==",          5, false, false},
    {ast::BinaryOp::not_equal,     "!=",          5, false, false},
    {ast::BinaryOp::less,          "<",           5, false, false},
    {ast::BinaryOp::less_equal,    "<=",          5, false, false},
    {ast::BinaryOp::greater,       ">",           5, false, false},
    {ast::BinaryOp::greater_equal, ">=",          5, false, false},
    {ast::BinaryOp::in,            "in",          5, false, false},
    {ast::BinaryOp::not_in,        "not in",      5, false, false},
    {ast::BinaryOp::subset_of,     "subset of",   5, false, false},
    {ast::BinaryOp::intersects,    "intersects",  5, false, false},
    {ast::BinaryOp::contains,      "contains",    5, false, false},
    {ast::BinaryOp::starts_with,   "starts with", 5, false, false},
    {ast::BinaryOp::ends_with,     "ends with",   5, false, false},
    {ast::BinaryOp::matches,       "matches",     5, false, false},
    {ast::BinaryOp::by,            "by",          5, false, false},
    {ast::BinaryOp::older_than,    "older than",  5, false, false},
    {ast::BinaryOp::newer_than,    "newer than",  5, false, false},
    {ast::BinaryOp::or_else,       "or else",     6, true},
    {ast::BinaryOp::add,           "+",           7},
    {ast::BinaryOp::subtract,      "-",           7},
    {ast::BinaryOp::multiply,      "*",           8},
    {ast::BinaryOp::divide,        "/",           8},
}};
// clang-format on

constexpr const OperatorRow& row_of(ast::BinaryOp op) {
  return operator_rows[static_cast<std::size_t>(op)];
}

// "`subset of`": as messages name it.
inline std::string quoted_spelling(ast::BinaryOp op) {
  return "`" + std::string(row_of(op).spelling) + "`";
}

static_assert([] {
  for (std::size_t i = 0; i < operator_rows.size(); ++i) {
    if (static_cast<std::size_t>(operator_rows[i].op) != i) {
      return false;
    }
  }
  return true;
}());

// Levels that are not binary: `not` 4; `is present` and its like 5; unary `-`, `start of`, `end
// of` 9.
constexpr int not_level = 4;
constexpr int test_level = 5;
constexpr int prefix_level = 9;

}  // namespace writ
