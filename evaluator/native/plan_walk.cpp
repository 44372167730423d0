#include "evaluator/native/plan_walk.h"

#include <utility>

#include "evaluator/native/pairs.h"

namespace writ::native {

void PlanWalk::policy(const PolicyPlan& plan, std::size_t index) {
  slots_.clear();
  routines_.clear();
  values_.clear();
  fields_.clear();
  draft_.begin(plan, index);
  for (const std::string& table : plan.info->tables) {
    draft_.report().tables[table] = estimate_.table_rows(table);
  }
  Amount subjects;
  bool first = true;
  for (const PlanBinding& binding : plan.bindings) {
    if (binding.is_let) {
      clause("let " + binding.variable + " = " + draft_.written(binding.value->span), binding.span,
             PlanStepKind::let, binding.value, subjects);
      slots_[binding.slot] = estimate_.members(binding.value, slots_);
      continue;
    }
    const Members members = members_of(binding, draft_.sources(), first);
    draft_.clause = members.text;
    subjects = range(members, subjects, 0);
    first = false;
  }
  for (const PlanRequire& require : plan.requires_) {
    const Span span = require.condition->span;
    clause("require " + draft_.written(span), span, PlanStepKind::require, require.condition,
           subjects);
  }
  templates(plan, subjects);
  draft_.end();
}

void PlanWalk::clause(const std::string& text, Span span, PlanStepKind kind, NodeRef node,
                      const Amount& times) {
  draft_.clause = text;
  draft_.current = draft_.step(kind, text, span, 0);
  visit(node, times, 1);
}

// They are worked out for what is reported alone; that may be every subject.
void PlanWalk::templates(const PolicyPlan& plan, const Amount& subjects) {
  const auto part = [&](const std::string& name, NodeRef node) {
    if (node != nullptr) {
      const std::size_t at = draft_.size();
      clause(name + " " + draft_.written(node->span), node->span, PlanStepKind::report, node,
             subjects);
      draft_.drop_if_bare(at, true);
    }
  };
  for (const TemplatePiece& piece : plan.message) {
    part("message", piece.value);
  }
  for (const TemplatePiece& piece : plan.remedy) {
    part("remedy", piece.value);
  }
  part("cost", plan.cost);
}

// The rows that a condition ranges over, as policies share them.
void PlanWalk::share_rows(const Members& members) {
  const std::string name =
      range_name({members.collection, members.slot, members.inner, members.lookup});
  if (!draft_.use(PlanShared::Kind::range, name, members.owner)) {
    return;
  }
  PlanShared& entry = draft_.shared(name);
  entry.text = draft_.written(members.collection->span);
  for (NodeRef condition : *members.inner) {
    entry.first.push_back(draft_.written(condition->span));
  }
  entry.key = *members.lookup ? draft_.written((*members.lookup)->inner->span) : "";
  entry.estimate = rounded(estimate_.rows(members.collection->relation));
}

// Whether for each of many subjects a part of the members is tried that grows with the data.
void PlanWalk::judge(const Members& members, PlanAccess access, const Amount& times,
                     const Amount& each) {
  if (times.power == 0 || each.power == 0) {
    return;
  }
  const Sources& sources = draft_.sources();
  if (access == PlanAccess::members) {
    draft_.quadratic(members.text, members.span, about_set(members, sources));
  } else if (access == PlanAccess::product) {
    draft_.quadratic(members.text, members.span, about_product(members, sources));
  } else {
    const Amount keys = estimate_.keys(members.collection->relation, **members.lookup);
    draft_.quadratic(members.text, members.span, about_weak_key(members, rounded(keys), sources));
  }
}

// Returns how many pairs there are for all subjects together.
Amount PlanWalk::range(const Members& members, const Amount& times, int depth) {
  const bool relation = names_relation(members.collection);
  const std::optional<Lookup>& lookup = *members.lookup;
  const std::size_t at = draft_.step(members.kind, members.text, members.span, depth);
  const std::size_t outer = std::exchange(draft_.current, at);
  const PlanAccess access = !relation          ? PlanAccess::members
                            : lookup           ? PlanAccess::look_up
                            : times.power == 0 ? PlanAccess::all
                                               : PlanAccess::product;
  draft_.at(at).access = access;
  Amount each;
  if (relation) {
    share_rows(members);
    each = lookup ? estimate_.matches(members.collection->relation, *lookup)
                  : estimate_.rows(members.collection->relation);
  } else {
    visit(members.collection, times, depth + 1);
    each = estimate_.members(members.collection, slots_);
  }
  const Amount pairs = times * each;
  draft_.visited(at, pairs);
  draft_.actual(at, members.owner);
  judge(members, access, times, each);
  slots_[members.slot] = {};
  conditions(members, at, times, pairs, depth);
  draft_.current = outer;
  return pairs;
}

// On rows alone, and so tried once for each; the key; and what is tried on each pair.
void PlanWalk::conditions(const Members& members, std::size_t at, const Amount& times,
                          const Amount& pairs, int depth) {
  const bool relation = names_relation(members.collection);
  const std::optional<Lookup>& lookup = *members.lookup;
  const Amount rows = relation ? estimate_.rows(members.collection->relation) : pairs;
  for (std::size_t i = 0; i < members.where->size(); ++i) {
    NodeRef condition = (*members.where)[i];
    if (relation && lookup && lookup->at == i) {
      draft_.at(at).key = draft_.written(condition->span);
      visit(lookup->inner, rows, depth + 1);
      visit(lookup->outer, times, depth + 1);
      continue;
    }
    const bool inner = relation && (*members.is_inner)[i];
    PlanStep& step = draft_.at(at);
    (inner ? step.first : step.then).push_back(draft_.written(condition->span));
    visit(condition, inner ? rows : pairs, depth + 1);
  }
  if (members.satisfies != nullptr) {
    draft_.at(at).then.push_back(draft_.written(members.satisfies->span));
    visit(members.satisfies, pairs, depth + 1);
  }
  if (members.result != nullptr) {
    visit(members.result, pairs, depth + 1);
  }
}

std::vector<const PolicyPlan*> chosen_policies(const Plan& plan, const EvaluateOptions& options) {
  std::vector<const PolicyPlan*> chosen;
  for (const PolicyPlan& policy : plan.policies) {
    if (options.only.empty() || options.only.contains(policy.info->policy->name.text)) {
      chosen.push_back(&policy);
    }
  }
  return chosen;
}

PlanReport report_plan(const Plan& plan, const Program& program, const Sources& sources,
                       const std::vector<const PolicyPlan*>& chosen, const TableSizes& sizes,
                       const Profile* profile) {
  PlanWalk walk(plan, program, sources, sizes, profile);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    walk.policy(*chosen[i], i);
  }
  return std::move(walk).finish();
}

}  // namespace writ::native

namespace writ {

PlanReport plan_report(const Program& program, const Sources& sources,
                       const EvaluateOptions& options, const TableSizes& sizes) {
  const Texts none;
  native::TextPool texts(none);
  const auto plan = native::lower(program, sources, options.params, texts);
  return native::report_plan(*plan, program, sources, native::chosen_policies(*plan, options),
                             sizes, nullptr);
}

}  // namespace writ
