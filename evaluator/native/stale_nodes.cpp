// Which subjects of a batch a node is stale for.
#include <algorithm>

#include "evaluator/native/stale.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

using Bin = ast::BinaryOp;

void fill(Marks& out) {
  std::fill(out.begin(), out.end(), std::uint8_t{1});
}

void unite(const Marks& more, Marks& out) {
  for (std::size_t i = 0; i < more.size(); ++i) {
    out[i] |= more[i];
  }
}

bool asks_time(Bin op) {
  return op == Bin::by || op == Bin::older_than || op == Bin::newer_than;
}

bool same(const Val& a, const Val& b) {
  return a.tag == b.tag && a.a == b.a && a.b == b.b && a.why == b.why;
}

// The relation that a row, or a set of rows, is of.
const std::string& relation_of(NodeRef node) {
  return scalar_type(node->type).relation;
}

}  // namespace

void Staleness::mark_all(Ctx& ctx, const std::vector<NodeRef>& nodes, const Scope& scope,
                         Marks& out) {
  for (NodeRef node : nodes) {
    mark(ctx, node, scope, out);
  }
}

void Staleness::mark(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  if (node == nullptr) {
    return;
  }
  if (!scope.concerns(node)) {
    return mark_constants(ctx, node, scope, out);
  }
  switch (node->op) {
    case Op::literal:
    case Op::nothing:
      return;
    case Op::local:
      return unite(scope.marks(node->slot), out);
    case Op::relation:
      return changed(node->relation) ? fill(out) : void();
    case Op::field:
      return mark_field(ctx, node, scope, out);
    case Op::closure:
      return mark_closure(ctx, node, scope, out);
    case Op::reachable:
      return mark_reachable(ctx, node, scope, out);
    case Op::chain:
      return mark_chain(ctx, node, scope, out);
    case Op::call:
      return mark_call(ctx, node, scope, out);
    case Op::param:
    case Op::define:
      return mark_all(ctx, node->kids, Scope(scope.n, 0), out);  // their slots are their own
    case Op::set_literal:
    case Op::built_in:
    case Op::unary:
    case Op::test:
    case Op::implies:
    case Op::or_else:
      return mark_all(ctx, node->kids, scope, out);
    case Op::exists:
    case Op::no:
    case Op::every:
    case Op::count:
    case Op::sum:
    case Op::min:
    case Op::max:
    case Op::comprehension:
      return mark_quantified(ctx, node, scope, out);
    case Op::became:
      return fill(out);
  }
}

// What hangs on no row at all, within a node that hangs on others.
void Staleness::mark_constants(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  if (node->op == Op::call) {
    return mark_call(ctx, node, scope, out);
  }
  mark_all(ctx, node->kids, scope, out);
  for (const Step& step : node->steps) {
    mark(ctx, step.right, scope, out);
  }
  mark_all(ctx, node->where, scope, out);
  mark(ctx, node->satisfies, scope, out);
  mark(ctx, node->result, scope, out);
}

void Staleness::mark_field(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  NodeRef object = node->kids.front();
  mark(ctx, object, scope, out);
  const auto relation = now_.engine.program.relations.find(relation_of(object));
  if (relation == now_.engine.program.relations.end()) {
    return fill(out);
  }
  const std::uint32_t id = now_.relation_id(relation->first);
  if (scope.has_values(object)) {
    mark_members(ctx, object, field(ctx, id, relation->second.find(node->name)), scope, out);
  } else if (changed(id)) {
    fill(out);
  }
}

// What it begins with, and the field of all that it comes by.
void Staleness::mark_closure(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  NodeRef start = node->kids.front();
  mark(ctx, start, scope, out);
  const std::uint32_t id = now_.relation_id(relation_of(start));
  const RowMarks& stale = field(ctx, id, now_.relations[id].relation->find(node->name));
  if (!stale.any) {
    return;
  }
  if (scope.has_values(start)) {
    mark_members(ctx, start, reaching(node, stale), scope, out);
  } else {
    fill(out);
  }
}

