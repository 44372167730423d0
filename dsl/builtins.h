// The built-in functions, as one table: the checker's rules and the page's list. What they compute
// is the engines' business (evaluator/reference/builtins.h has the same names).
#pragma once

#include <array>
#include <string_view>

namespace writ {

enum class Builtin { lower, upper, trim, length, domain, local, date_of, abs, min, max, size };

struct BuiltinRow {
  Builtin builtin;
  std::string_view name;
  int min_arguments;
  int max_arguments;  // -1: any number
  std::string_view usage;
};

// clang-format off
inline constexpr std::array<BuiltinRow, 11> builtin_rows{{
    {Builtin::lower,   "lower",   1, 1,  "lower(text)"},
    {Builtin::upper,   "upper",   1, 1,  "upper(text)"},
    {Builtin::trim,    "trim",    1, 1,  "trim(text)"},
    {Builtin::length,  "length",  1, 1,  "length(text)"},
    {Builtin::domain,  "domain",  1, 1,  "domain(email)"},
    {Builtin::local,   "local",   1, 1,  "local(email)"},
    {Builtin::date_of, "date_of", 2, 2,  "date_of(timestamp, \"Europe/Paris\")"},
    {Builtin::abs,     "abs",     1, 1,  "abs(number)"},
    {Builtin::min,     "min",     1, -1, "min(a, b), min(set) or min(e for x in c)"},
    {Builtin::max,     "max",     1, -1, "max(a, b), max(set) or max(e for x in c)"},
    {Builtin::size,    "size",    1, 1,  "size(set)"},
}};
// clang-format on

constexpr const BuiltinRow* find_builtin(std::string_view name) {
  for (const BuiltinRow& row : builtin_rows) {
    if (row.name == name) {
      return &row;
    }
  }
  return nullptr;
}

}  // namespace writ
