// The database of a program: the cells as collected, in tables of their own, and what turns them
// into the fields that policies see: presence as the schema says it, refs that lead nowhere, views,
// links and persons.
//
// A table, view or constant table is a table of its name: `key`, and of each field f a column "f"
// and one "f?", which is 1, 0 or NULL as it is there, absent or unknown. Of a field that holds sets
// "f?" is 1 where the set is open; its members are rows (owner, v, c) of the table "relation.f".
// The table `now` has the snapshot's time, `incomplete` which relations may have more rows.
#pragma once

#include <string>
#include <vector>

#include "dsl/program.h"

namespace writ::testing {

struct SqlSchema {
  std::vector<std::string> create;
  std::vector<std::string> clear;   // before each snapshot
  std::vector<std::string> derive;  // in order, once its cells are there
};
SqlSchema sql_schema(const Program& program);

// Where the cells go: in the schema's order, each as its value and as 1, 0 or NULL; of a set NULL
// and whether it is unknown.
std::string collected_table(const std::string& table);
std::string collected_members(const std::string& table, const std::string& column);  // (owner, v)

// Adds the statements that fill in links, and persons with their accounts (persons.cpp).
void derive_links(const Program& program, std::vector<std::string>& derive);
void derive_persons(const Program& program, std::vector<std::string>& derive);

}  // namespace writ::testing
