// What a plan's nodes add to its report: work that is done once, calls, closures, fields.
#include <algorithm>
#include <utility>

#include "evaluator/native/plan_walk.h"

namespace writ::native {

namespace {

constexpr int depth_limit = 1000;  // of definitions that call each other: as the engine

std::string identity(const void* what) {
  return "@" + std::to_string(reinterpret_cast<std::uintptr_t>(what));
}

// Members of one set, the same for all, are looked up where equal numbers tell equal values.
bool is_looked_up(NodeRef set, NodeRef element) {
  const Type& of = scalar_type(set->type);
  const Type& type = element->type;
  const auto texts = [](const Type& t) { return t.is(Kind::text) || t.is(Kind::enumeration); };
  const bool alike = of.kind == type.kind && !of.is(Kind::date) &&
                     (!of.is(Kind::row) || of.relation == type.relation);
  return set->memo >= 0 && (alike || (texts(of) && texts(type)));
}

bool is_constant(NodeRef node) {
  return node->op == Op::set_literal &&
         std::all_of(node->kids.begin(), node->kids.end(),
                     [](NodeRef kid) { return kid->op == Op::literal; });
}

}  // namespace

void PlanWalk::visit(NodeRef node, const Amount& times, int depth) {
  if (nested_ >= depth_limit) {
    return;
  }
  ++nested_;
  const bool named = node->op == Op::param || node->op == Op::define;
  if (node->memo >= 0 && (named || !draft_.in_value())) {
    value(node);
  } else {
    dispatch(node, node->memo >= 0 ? Amount{} : times, depth);
  }
  --nested_;
}

// What depends on no row is worked out once; its own steps are listed with it.
void PlanWalk::value(NodeRef node) {
  if (is_constant(node)) {
    return;
  }
  const std::string name =
      node->op == Op::param ? "param " + draft_.written(node->span) : identity(node);
  const bool fresh = draft_.use(PlanShared::Kind::value, name, node);
  if (fresh) {
    draft_.shared(name).text = draft_.written(node->span);
  }
  if (!values_.insert(node).second) {
    return;
  }
  std::vector<PlanStep> steps;
  const double before = draft_.rows();
  const PlanDraft::Aside aside = draft_.begin_value(steps);
  Slots slots;
  slots_.swap(slots);
  dispatch(node, {}, 0);
  slots_.swap(slots);
  draft_.end_value(aside);
  if (fresh) {
    draft_.shared(name).steps = std::move(steps);
    draft_.shared(name).estimate = rounded({draft_.rows() - before, 0});
  }
}

void PlanWalk::kids(NodeRef node, const Amount& times, int depth) {
  for (NodeRef kid : node->kids) {
    visit(kid, times, depth);
  }
}

void PlanWalk::dispatch(NodeRef node, const Amount& times, int depth) {
  switch (node->op) {
    case Op::exists:
    case Op::no:
    case Op::every:
    case Op::count:
    case Op::sum:
    case Op::min:
    case Op::max:
    case Op::comprehension:
      range(members_of(node, draft_.sources()), times, depth);
      return;
    case Op::chain:
      return chain(node, times, depth);
    case Op::call:
      return call(node, times, depth);
    case Op::field:
      kids(node, times, depth);
      return field(node, times, depth);
    case Op::closure:
    case Op::reachable:
      return closure(node, times, depth);
    default:
      return kids(node, times, depth);
  }
}

void PlanWalk::chain(NodeRef node, const Amount& times, int depth) {
  kids(node, times, depth);
  NodeRef left = node->kids.front();
  for (const Step& step : node->steps) {
    visit(step.right, times, depth);
    if (step.op == ast::BinaryOp::in || step.op == ast::BinaryOp::not_in) {
      membership(node, step.right, left, times);
    } else if (step.op == ast::BinaryOp::contains && step.on_set) {
      membership(node, left, step.right, times);
    } else if (step.op == ast::BinaryOp::subset_of || step.op == ast::BinaryOp::intersects ||
               (step.op == ast::BinaryOp::subtract && step.set_result)) {
      compared(node, times,
               estimate_.members(left, slots_) * estimate_.members(step.right, slots_));
    }
  }
}

void PlanWalk::membership(NodeRef node, NodeRef set, NodeRef element, const Amount& times) {
  if (!is_looked_up(set, element)) {
    compared(node, times, estimate_.members(set, slots_));
  }
}

// Members of sets compared in turn. What a cell holds is too little to count.
void PlanWalk::compared(NodeRef node, const Amount& times, const Amount& each) {
  if (each.power == 0) {
    return;
  }
  draft_.visited(times * each);
  if (times.power > 0) {
    draft_.quadratic(draft_.written(node->span), node->span, about_membership());
  }
}

void PlanWalk::call(NodeRef node, const Amount& times, int depth) {
  kids(node, times, depth);
  draft_.visited(times);
  const std::string text = draft_.written(node->span);
  const auto known = routines_.find(node->routine);
  if (known != routines_.end() && (known->second.for_rows || times.power == 0)) {
    draft_.visited(times * Amount{known->second.rows_each, 0});
    if (known->second.rows_each > 0) {
      draft_.step(PlanStepKind::call, text + ", as above", node->span, depth);
    }
    return;
  }
  Slots slots;
  for (std::size_t k = 0; k < node->kids.size(); ++k) {
    slots[static_cast<int>(k)] = estimate_.members(node->kids[k], slots_);
  }
  const double before = draft_.rows();
  const std::size_t at = draft_.step(PlanStepKind::call, text, node->span, depth);
  const std::size_t outer = std::exchange(draft_.current, at);
  slots_.swap(slots);
  visit(node->routine->body, times, depth + 1);
  slots_.swap(slots);
  draft_.current = outer;
  routines_[node->routine] = {times.count == 0 ? 0 : (draft_.rows() - before) / times.count,
                              times.power > 0};
  draft_.drop_if_bare(at, false);
}

void PlanWalk::closure(NodeRef node, const Amount& times, int depth) {
  kids(node, times, depth);
  const std::string name = identity(node);
  const std::string text = draft_.written(node->span);
  const std::size_t at = draft_.step(
      node->op == Op::reachable ? PlanStepKind::reach : PlanStepKind::closure, text, node->span,
      depth);
  const std::size_t outer = std::exchange(draft_.current, at);
  const bool fresh = draft_.use(PlanShared::Kind::closure, name, node);
  draft_.current = outer;
  const Amount steps =
      times * estimate_.members(node->kids.front(), slots_) * Amount{closure_steps, 0};
  draft_.visited(at, steps);
  if (fresh) {
    draft_.shared(name).text = text;
    draft_.shared(name).estimate = rounded(steps);
  }
}

// Reading a field may take work of its own: a link, an identity, what a view maps.
void PlanWalk::field(NodeRef node, const Amount& times, int depth) {
  const std::string& name = scalar_type(node->kids.front()->type).relation;
  for (const RelationPlan& plan : plan_.relations) {
    const Relation& relation = *plan.relation;
    const int index = relation.name == name ? relation.find(node->name) : -1;
    if (index < 0) {
      continue;
    }
    const FieldInfo& info = relation.fields[static_cast<std::size_t>(index)];
    if (info.origin == FieldOrigin::link) {
      const auto number = static_cast<std::size_t>(info.link);
      link("link " + program_.links[number].name, program_.links[number].from,
           &plan_.links[number]);
    } else if (info.origin == FieldOrigin::person) {
      person(relation);
    } else if (info.origin == FieldOrigin::accounts) {
      person(program_.relation("account"));
    }
    if (fields_.emplace(&plan, index).second) {
      row_plans(plan, static_cast<std::size_t>(index), node, times, depth);
    }
  }
}

void PlanWalk::link(const std::string& text, const std::string& table, const void* what) {
  if (draft_.use(PlanShared::Kind::link, text, what)) {
    draft_.shared(text).text = text;
    draft_.shared(text).estimate = estimate_.table_rows(table);
  }
}

void PlanWalk::person(const Relation& relation) {
  const std::string name = "person of each account";
  if (!draft_.use(PlanShared::Kind::link, name, &plan_.rules)) {
    return;
  }
  draft_.shared(name).text = name;
  if (relation.kind == Relation::Kind::table) {
    draft_.shared(name).estimate = estimate_.table_rows(relation.name);
  }
  for (const ViewMapping& mapping : relation.mappings) {
    draft_.shared(name).estimate += estimate_.table_rows(mapping.table);
  }
}

void PlanWalk::row_plans(const RelationPlan& plan, std::size_t index, NodeRef node,
                         const Amount& times, int depth) {
  std::vector<NodeRef> bodies;
  if (plan.fields[index].present_when) {
    bodies.push_back(plan.fields[index].present_when->body);
  }
  for (const auto& mapping : plan.mappings) {
    if (index < mapping.size() && mapping[index]) {
      bodies.push_back(mapping[index]->body);
    }
  }
  Slots slots;
  slots_.swap(slots);
  for (NodeRef body : bodies) {
    const std::size_t at =
        draft_.step(PlanStepKind::field, node->name + " = " + draft_.written(body->span),
                    body->span, depth);
    const std::size_t outer = std::exchange(draft_.current, at);
    visit(body, times, depth + 1);
    draft_.current = outer;
    draft_.drop_if_bare(at, false);
  }
  slots_.swap(slots);
}

}  // namespace writ::native
