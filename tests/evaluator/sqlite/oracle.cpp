#include "evaluator/sqlite/oracle.h"

#include <algorithm>

#include "base/overloaded.h"
#include "evaluator/sqlite/schema.h"

namespace writ::testing {

namespace {

// The value, or NULL where it is absent or unknown.
void bind_value(Statement& statement, const Cell& cell) {
  std::visit(overloaded{
                 [&](const Absent&) { statement.bind_null(); },
                 [&](const Unknown&) { statement.bind_null(); },
                 [&](const CellSet&) { statement.bind_null(); },
                 [&](bool x) { statement.bind(std::int64_t{x}); },
                 [&](std::int64_t x) { statement.bind(x); },
                 [&](Decimal x) { statement.bind(x.millionths); },
                 [&](const std::string& x) { statement.bind(plain(x)); },
                 [&](const Email& x) { statement.bind(plain(x.canonical)); },
                 [&](Duration x) { statement.bind(x.micros); },
                 [&](Instant x) { statement.bind(x.micros); },
                 [&](Date x) { statement.bind(std::int64_t{x.days}); },
             },
             cell.value);
}

}  // namespace

SqliteOracle::SqliteOracle(const Program& program) : program_(program) {
  const SqlSchema schema = sql_schema(program);
  for (const std::string& sql : schema.create) {
    database_.execute(sql);
  }
  for (const std::string& sql : schema.clear) {
    clear_.push_back(database_.prepare(sql));
  }
  for (const std::string& sql : schema.derive) {
    derive_.push_back(database_.prepare(sql));
  }
  for (const auto& [name, table] : program.schemas) {
    std::string places = "?";
    std::map<std::string, Statement> members;
    for (const Column& column : table.columns) {
      places += ", ?, ?";
      if (column.type.is(Kind::set)) {
        members.emplace(column.name,
                        database_.prepare("INSERT INTO " + collected_members(name, column.name) +
                                          " VALUES (?, ?)"));
      }
    }
    loaders_.push_back(
        {&table,
         database_.prepare("INSERT INTO " + collected_table(name) + " VALUES (" + places + ")"),
         std::move(members)});
  }
}

void SqliteOracle::load_table(const Table& table, TableLoader& loader) {
  for (const Row& row : table.rows) {
    loader.row.bind(row.key);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const Cell& cell = row.cells[i];
      bind_value(loader.row, cell);
      const Column& column = loader.schema->columns[i];
      if (!column.type.is(Kind::set)) {
        cell.unknown() ? loader.row.bind_null() : loader.row.bind(std::int64_t{!cell.absent()});
        continue;
      }
      const auto* members = std::get_if<CellSet>(&cell.value);
      loader.row.bind(std::int64_t{members == nullptr});
      for (std::size_t n = 0; members != nullptr && n < members->size(); ++n) {
        Statement& member = loader.members.at(column.name);
        member.bind(row.key);
        bind_value(member, (*members)[n]);
        member.run();
      }
    }
    loader.row.run();
  }
}

void SqliteOracle::load(const Snapshot& snapshot, bool contracts) {
  for (Statement& statement : clear_) {
    statement.run();
  }
  database_.execute("DELETE FROM now; DELETE FROM incomplete; INSERT INTO now VALUES (" +
                    std::to_string(snapshot.as_of.micros) + ")");
  const auto incomplete = [&](const std::string& name) {
    const Table& table = snapshot.tables.at(name);
    const bool empty = table.rows.empty() && program_.may_be_empty.count(name) == 0;
    return !table.complete() || (contracts && empty);
  };
  for (const auto& [name, relation] : program_.relations) {
    bool open = relation.kind == Relation::Kind::table && incomplete(name);
    for (const ViewMapping& mapping : relation.mappings) {
      open = open || incomplete(mapping.table);
    }
    database_.execute("INSERT INTO incomplete VALUES (" + sql_text(name) + ", " +
                      (open ? "1" : "0") + ")");
  }
  for (TableLoader& loader : loaders_) {
    load_table(snapshot.tables.at(loader.schema->name), loader);
  }
  for (Statement& statement : derive_) {
    statement.run();
  }
}

SqliteOracle::Prepared& SqliteOracle::prepared(const PolicyInfo& policy) {
  const auto [place, fresh] = policies_.try_emplace(policy.policy->name.text);
  Prepared& prepared = place->second;
  if (fresh) {
    try {
      prepared.sql = SqlTranslator(program_).policy(policy);
      prepared.statement = database_.prepare(prepared.sql.query);
    } catch (const CannotSay& reason) {
      prepared.cannot_say = reason.what();
    } catch (const SqliteError& error) {
      prepared.cannot_say = std::string("SQLite: ") + error.what();
    }
  }
  if (!prepared.cannot_say.empty()) {
    throw CannotSay{prepared.cannot_say};
  }
  return prepared;
}

const SqlPolicy& SqliteOracle::translate(const PolicyInfo& policy) {
  return prepared(policy).sql;
}

std::vector<SqlVerdict> SqliteOracle::verdicts(const PolicyInfo& policy) {
  Prepared& query = prepared(policy);
  std::vector<SqlVerdict> verdicts;
  try {
    for (const Statement::Row& row : query.statement->run()) {
      if (row.back() != "0") {
        throw CannotSay{"a tie that is open for more than cells of the two rows"};
      }
      SqlVerdict verdict;
      for (std::size_t i = 0; i < query.sql.keys; ++i) {
        verdict.first.push_back(row[i].value_or("NULL"));
      }
      verdict.second = row[query.sql.keys].value_or("NULL");
      verdicts.push_back(std::move(verdict));
    }
  } catch (const SqliteError& error) {
    throw CannotSay{std::string("on this snapshot: ") + error.what()};
  }
  std::sort(verdicts.begin(), verdicts.end());
  return verdicts;
}

}  // namespace writ::testing
