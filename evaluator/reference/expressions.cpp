#include "evaluator/reference/expressions.h"

#include "base/overloaded.h"
#include "evaluator/reference/arithmetic.h"
#include "evaluator/reference/compare.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"

namespace writ::reference {

namespace {

// Brackets nest 64 deep at most, but defines may call each other in a long line.
constexpr int depth_limit = 1000;

}  // namespace

const Scope* find_local(const Scope* scope, std::string_view name) {
  while (scope != nullptr && scope->name != name) {
    scope = scope->outer;
  }
  return scope;
}

Undetermined out_of_budget() {
  return undetermined("step budget exhausted");
}

namespace {

Value literal(const ast::Literal& node) {
  return std::visit(
      overloaded{
          [](const ast::AbsentLiteral&) -> Value { return Absent{}; },
          [](bool x) -> Value { return x; },
          [](std::int64_t x) -> Value { return Quantity::exactly(Scale::integer, x); },
          [](Decimal x) -> Value { return Quantity::exactly(Scale::decimal, x.millionths); },
          [](const std::string& x) -> Value { return x; },
          [](Duration x) -> Value { return Quantity::exactly(Scale::duration, x.micros); },
          [](Date x) -> Value {
            return Day{x, nullptr, {}};
          },
          [](Instant x) -> Value { return Quantity::exactly(Scale::instant, x.micros); },
      },
      node.value);
}

Value set_literal(World& world, const ast::SetLiteral& node, const Scope* scope) {
  SetBuilder set;
  for (const ast::Expr& element : node.elements) {
    set.add(evaluate(world, element, scope));
  }
  return set.finish();
}

Value name(World& world, const ast::NameRef& node, const Scope* scope) {
  switch (node.resolution.meaning) {
    case ast::Meaning::local:
      if (const Scope* local = find_local(scope, node.name.text)) {
        return local->value;
      }
      break;
    case ast::Meaning::field:
      if (const Scope* row = find_local(scope, implicit_row)) {
        return field_of(world, row->value, node.resolution, node.name.text);
      }
      break;
    case ast::Meaning::param:
      return param_value(world, node.name.text);
    case ast::Meaning::define:
      return define_value(world, node.name.text);
    case ast::Meaning::rows:
      return define_value(world, node.name.text);
    case ast::Meaning::table:
    case ast::Meaning::view:
      return all_rows(world, world.relation_id(node.resolution.target));
    case ast::Meaning::unresolved:
      break;
  }
  return undetermined("`" + node.name.text + "` has no value");
}

Value member(World& world, const ast::Member& node, const Scope* scope) {
  if (node.resolution.meaning == ast::Meaning::table) {
    return all_rows(world, world.relation_id(node.resolution.target));
  }
  const Value object = evaluate(world, *node.object, scope);
  if (node.optional_step && is_absent(object)) {
    return Absent{};
  }
  return field_of(world, object, node.resolution, node.field.text);
}

Value call(World& world, const ast::Expr& expr, const ast::Call& node, const Scope* scope) {
  if (node.resolution.meaning != ast::Meaning::define) {
    return built_in(world, expr, node, scope);
  }
  if (!world.ledger.visit()) {
    return out_of_budget();
  }
  const DefineInfo& info = world.program.defines.at(node.function.text);
  const auto& parameters = *info.define->parameters;
  std::vector<Scope> scopes(node.arguments.size());
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    scopes[i] = {i == 0 ? nullptr : &scopes[i - 1], parameters[i].name.text,
                 as_type(evaluate(world, node.arguments[i], scope), info.parameters[i]), nullptr};
  }
  return as_type(evaluate(world, std::get<ast::Expr>(info.define->body),
                          scopes.empty() ? nullptr : &scopes.back()),
                 info.type);
}

Value unary(World& world, const ast::Expr& expr, const ast::Unary& node, const Scope* scope) {
  const Value operand = evaluate(world, *node.operand, scope);
  if (node.op == ast::UnaryOp::logical_not) {
    return from_truth(!to_truth(operand));
  }
  if (node.op == ast::UnaryOp::negate) {
    return settle_fault(world, expr, negate(operand));
  }
  if (auto unknown = strict(operand)) {
    return *unknown;
  }
  const Day* day = std::get_if<Day>(&operand);
  if (day == nullptr) {
    return undetermined("it is no date");
  }
  const Zone* zone = day->zone != nullptr ? day->zone : utc_zone();
  const Instant instant = node.op == ast::UnaryOp::start_of ? start_of_day(day->date, zone)
                                                            : end_of_day(day->date, zone);
  return Quantity::exactly(Scale::instant, instant.micros);
}

Value test(World& world, const ast::Test& node, const Scope* scope) {
  const Value operand = evaluate(world, *node.operand, scope);
  const Undetermined* unknown = if_undetermined(operand);
  if (node.op == ast::TestOp::is_known) {
    const auto* set = std::get_if<SetRef>(&operand);
    return unknown == nullptr && (set == nullptr || (*set)->closed());
  }
  if (unknown != nullptr) {
    return *unknown;
  }
  return is_absent(operand) == (node.op == ast::TestOp::is_absent);
}

Value dispatch(World& world, const ast::Expr& expr, const Scope* scope) {
  return std::visit(
      overloaded{
          [&](const ast::Literal& node) { return literal(node); },
          [&](const ast::SetLiteral& node) {
            return with_addresses(expr, set_literal(world, node, scope));
          },
          [&](const ast::NameRef& node) { return name(world, node, scope); },
          [&](const ast::Member& node) { return member(world, node, scope); },
          [&](const ast::Closure& node) { return closure(world, node, scope); },
          [&](const ast::Call& node) { return call(world, expr, node, scope); },
          [&](const ast::Unary& node) { return unary(world, expr, node, scope); },
          [&](const ast::Test& node) { return test(world, node, scope); },
          [&](const ast::Binary&) { return chain(world, expr, scope); },
          [&](const ast::Quantifier& node) { return quantified(world, node, scope); },
          [&](const ast::Aggregate& node) { return aggregated(world, expr, node, scope); },
          [&](const ast::Comprehension& node) { return comprehended(world, node, scope); },
          [&](const ast::Reachable& node) {
            return with_addresses(expr, reachable(world, node, scope));
          },
          [&](const ast::Became& node) { return became(world, node, scope); },
      },
      expr.node);
}

}  // namespace

