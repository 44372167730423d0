#include "evaluator/reference/subject.h"

#include "evaluator/reference/names.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/show.h"

namespace writ::reference {

namespace {

std::vector<const ast::For*> fors_of(const ast::Policy& policy) {
  std::vector<const ast::For*> fors;
  for (const auto& binding : policy.bindings) {
    if (const auto* clause = std::get_if<ast::For>(&binding)) {
      fors.push_back(clause);
    }
  }
  return fors;
}

std::optional<Value> find_element(World& world, const ast::Expr& collection, const Scope* scope,
                                  const SubjectPart& part) {
  if (!part.table.empty() && names_relation(collection)) {
    const auto row = find_row(world, world.relation_id(part.table), part.key);
    return row ? std::optional<Value>(*row) : std::nullopt;
  }
  const SetRef set = members(world, collection, scope);
  for (const Value& member : set->certain) {
    if (element_key(world, member) == part.key) {
      return member;
    }
  }
  for (const SetValue::Possible& member : set->possible) {
    if (element_key(world, member.value) == part.key) {
      return member.value;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string element_key(const World& world, const Value& value) {
  return show(world, value);
}

Subject subject_of(const World& world, const PolicyInfo& policy, const Bound& bound) {
  const std::vector<const ast::For*> fors = fors_of(*policy.policy);
  if (fors.empty()) {
    return {{.variable = {}, .table = {}, .key = policy.policy->name.text, .open = false}};
  }
  Subject subject;
  for (std::size_t i = 0; i < fors.size(); ++i) {
    SubjectPart part{fors[i]->variable.text, policy.for_relations[i], {}, !bound[i]};
    if (bound[i]) {
      const RowRef* row = std::get_if<RowRef>(&*bound[i]);
      part.table = row != nullptr ? world.state(*row).relation->name : std::string();
      part.key = element_key(world, *bound[i]);
    }
    subject.push_back(std::move(part));
  }
  return subject;
}

Bound find_subject(World& world, const PolicyInfo& policy, const Subject& subject) {
  Bound bound(fors_of(*policy.policy).size());
  std::deque<Scope> scopes;
  std::size_t index = 0;
  for (const auto& binding : policy.policy->bindings) {
    const Scope* outer = scopes.empty() ? nullptr : &scopes.back();
    if (const auto* let = std::get_if<ast::Let>(&binding)) {
      scopes.push_back({outer, let->name.text, evaluate(world, let->value, outer), &let->value});
      continue;
    }
    const ast::For& clause = std::get<ast::For>(binding);
    const SubjectPart* part = index < subject.size() ? &subject[index] : nullptr;
    if (part != nullptr && !part->open) {
      bound[index] = find_element(world, clause.collection, outer, *part);
    }
    scopes.push_back(
        {outer, clause.variable.text, bound[index].value_or(undetermined("it is open")), nullptr});
    ++index;
  }
  return bound;
}

SubjectScope::SubjectScope(World& world, const PolicyInfo& policy, const Bound& bound) {
  for (const auto& binding : policy.policy->bindings) {
    const Scope* outer = innermost();
    if (const auto* let = std::get_if<ast::Let>(&binding)) {
      if (is_open(let->value)) {
        open_.insert(let->name.text);
      }
      scopes_.push_back({outer, let->name.text, evaluate(world, let->value, outer), &let->value});
      continue;
    }
    const ast::For& clause = std::get<ast::For>(binding);
    const std::optional<Value>& value = bound[fors_.size()];
    if (!value) {
      open_.insert(clause.variable.text);
    }
    scopes_.push_back(
        {outer, clause.variable.text, value.value_or(undetermined("it is open")), nullptr});
    fors_.push_back(&scopes_.back());
  }
}

bool SubjectScope::is_open(const ast::Expr& expr) const {
  for (const std::string& name : locals_of(expr)) {
    if (open_.count(name) != 0) {
      return true;
    }
  }
  return false;
}

}  // namespace writ::reference
