#include "evaluator/native/operators.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "evaluator/native/kernel_maker.h"
#include "evaluator/native/values.h"

namespace writ::native {

namespace {

using Bin = ast::BinaryOp;

bool is_text(const Val& value) {
  return value.tag == Tag::text || value.tag == Tag::email;
}

std::shared_ptr<const re2::RE2> compiled(Engine& engine, TextId pattern) {
  const std::lock_guard lock(engine.mutex);
  auto& slot = engine.patterns[pattern];
  if (slot == nullptr) {
    slot = std::make_shared<const re2::RE2>(std::string(engine.texts.at(pattern)), re2::RE2::Quiet);
  }
  return slot;
}

Val text_operator(Ctx& ctx, Bin op, const Val& left, const Val& right) {
  Engine& engine = ctx.engine();
  if (const auto unknown = strict(engine, left, right)) {
    return Val::unknown(*unknown);
  }
  if (!is_text(left) || !is_text(right)) {
    return engine.unknown("it is no text");
  }
  const std::string_view text = engine.texts.at(static_cast<TextId>(left.a));
  const std::string_view part = engine.texts.at(static_cast<TextId>(right.a));
  if (op == Bin::matches) {
    const auto pattern = compiled(engine, static_cast<TextId>(right.a));
    return pattern->ok() ? Val::of(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()),
                                                          *pattern))
                         : engine.unknown("the pattern cannot be used");
  }
  const std::string sought =
      left.tag == Tag::email ? ascii_lower(std::string(part)) : std::string(part);
  if (op == Bin::contains) {
    return Val::of(text.find(sought) != std::string_view::npos);
  }
  return Val::of(op == Bin::starts_with ? text.starts_with(sought) : text.ends_with(sought));
}

Val set_operator(Ctx& ctx, Bin op, const Val& left, const Val& right) {
  const SetData& a = to_set(ctx, left);
  const SetData& b = to_set(ctx, right);
  if (!ctx.engine().visit(a.certain.size() * b.certain.size())) {
    return ctx.engine().unknown("step budget exhausted");
  }
  switch (op) {
    case Bin::add:
      return Val::of(unite(ctx, a, b));
    case Bin::subtract:
      return Val::of(subtract(ctx, a, b));
    case Bin::subset_of:
      return subset(ctx, a, b);
    default:
      return intersect(ctx, a, b);
  }
}

Val membership(Ctx& ctx, Bin op, const Val& element, const Val& set) {
  const SetData& members = to_set(ctx, set);
  if (!ctx.engine().visit(members.certain.size())) {
    return ctx.engine().unknown("step budget exhausted");
  }
  if (op == Bin::not_in) {
    const auto unknown = strict(ctx.engine(), element);
    const bool empty = members.certain.empty() && members.closed();
    return unknown && !empty ? Val::unknown(*unknown) : negated(has_member(ctx, members, element));
  }
  return has_member(ctx, members, element);
}

Val age(Ctx& ctx, const Step& step, const Val& left, const Val& right) {
  const Val now = Val::exactly(Tag::instant, ctx.world.now().micros);
  const Val then = settled(ctx.engine(), step.text, subtract(ctx.engine(), now, right));
  return step.op == Bin::older_than ? less(ctx, left, then) : less(ctx, then, left);
}

Val arithmetic(Ctx& ctx, const Step& step, const Val& left, const Val& right) {
  Engine& engine = ctx.engine();
  const bool sum = step.op == Bin::add || step.op == Bin::subtract;
  if (sum && (left.tag == Tag::set || right.tag == Tag::set || step.set_result)) {
    const Val set = set_operator(ctx, step.op, left, right);
    return step.emails ? as_type(ctx, set, Type::set_of(Type::of(Kind::email))) : set;
  }
  const Computed result = step.op == Bin::add        ? add(engine, left, right)
                          : step.op == Bin::subtract ? subtract(engine, left, right)
                          : step.op == Bin::multiply ? multiply(engine, left, right)
                                                     : divide(engine, left, right);
  return settled(engine, step.text, result);
}

Val apply(Ctx& ctx, const Step& step, const Val& left, const Val& right) {
  switch (step.op) {
    case Bin::equal:
      return equal(ctx, left, right);
    case Bin::not_equal:
      if (left.tag == Tag::absent || right.tag == Tag::absent) {
        return Val::unknown(*strict(ctx.engine(), left, right));
      }
      return negated(equal(ctx, left, right));
    case Bin::less:
      return less(ctx, left, right);
    case Bin::less_equal:
      return negated(less(ctx, right, left));
    case Bin::greater:
      return less(ctx, right, left);
    case Bin::greater_equal:
      return negated(less(ctx, left, right));
    case Bin::in:
    case Bin::not_in:
      return membership(ctx, step.op, left, right);
    case Bin::subset_of:
    case Bin::intersects:
      return set_operator(ctx, step.op, left, right);
    case Bin::contains:
      if (left.tag == Tag::set || step.on_set) {
        return membership(ctx, Bin::in, right, left);
      }
      return text_operator(ctx, step.op, left, right);
    case Bin::starts_with:
    case Bin::ends_with:
    case Bin::matches:
      return text_operator(ctx, step.op, left, right);
    case Bin::by:
      return by(ctx, left, right);
    case Bin::older_than:
    case Bin::newer_than:
      return age(ctx, step, left, right);
    case Bin::add:
    case Bin::subtract:
    case Bin::multiply:
    case Bin::divide:
      return arithmetic(ctx, step, left, right);
    case Bin::implies:
    case Bin::logical_or:
    case Bin::logical_and:
    case Bin::or_else:
      break;
  }
  return ctx.engine().unknown("no such operation");
}

