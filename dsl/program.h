// Program: the checked form of all files of a project: what the names mean, the types of all
// expressions, and the relations that they range over. Built by check() (dsl/check.h); read by the
// engines. It still holds the syntax trees, annotated: Expr::type and the Resolution of every name
// are filled in.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dsl/ast.h"
#include "snapshot/table.h"

namespace writ {

enum class FieldOrigin {
  column,    // of a table: the cell at the same index
  mapped,    // of a view: ViewMapping::values at the same index
  constant,  // of a constant table: the cell at the same index
  link,      // the ref that Program::links[link] finds
  person,    // the ref that the identity rules find; type `ref <person table>?`
  accounts,  // of the person table: the rows of `account` that are this person's
};

struct FieldInfo {
  std::string name;
  Type type;  // a ref is Kind::row with the target's relation
  FieldOrigin origin = FieldOrigin::column;
  // Over the row itself: names in it have Meaning::field and no object. The declared type is then
  // optional.
  std::optional<ast::Expr> present_when;
  std::optional<std::string> unobservable;
  int link = -1;
  Span span;
};

// How the rows of one table appear in a view.
struct ViewMapping {
  std::string table;  // "lms.users"
  std::vector<std::optional<ast::Expr>>
      values;  // one for each *mapped* field of the view, over the table's row;
               // nothing: unobservable there (`app`: the source's name)
};

struct Relation {
  enum class Kind { table, view, rows } kind = Kind::table;
  std::string name;                          // "hr.workers", "account", the define's name
  std::string source;                        // "hr", of a table
  std::vector<std::string> key;              // of a table
  std::vector<FieldInfo> fields;             // own fields first, then links, person, accounts
  std::vector<ViewMapping> mappings;         // of a view, by table name
  std::vector<std::vector<Cell>> constants;  // of a constant table

  int find(std::string_view field) const;  // or -1
};

struct LinkInfo {
  std::string name;  // "idp.accounts.worker"
  std::string from;
  std::string to;
  std::vector<ast::Key> keys;  // left over a row of `from`, right over a row of `to`
};

struct IdentityRuleInfo {
  std::string relation;  // a table or a view
  std::vector<ast::Key>
      keys;          // left over a row of `relation`, right over a row of the person table
  std::string text;  // "lms.users by email == work_email", for proofs
};

struct IdentityInfo {
  std::string person;  // "hr.workers"
  std::vector<IdentityRuleInfo> rules;
};

struct ParamInfo {
  std::string name;
  Type type;
  const ast::Expr* value = nullptr;  // as declared; a project or `--set` may override it
};

struct DefineInfo {
  const ast::Define* define = nullptr;
  std::vector<Type> parameters;
  Type type;            // of the body; a constant table: set of its rows
  bool became = false;  // it, or another that it uses, asks about earlier snapshots
};

struct ContractInfo {
  const ast::Expect* expect = nullptr;
  std::string text;  // "expect hr.workers fresh 1d"
};

struct PolicyInfo {
  const ast::Policy* policy = nullptr;
  std::uint32_t file = 0;
  Span span;                    // of its name
  std::vector<Type> for_types;  // what each `for` binds
  std::vector<std::string>
      for_relations;  // relation that each `for` ranges over; "" for a set of values
  std::set<std::string>
      tables;  // every table that it may read, through views, defines, refs, links, identity too
  std::vector<std::string> views;  // that it names, sorted
  bool became = false;             // it, or a define that it uses, asks about earlier snapshots
};

struct TestInfo {
  const ast::TestCase* test = nullptr;
  std::uint32_t file = 0;
  Span span;
};

struct Program {
  std::deque<ast::File> files;                 // owns every tree that is pointed to
  std::map<std::string, std::string> sources;  // source name -> schema name
  std::map<std::string, TableSchema>
      schemas;  // "hr.workers" -> what readers fill; refs as Kind::row
  std::map<std::string, Relation> relations;
  std::vector<LinkInfo> links;  // sorted by name
  std::optional<IdentityInfo> identity;
  std::map<std::string, ParamInfo> params;
  std::map<std::string, DefineInfo> defines;
  std::vector<ContractInfo> contracts;  // sorted by text
  std::set<std::string> may_be_empty;   // tables
  std::vector<PolicyInfo> policies;     // sorted by name
  std::vector<TestInfo> tests;          // by file and place

  const Relation& relation(const std::string& name) const;  // REQUIRES: it exists
  const PolicyInfo* find_policy(const std::string& name) const;
};

}  // namespace writ
