// The subjects of a policy while its `for`s are translated, and the query that comes of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evaluator/sqlite/terms.h"

namespace writ::testing {

// The FROM, the keys and the `where`s so far.
struct SqlPopulation {
  std::string from;
  std::string keys;  // "t0.key AS k0, …"
  std::size_t fors = 0;
  std::vector<std::string> aliases;  // by `for`; empty: no row
  std::vector<std::string> rows;     // by `for`: the row behind it, as table and key
  std::vector<std::string> open;     // by `for`
  SqlValue where = condition("1");
  std::optional<SqlValue> tie;  // whether rows belong together
  std::string there = "1";      // 0: a set that stands on an earlier row has no member
  std::string loose = "0";      // 1: such a set may have members that nobody can name

  // Another condition of the `where`s; `ties`: it says which rows belong together.
  void add(const SqlValue& part, bool ties);
  // The policy's query: a row for each subject, with its keys, its verdict, and 1 where SQL cannot
  // tell the subject: a tie is open for more than cells of two rows.
  std::string query(const SqlValue& required, bool tells_pending) const;
};

}  // namespace writ::testing
