// SqliteOracle: verdicts by SQL, to hold the engines against. It reads the checked syntax trees and
// the cells of a snapshot; no code of evaluator/ takes part.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dsl/program.h"
#include "evaluator/sqlite/database.h"
#include "evaluator/sqlite/translator.h"
#include "snapshot/table.h"

namespace writ::testing {

// A subject's keys, one for each `for`, and its verdict.
using SqlVerdict = std::pair<std::vector<std::string>, std::string>;

class SqliteOracle {
 public:
  // REQUIRES: the program was checked without errors, and outlives the oracle.
  explicit SqliteOracle(const Program& program);

  // The snapshot that the next answers are about. Where `contracts` count, an empty table is not
  // complete.
  void load(const Snapshot& snapshot, bool contracts);

  // The policy as SQL. Throws CannotSay.
  const SqlPolicy& translate(const PolicyInfo& policy);
  // Its subjects, sorted, on the loaded snapshot. Throws CannotSay, also for what this snapshot's
  // cells make SQL unable to say.
  std::vector<SqlVerdict> verdicts(const PolicyInfo& policy);

 private:
  struct Prepared {
    SqlPolicy sql;
    std::string cannot_say;
    std::optional<Statement> statement;
  };
  struct TableLoader {
    const TableSchema* schema;
    Statement row;
    std::map<std::string, Statement> members;  // by field that holds sets
  };

  Prepared& prepared(const PolicyInfo& policy);
  void load_table(const Table& table, TableLoader& loader);

  const Program& program_;
  Database database_;
  std::vector<TableLoader> loaders_;
  std::vector<Statement> clear_;
  std::vector<Statement> derive_;  // in order
  std::map<std::string, Prepared> policies_;
};

}  // namespace writ::testing
