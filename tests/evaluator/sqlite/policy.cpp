// Policies: their `for`s and `let`s, in order, then what they require.
#include "evaluator/sqlite/population.h"
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

namespace {

bool is_table(const Program& program, const std::string& relation) {
  const auto found = program.relations.find(relation);
  return found != program.relations.end() && found->second.kind == Relation::Kind::table;
}

}  // namespace

void SqlTranslator::bind_for(const ast::For& clause, SqlPopulation& all) {
  use(all.fors == 0 ? "for" : "two `for`s");
  SqlRange over = range(clause.collection);
  const bool over_set = over.in != "1";
  const bool tied = !mentioned_.empty();
  if (tied) {
    use("a `for` over a set of an earlier row");
    over = range_of(set(clause.collection), fresh(), true);
    all.there += " AND " + over.in + " IS NOT 0 AND " + over.member.low + " IS NOT NULL";
    all.loose += " OR (" + over.open + " AND " + all.where.low + " IS NOT 0)";
  } else if (over_set) {
    use("a `for` over a set");
  }
  all.from += (all.fors == 0 ? " FROM " : tied ? " LEFT JOIN " : " CROSS JOIN ") + over.from;
  all.keys += over.member.low + " AS k" + std::to_string(all.fors) + ", ";
  scope_[clause.variable.text] = {over.member, {all.fors}};
  if (over_set) {
    all.add(condition(over.in), tied);
  }
  if (clause.where) {
    for (const ast::Expr* part : ast::operands(*clause.where, ast::BinaryOp::logical_and)) {
      mentioned_.clear();
      const SqlValue holds = value(*part);
      all.add(holds, !mentioned_.empty() && *mentioned_.begin() < all.fors);
    }
  }
  all.aliases.push_back(over.member.alias);
  const bool table = is_table(program_, over.member.relation);
  all.rows.push_back((table ? sql_text(over.member.relation + "/") + " || " : "") +
                     over.member.low);
  all.open.push_back(tied ? "0" : over.open);
  ++all.fors;
}

SqlPolicy SqlTranslator::policy(const PolicyInfo& info) {
  scope_.clear();
  constructs_.clear();
  next_ = 0;
  tells_pending_ = true;
  SqlPopulation all;
  for (const auto& binding : info.policy->bindings) {
    mentioned_.clear();
    if (const auto* let = std::get_if<ast::Let>(&binding)) {
      use("let");
      SqlTerm bound = term(let->value);
      scope_[let->name.text] = {std::move(bound), mentioned_};
      continue;
    }
    bind_for(std::get<ast::For>(binding), all);
  }
  use("require");
  SqlValue required = condition("1");
  for (const ast::Require& require : info.policy->requires_) {
    required = conjunction(required, value(require.condition));
  }
  SqlPolicy result;
  result.keys = all.fors;
  result.tells_pending = tells_pending_;
  result.constructs = constructs_;
  result.query = all.query(required, tells_pending_);
  return result;
}

}  // namespace writ::testing