// Whether any edge is another one; not which.
void Staleness::mark_reachable(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  NodeRef edges = node->kids[1];
  mark_all(ctx, node->kids, scope, out);
  const auto relation = now_.engine.program.relations.find(relation_of(edges));
  if (relation == now_.engine.program.relations.end() ||
      changed(now_.relation_id(relation->first))) {
    fill(out);
  }
}

void Staleness::mark_chain(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  mark(ctx, node->kids.front(), scope, out);
  bool time = false;
  for (const Step& step : node->steps) {
    mark(ctx, step.right, scope, out);
    time = time || asks_time(step.op);
  }
  if (time) {
    mark_time(ctx, node, scope, out);
  }
}

// What the time that has passed makes of it.
void Staleness::mark_time(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  if (before_.present == now_.present) {
    return;
  }
  Ctx before{before_, ctx.arena, ctx.depth};
  if (scope.has_values(node)) {
    return mark_passed(ctx, node, scope, out);
  }
  if (node->steps.size() != 1 || node->steps.front().op != Bin::by) {
    return fill(out);
  }
  // Of `event by deadline` the time decides by the deadline alone.
  NodeRef deadline = node->steps.front().right;
  if (!scope.concerns(deadline)) {
    return;
  }
  if (!scope.has_values(deadline)) {
    return fill(out);
  }
  const Val absent;
  const Val unknown = ctx.engine().unknown("");
  const Vals due = scope.values(ctx, deadline);
  for (std::size_t i = 0; i < scope.n; ++i) {
    out[i] |= !same(by(before, absent, due[i]), by(ctx, absent, due[i])) ||
              !same(by(before, unknown, due[i]), by(ctx, unknown, due[i]));
  }
}

// A condition that can be evaluated, at both times.
void Staleness::mark_passed(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  if (scope.is_over_row(node)) {
    Pooled<std::uint8_t> a(scope.n);
    Pooled<std::uint8_t> b(scope.n);
    if (before_kernels_.truth(node, scope, a.data()) && kernels_.truth(node, scope, b.data()) &&
        std::find(a.begin(), a.end(), may_both) == a.end() &&
        std::find(b.begin(), b.end(), may_both) == b.end()) {
      for (std::size_t i = 0; i < scope.n; ++i) {
        out[i] |= a[i] != b[i];
      }
      return;
    }
  }
  Ctx before{before_, ctx.arena, ctx.depth};
  const Vals b = scope.values(ctx, node);
  const Vals a = scope.values(before, node);
  for (std::size_t i = 0; i < scope.n; ++i) {
    out[i] |= !same(a[i], b[i]);
  }
}

void Staleness::mark_call(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  const Routine& routine = *node->routine;
  Scope inner(scope.n, routine.slots);
  for (std::size_t k = 0; k < node->kids.size(); ++k) {
    NodeRef argument = node->kids[k];
    const int slot = static_cast<int>(k);
    if (!scope.concerns(argument)) {
      continue;
    }
    if (scope.is_row(argument)) {
      Scope::Rows rows = scope.rows();
      rows.slot = slot;
      inner.bind_rows(rows);
      continue;
    }
    Marks marks(scope.n);
    mark(ctx, argument, scope, marks);
    if (!scope.has_values(argument)) {
      inner.hide(slot, std::move(marks));
      continue;
    }
    Vals values = scope.values(ctx, argument);
    for (Val& value : values) {
      value = as_type(ctx, value, routine.parameters[k]);
    }
    inner.bind(slot, std::move(values), std::move(marks));
  }
  mark(ctx, routine.body, inner, out);
}

void Staleness::mark_quantified(Ctx& ctx, NodeRef node, const Scope& scope, Marks& out) {
  std::vector<NodeRef> conditions = node->where;
  conditions.push_back(node->satisfies);
  conditions.push_back(node->result);
  mark_all(ctx, conditions, scope, out);
  const auto mark_member = [this, conditions](Ctx& at, Scope& members, Marks& marks) {
    mark_all(at, conditions, members, marks);
  };
  mark_ranged(ctx, {node, node->kids.front(), node->slot, 0, &node->lookup, mark_member}, scope,
              out);
}

}  // namespace writ::native
