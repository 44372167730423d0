// One node over one batch: dispatch, and the nodes that are no operators.
#include "base/zone.h"
#include "evaluator/native/operators.h"
#include "evaluator/native/profile.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

// Brackets nest 64 deep at most, but defines may call each other in a long line.
constexpr int depth_limit = 1000;

void fill(Val* out, std::size_t n, const Val& value) {
  std::fill(out, out + n, value);
}

void set_literal(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  const bool emails = scalar_type(node->type).is(Kind::email);
  std::vector<Vals> elements;
  for (NodeRef kid : node->kids) {
    elements.push_back(eval(ctx, kid, frame, sel));
  }
  for (std::size_t i = 0; i < sel.n; ++i) {
    SetBuilder set(ctx.engine());
    for (const Vals& values : elements) {
      set.add(emails ? as_type(ctx, values[i], *node->type.element) : values[i]);
    }
    out[i] = Val::of(set.finish(ctx.arena));
  }
}

void field(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  NodeRef object = node->kids.front();
  const bool in_place = object->op == Op::local && sel.at == nullptr;
  const Vals made = in_place ? Vals{} : eval(ctx, object, frame, sel);
  const Val* objects =
      in_place ? frame.slots[static_cast<std::size_t>(object->slot)] : made.data();
  if (!node->optional_step) {
    read_field(ctx, node->name, node->field, objects, sel.n, out);
    return;
  }
  Vals present;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < sel.n; ++i) {
    out[i] = Val{};
    if (objects[i].tag != Tag::absent) {
      present.push_back(objects[i]);
      places.push_back(i);
    }
  }
  Vals values(present.size());
  read_field(ctx, node->name, node->field, present.data(), present.size(), values.data());
  for (std::size_t i = 0; i < places.size(); ++i) {
    out[places[i]] = values[i];
  }
}

void call(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  if (!ctx.engine().visit(sel.n)) {
    fill(out, sel.n, ctx.engine().unknown("step budget exhausted"));
    return;
  }
  const Routine& routine = *node->routine;
  std::vector<Vals> arguments;
  Frame inner(routine.slots);
  for (std::size_t k = 0; k < node->kids.size(); ++k) {
    Vals values = eval(ctx, node->kids[k], frame, sel);
    for (Val& value : values) {
      value = as_type(ctx, value, routine.parameters[k]);
    }
    arguments.push_back(std::move(values));
    inner.slots[k] = arguments.back().data();
  }
  eval(ctx, routine.body, inner, {nullptr, sel.n}, out);
  for (std::size_t i = 0; i < sel.n; ++i) {
    out[i] = as_type(ctx, out[i], routine.type);
  }
}

Val unary_value(Ctx& ctx, NodeRef node, const Val& operand) {
  Engine& engine = ctx.engine();
  if (node->unary == ast::UnaryOp::logical_not) {
    return negated(to_truth(engine, operand));
  }
  if (node->unary == ast::UnaryOp::negate) {
    return settled(engine, node->text, negate(engine, operand));
  }
  if (const auto unknown = strict(engine, operand)) {
    return Val::unknown(*unknown);
  }
  if (operand.tag != Tag::day) {
    return engine.unknown("it is no date");
  }
  const Zone* own = engine.zone_of(operand);
  const Zone* zone = own != nullptr ? own : utc_zone();
  const Date date{static_cast<std::int32_t>(operand.a)};
  const Instant instant = node->unary == ast::UnaryOp::start_of ? start_of_day(date, zone)
                                                                : end_of_day(date, zone);
  return Val::exactly(Tag::instant, instant.micros);
}

Val test_value(NodeRef node, const Val& operand) {
  if (node->test == ast::TestOp::is_known) {
    return Val::of(operand.tag != Tag::unknown &&
                   (operand.tag != Tag::set || operand.set().closed()));
  }
  if (operand.tag == Tag::unknown) {
    return operand;
  }
  return Val::of((operand.tag == Tag::absent) == (node->test == ast::TestOp::is_absent));
}

void built_in_calls(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  std::vector<Vals> arguments;
  for (NodeRef kid : node->kids) {
    arguments.push_back(eval(ctx, kid, frame, sel));
  }
  Vals row(arguments.size());
  for (std::size_t i = 0; i < sel.n; ++i) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      row[k] = arguments[k][i];
    }
    out[i] = built_in(ctx, node, row.data(), row.size());
  }
}

void closure(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  const Vals objects = eval(ctx, node->kids.front(), frame, sel);
  ref_closures(ctx, node, objects.data(), sel.n, out);
}

