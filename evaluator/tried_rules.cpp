#include "evaluator/tried_rules.h"

#include <algorithm>
#include <set>

#include "dsl/print.h"
#include "evaluator/reference/expressions.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/show.h"

namespace writ::reference {
namespace {

ComparedKey compared_key(World& world, const ast::Key& key, const RowRef& account) {
  ComparedKey result;
  result.text = print(key);
  result.condition = is_condition(key);
  const Value value = value_of(world, key.left, account);
  result.unknown = if_undetermined(value) != nullptr;
  if (!result.unknown && !is_absent(value)) {
    result.value = show(world, value);
    const auto* email = std::get_if<Email>(&value);
    result.compared = email != nullptr ? email->canonical : *result.value;
  }
  return result;
}

// The texts of what a rule compares, without what it asks of the person alone.
std::set<std::string> comparisons(const IdentityRuleInfo& rule) {
  std::set<std::string> texts;
  for (const ast::Key& key : rule.keys) {
    if (!is_condition(key)) {
      texts.insert(print(key));
    }
  }
  return texts;
}

}  // namespace

Value value_of(World& world, const ast::Expr& expr, const RowRef& row) {
  const Scope scope{nullptr, implicit_row, row, nullptr};
  return evaluate(world, expr, &scope);
}

bool is_condition(const ast::Key& key) {
  return std::holds_alternative<ast::Literal>(key.left.node);
}

TriedRule tried_rule(World& world, const RuleTry& attempt) {
  const std::uint32_t persons = world.relation_id(world.program.identity->person);
  TriedRule result;
  result.rule = attempt.rule->text;
  for (const ast::Key& key : attempt.rule->keys) {
    result.keys.push_back(compared_key(world, key, attempt.account));
  }
  for (const std::uint32_t index : attempt.found.certain) {
    const RowRef person{persons, 0, index};
    FittingPerson fitting{row_key(world, person), {}};
    for (const ast::Key& key : attempt.rule->keys) {
      fitting.values.push_back(show(world, value_of(world, key.right, person)));
    }
    result.fits.push_back(std::move(fitting));
  }
  return result;
}

std::vector<TriedRule> later_rules(World& world, const RowRef& row, const RuleTry& decider) {
  std::vector<TriedRule> result;
  const std::set<std::string> compared = comparisons(*decider.rule);
  bool later = false;
  for (const IdentityRuleInfo& rule : world.program.identity->rules) {
    if (!later) {
      later = &rule == decider.rule;
      continue;
    }
    const std::set<std::string> other = comparisons(rule);
    if (std::includes(compared.begin(), compared.end(), other.begin(), other.end())) {
      continue;
    }
    const std::optional<RuleTry> attempt = try_rule(world, rule, row);
    if (!attempt || attempt->found.certain.empty() ||
        attempt->found.certain == decider.found.certain) {
      continue;
    }
    result.push_back(tried_rule(world, *attempt));
    result.back().after = true;
  }
  return result;
}

}  // namespace writ::reference
