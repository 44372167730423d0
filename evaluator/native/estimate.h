// Guesses of how many, from the sizes of tables and the types of keys alone: rows of a relation, rows
// that a key finds, members of a set.
#pragma once

#include <map>

#include "evaluator/native/plan.h"
#include "evaluator/plan_report.h"

namespace writ::native {

// How many, and by which power that grows where all tables grow together.
struct Amount {
  double count = 1;
  int power = 0;
};
Amount operator*(const Amount& a, const Amount& b);
Amount operator+(const Amount& a, const Amount& b);
std::uint64_t rounded(const Amount& amount);  // at most 10^18

// What is assumed of values whose size no table tells.
constexpr double cell_members = 10;   // of a set in a cell, or a param's
constexpr double closure_steps = 10;  // from one start

class Estimate {
 public:
  Estimate(const Plan& plan, const TableSizes& sizes) : plan_(plan), sizes_(sizes) {}

  Amount rows(std::uint32_t relation) const;
  std::uint64_t table_rows(const std::string& table) const;
  // Different keys among the rows, and so of rows that one of them finds.
  Amount keys(std::uint32_t relation, const Lookup& lookup) const;
  Amount matches(std::uint32_t relation, const Lookup& lookup) const;
  // Members of a set; of any other value 1. `slots`: what is known of those of lets and parameters.
  Amount members(NodeRef node, const std::map<int, Amount>& slots);

 private:
  Amount rows_of(const std::string& relation) const;
  Amount of_chain(NodeRef node, const std::map<int, Amount>& slots);
  Amount of_field(NodeRef node, const std::map<int, Amount>& slots);

  const Plan& plan_;
  const TableSizes& sizes_;
  std::map<NodeRef, Amount> known_;  // of definitions and functions
  int depth_ = 0;
};

}  // namespace writ::native