Value evaluate(World& world, const ast::Expr& expr, const Scope* scope) {
  if (world.depth >= depth_limit) {
    return undetermined("definitions are nested too deeply");
  }
  ++world.depth;
  Value value = dispatch(world, expr, scope);
  --world.depth;
  return value;
}

Truth holds(World& world, const ast::Expr& expr, const Scope* scope) {
  return to_truth(evaluate(world, expr, scope));
}

SetRef members(World& world, const ast::Expr& collection, const Scope* scope) {
  return to_set(evaluate(world, collection, scope));
}

Value param_value(World& world, const std::string& name) {
  const auto info = world.program.params.find(name);
  if (info == world.program.params.end()) {
    return undetermined("`" + name + "` has no value");
  }
  const auto chosen = world.options.params.find(name);
  const ast::Expr& expr =
      chosen != world.options.params.end() ? chosen->second : *info->second.value;
  return as_type(evaluate(world, expr, nullptr), info->second.type);
}

Value define_value(World& world, const std::string& name) {
  const auto info = world.program.defines.find(name);
  if (info == world.program.defines.end()) {
    return undetermined("`" + name + "` has no value");
  }
  const auto* body = std::get_if<ast::Expr>(&info->second.define->body);
  if (body == nullptr) {
    return all_rows(world, world.relation_id(info->second.type.element->relation));
  }
  Memo& memo = world.defines[name];
  if (memo.state == Memo::State::busy) {
    return undetermined("it is defined through itself");
  }
  if (memo.state == Memo::State::none) {
    memo.state = Memo::State::busy;
    memo.value = as_type(evaluate(world, *body, nullptr), info->second.type);
    memo.state = Memo::State::done;
  }
  return memo.value;
}

namespace {

// Where the checker found the field, or -1.
int field_index(const Relation& relation, const ast::Resolution& field, const std::string& name) {
  const auto at = static_cast<std::size_t>(field.index);
  const bool resolved =
      field.index >= 0 && at < relation.fields.size() && relation.fields[at].name == name;
  return resolved ? field.index : relation.find(name);
}

}  // namespace

const Value& operand(World& world, const ast::Expr& expr, const Scope* scope, Value& storage) {
  if (const auto* name = std::get_if<ast::NameRef>(&expr.node);
      name != nullptr && name->resolution.meaning == ast::Meaning::local) {
    if (const Scope* local = find_local(scope, name->name.text)) {
      return local->value;
    }
  }
  if (const auto* member = std::get_if<ast::Member>(&expr.node);
      member != nullptr && member->resolution.meaning == ast::Meaning::field) {
    Value object_storage;
    const Value& object = operand(world, *member->object, scope, object_storage);
    if (const RowRef* row = std::get_if<RowRef>(&object)) {
      const int index =
          field_index(*world.state(*row).relation, member->resolution, member->field.text);
      if (index >= 0) {
        return field_value(world, *row, index);
      }
    }
  }
  storage = evaluate(world, expr, scope);
  return storage;
}

Value field_of(World& world, const Value& object, const ast::Resolution& field,
               const std::string& name) {
  if (const RowRef* row = std::get_if<RowRef>(&object)) {
    const int index = field_index(*world.state(*row).relation, field, name);
    return index < 0 ? undetermined("there is no field `" + name + "`")
                     : field_value(world, *row, index);
  }
  if (const SetRef* set = std::get_if<SetRef>(&object)) {
    SetBuilder all;
    for (const Value& member : (*set)->certain) {
      all.add(field_of(world, member, field, name));
    }
    for (const SetValue::Possible& member : (*set)->possible) {
      all.add(field_of(world, member.value, field, name), member.reasons);
    }
    if ((*set)->open) {
      all.open((*set)->open_reasons);
    }
    return all.finish();
  }
  const auto unknown = strict(object);
  return unknown ? *unknown : undetermined("`" + name + "` is asked of no row");
}

Value settle_fault(World& world, const ast::Expr& expr, const Computed& computed) {
  if (!computed.fault.empty()) {
    DataFinding finding;
    finding.kind = "overflow";
    finding.value = std::string(world.sources.text(expr.span));
    finding.rows = 1;
    finding.detail = std::string(computed.fault);
    world.ledger.findings.insert(std::move(finding));
  }
  return computed.value;
}

}  // namespace writ::reference