void reachable(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  const Vals from = eval(ctx, node->kids[0], frame, sel);
  const Vals edges = eval(ctx, node->kids[1], frame, sel);
  for (std::size_t i = 0; i < sel.n; ++i) {
    const Val reached = reachable_from(ctx, node, from[i], to_set(ctx, edges[i]));
    out[i] = scalar_type(node->type).is(Kind::email) ? as_type(ctx, reached, node->type) : reached;
  }
}

void dispatch(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  switch (node->op) {
    case Op::literal:
      return fill(out, sel.n, node->value);
    case Op::nothing:
      return fill(out, sel.n, ctx.engine().unknown(node->name));
    case Op::set_literal:
      return set_literal(ctx, node, frame, sel, out);
    case Op::local: {
      const Val* values = frame.slots[static_cast<std::size_t>(node->slot)];
      for (std::size_t i = 0; i < sel.n; ++i) {
        out[i] = values[sel[i]];
      }
      return;
    }
    case Op::param:
    case Op::define:
      eval(ctx, node->kids.front(), frame, sel, out);
      for (std::size_t i = 0; i < sel.n; ++i) {
        out[i] = as_type(ctx, out[i], node->type);
      }
      return;
    case Op::relation:
      return fill(out, sel.n, Val::of(&all_rows(ctx, node->relation)));
    case Op::field:
      return field(ctx, node, frame, sel, out);
    case Op::closure:
      return closure(ctx, node, frame, sel, out);
    case Op::call:
      return call(ctx, node, frame, sel, out);
    case Op::built_in:
      return built_in_calls(ctx, node, frame, sel, out);
    case Op::unary:
    case Op::test: {
      eval(ctx, node->kids.front(), frame, sel, out);
      for (std::size_t i = 0; i < sel.n; ++i) {
        out[i] = node->op == Op::unary ? unary_value(ctx, node, out[i]) : test_value(node, out[i]);
      }
      return;
    }
    case Op::chain:
      return chain(ctx, node, frame, sel, out);
    case Op::implies:
      return implies(ctx, node, frame, sel, out);
    case Op::or_else:
      return or_else(ctx, node, frame, sel, out);
    case Op::exists:
    case Op::no:
    case Op::every:
      return quantified(ctx, node, frame, sel, out);
    case Op::count:
    case Op::sum:
    case Op::min:
    case Op::max:
      return aggregated(ctx, node, frame, sel, out);
    case Op::comprehension:
      return comprehended(ctx, node, frame, sel, out);
    case Op::reachable:
      return reachable(ctx, node, frame, sel, out);
    case Op::became:
      return became(ctx, node, frame, sel, out);
  }
}

}  // namespace

void eval(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  if (sel.n == 0) {
    return;
  }
  if (node->memo >= 0) {
    fill(out, sel.n, memo(ctx, node));
    return;
  }
  if (ctx.depth >= depth_limit) {
    fill(out, sel.n, ctx.engine().unknown("definitions are nested too deeply"));
    return;
  }
  ++ctx.depth;
  dispatch(ctx, node, frame, sel, out);
  --ctx.depth;
}

Vals eval(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel) {
  Vals values(sel.n);
  eval(ctx, node, frame, sel, values.data());
  return values;
}

Vals holds(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel) {
  Vals values = eval(ctx, node, frame, sel);
  for (Val& value : values) {
    if (value.tag != Tag::boolean && value.tag != Tag::unknown) {
      value = to_truth(ctx.engine(), value);
    }
  }
  return values;
}

Val memo(Ctx& ctx, NodeRef node) {
  World& world = ctx.world;
  const auto at = static_cast<std::size_t>(node->memo);
  if (world.memo_states[at].load(std::memory_order_acquire) == 2) {
    return world.memos[at];
  }
  const std::lock_guard lock(world.mutex);
  if (world.memo_states[at].load(std::memory_order_acquire) == 2) {
    return world.memos[at];
  }
  if (world.memo_states[at] == 1) {
    return ctx.engine().unknown("it is defined through itself");
  }
  world.memo_states[at] = 1;
  const Timed timed(ctx.engine().profile, node);
  Ctx inner{world, world.arena, ctx.depth};
  Val value = ctx.engine().unknown("definitions are nested too deeply");
  if (ctx.depth < depth_limit) {
    ++inner.depth;
    dispatch(inner, node, Frame(0), {nullptr, 1}, &value);
  }
  world.memos[at] = value;
  world.memo_states[at].store(2, std::memory_order_release);
  return value;
}

}  // namespace writ::native