// The numbers of a closed set whose members equal numbers tell apart, sorted; nothing for other sets.
std::optional<std::pair<NumberClass, std::vector<std::int64_t>>> numbered(const Val& value) {
  if (value.tag != Tag::set || !value.set().closed() || value.set().certain.empty()) {
    return std::nullopt;
  }
  std::vector<std::int64_t> numbers;
  std::optional<NumberClass> common;
  for (const Val& member : value.set().certain) {
    const auto number = as_number(member);
    if (!number || (common && *common != number->first)) {
      return std::nullopt;
    }
    common = number->first;
    numbers.push_back(number->second);
  }
  std::sort(numbers.begin(), numbers.end());
  return std::pair(*common, std::move(numbers));
}

// `in` and `not in` one set.
void members_of_one(Ctx& ctx, const Step& step, Val* values, std::size_t n, const Val& right) {
  const auto members = numbered(right);
  for (std::size_t i = 0; i < n; ++i) {
    const auto number = members ? as_number(values[i]) : std::nullopt;
    values[i] = number && number->first == members->first
                    ? Val::of(std::binary_search(members->second.begin(), members->second.end(),
                                                 number->second) == (step.op == Bin::in))
                    : apply(ctx, step, values[i], right);
  }
}

// `older than`, `newer than` one duration.
void ages_of_one(Ctx& ctx, const Step& step, Val* values, std::size_t n, const Val& right) {
  const Val now = Val::exactly(Tag::instant, ctx.world.now().micros);
  const Val then = settled(ctx.engine(), step.text, subtract(ctx.engine(), now, right));
  const bool older = step.op == Bin::older_than;
  for (std::size_t i = 0; i < n; ++i) {
    const bool exact = values[i].tag == Tag::instant && values[i].exact() &&
                       then.tag == Tag::instant && then.exact();
    values[i] = exact ? Val::of(older ? values[i].a < then.a : then.a < values[i].a)
                : older ? less(ctx, values[i], then)
                        : less(ctx, then, values[i]);
  }
}

// The same right side for all.
void apply_to_one(Ctx& ctx, const Step& step, Val* values, std::size_t n, const Val& right) {
  if (step.op == Bin::in || step.op == Bin::not_in) {
    return members_of_one(ctx, step, values, n, right);
  }
  if (step.op == Bin::older_than || step.op == Bin::newer_than) {
    return ages_of_one(ctx, step, values, n, right);
  }
  if ((step.op == Bin::equal || step.op == Bin::not_equal) && right.tag == Tag::text) {
    const bool wanted = step.op == Bin::equal;
    for (std::size_t i = 0; i < n; ++i) {
      values[i] = values[i].tag == Tag::text ? Val::of((values[i].a == right.a) == wanted)
                                             : apply(ctx, step, values[i], right);
    }
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = apply(ctx, step, values[i], right);
  }
}

// `and`, `or`: the right side only for those that the left does not decide.
void connective(Ctx& ctx, const Step& step, const Frame& frame, Sel sel, Val* out) {
  Engine& engine = ctx.engine();
  const bool conjunction = step.op == Bin::logical_and;
  for (std::size_t i = 0; i < sel.n; ++i) {
    out[i] = to_truth(engine, out[i]);
  }
  const Chosen rest =
      choose(sel, [&](std::size_t i) { return conjunction ? !out[i].no() : !out[i].yes(); });
  const Vals right = holds(ctx, step.right, frame, rest.sel());
  for (std::size_t k = 0; k < right.size(); ++k) {
    Val& value = out[rest.places[k]];
    value = conjunction ? both(engine, value, right[k]) : either(engine, value, right[k]);
  }
}

}  // namespace

void chain(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  eval(ctx, node->kids.front(), frame, sel, out);
  Vals right;
  for (const Step& step : node->steps) {
    if (step.op == Bin::logical_and || step.op == Bin::logical_or) {
      connective(ctx, step, frame, sel, out);
      continue;
    }
    if (step.right->op == Op::literal || step.right->memo >= 0) {
      apply_to_one(ctx, step, out, sel.n,
                   step.right->op == Op::literal ? step.right->value : memo(ctx, step.right));
      continue;
    }
    right.resize(sel.n);
    eval(ctx, step.right, frame, sel, right.data());
    for (std::size_t i = 0; i < sel.n; ++i) {
      out[i] = apply(ctx, step, out[i], right[i]);
    }
  }
}

// `a implies b implies c`: one of the conditions before the last is false, or the last holds.
void implies(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  Engine& engine = ctx.engine();
  for (std::size_t i = 0; i < sel.n; ++i) {
    out[i] = Val::of(false);
  }
  for (std::size_t k = 0; k < node->kids.size(); ++k) {
    const bool last = k + 1 == node->kids.size();
    const Chosen rest = choose(sel, [&](std::size_t i) { return !out[i].yes(); });
    const Vals values = holds(ctx, node->kids[k], frame, rest.sel());
    for (std::size_t j = 0; j < values.size(); ++j) {
      Val& value = out[rest.places[j]];
      value = either(engine, value, last ? values[j] : negated(values[j]));
    }
  }
}

// Where it gives an email, a text is one as if it had been collected.
void or_else(Ctx& ctx, NodeRef node, const Frame& frame, Sel sel, Val* out) {
  const bool email = scalar_type(node->type).is(Kind::email);
  for (std::size_t i = 0; i < sel.n; ++i) {
    out[i] = Val{};
  }
  for (NodeRef kid : node->kids) {
    const Chosen rest = choose(sel, [&](std::size_t i) { return out[i].tag == Tag::absent; });
    const Vals values = eval(ctx, kid, frame, rest.sel());
    for (std::size_t j = 0; j < values.size(); ++j) {
      out[rest.places[j]] = email ? as_type(ctx, values[j], node->type) : values[j];
    }
  }
}

}  // namespace writ::native
