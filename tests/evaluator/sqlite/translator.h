// SqlTranslator: checked policies as SQL, written from docs/language.md. Each row's cell is a
// column (NULL where it is unknown or absent) with, where it is optional, another that says whether
// it is there; a condition is an expression of 1, 0 and NULL. What SQL is not asked about is thrown
// as CannotSay.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "dsl/program.h"
#include "evaluator/sqlite/terms.h"

namespace writ::testing {

// A policy as one query: a row for each subject, with its keys, its verdict, and 0 or why SQL
// cannot tell it (population.h).
struct SqlPolicy {
  std::string query;
  std::size_t keys = 0;
  bool tells_pending = true;         // false: a pending verdict is given as unknown
  std::set<std::string> constructs;  // of `translated_constructs`
};

// What the translation has words for.
const std::vector<std::string>& translated_constructs();

struct SqlPopulation;

class SqlTranslator {
 public:
  explicit SqlTranslator(const Program& program) : program_(program) {}

  SqlPolicy policy(const PolicyInfo& info);

  // Over the implicit row of `relation` that `alias` binds: of a schema, a view or a key.
  SqlTerm over_row(const ast::Expr& expr, const std::string& relation, const std::string& alias);
  // Kleene's truth of a == b.
  std::string equality(const SqlValue& a, const SqlValue& b);

 private:
  struct Named {
    SqlTerm term;
    std::set<std::size_t> fors;  // that it stands on
  };
  using Scope = std::map<std::string, Named>;

  void bind_for(const ast::For& clause, SqlPopulation& all);
  SqlTerm term(const ast::Expr& expr);
  SqlValue value(const ast::Expr& expr);
  SqlSet set(const ast::Expr& expr);
  SqlSet as_set(const SqlValue& value, const Type& type);

  SqlTerm name(const ast::NameRef& node);
  SqlTerm member(const ast::Member& node);
  SqlTerm define(const DefineInfo& info, const std::vector<ast::Expr>& arguments);
  SqlTerm field(const SqlValue& row, const std::string& name, bool optional_step);
  SqlSet field_of_each(const SqlSet& rows, const std::string& name);
  std::string column(const SqlValue& row, const std::string& column);
  const FieldInfo& field_info(const std::string& relation, const std::string& name) const;
  SqlSet relation_rows(const std::string& relation);

  SqlTerm binary(const ast::Expr& expr, const ast::Binary& node);
  SqlValue of_values(ast::BinaryOp op, const SqlValue& a, const SqlValue& b);
  SqlValue comparison(ast::BinaryOp op, const SqlValue& a, const SqlValue& b);
  std::string less(const SqlValue& a, const SqlValue& b);
  SqlValue text_operator(ast::BinaryOp op, const SqlValue& a, const SqlValue& b);
  SqlValue matches(const SqlValue& text, const std::string& pattern);
  SqlValue obligation(const SqlValue& event, const SqlValue& deadline);
  SqlValue age(ast::BinaryOp op, const SqlValue& event, const SqlValue& duration);
  SqlValue or_else(const SqlValue& left, const SqlValue& right);
  SqlValue test(const ast::Test& node);

  SqlValue arithmetic(ast::BinaryOp op, const SqlValue& a, const SqlValue& b);
  SqlValue unary(const ast::Unary& node);
  SqlValue extreme(bool greatest, const std::vector<SqlValue>& values);

  SqlTerm set_operator(ast::BinaryOp op, const SqlSet& left, const SqlSet& right);
  SqlValue membership(const SqlValue& sought, const SqlSet& all);
  std::string has_member(const SqlSet& set, const std::string& value);
  SqlValue subset(const SqlSet& a, const SqlSet& b);
  SqlSet closure(const ast::Closure& node);
  SqlSet reachable(const ast::Reachable& node);
  SqlSet set_literal(const ast::SetLiteral& node, const Type& type);
  SqlValue size(const SqlSet& set);

  SqlRange range(const ast::Expr& collection);
  SqlRange range_of(const SqlSet& set, const std::string& alias, bool lateral);
  SqlValue quantified(const ast::Quantifier& node);
  SqlValue aggregated(const ast::Expr& expr, const ast::Aggregate& node);
  SqlSet comprehended(const ast::Expr& expr, const ast::Comprehension& node);
  SqlValue chosen(const SqlRange& range, const ast::Expr* where);

  SqlTerm call(const ast::Call& node);
  SqlValue built_in(const ast::Call& node);

  // Notes that the policy has this construct.
  void use(const std::string& construct);
  std::string fresh() { return "t" + std::to_string(next_++); }
  // Notes whether a count or a set may be unknown for a deadline's sake: the verdict hides it.
  void forget_due(const SqlValue& condition);
  // Binds a name while `body` is translated.
  template <class Body>
  auto bound(const std::string& name, SqlTerm term, Body body) {
    const Scope outer = scope_;
    scope_[name] = {std::move(term), {}};
    auto result = body();
    scope_ = outer;
    return result;
  }

  const Program& program_;
  Scope scope_;
  int next_ = 0;
  std::set<std::size_t> mentioned_;  // `for`s, since it was last cleared
  bool tells_pending_ = true;
  std::set<std::string> constructs_;
};

}  // namespace writ::testing
