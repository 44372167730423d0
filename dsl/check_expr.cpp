#include "base/overloaded.h"
#include "base/suggest.h"
#include "dsl/checker.h"
#include "dsl/habits.h"
#include "dsl/operators.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

Flow Checker::check_expr(Expr& expr, Scope& scope) {
  Flow flow = std::visit(overloaded{
                             [&](Literal& node) { return literal(expr, node); },
                             [&](SetLiteral& node) { return set_literal(expr, node, scope); },
                             [&](NameRef& node) { return name(expr, node, scope); },
                             [&](Member& node) { return member(expr, node, scope); },
                             [&](Closure& node) { return closure(expr, node, scope); },
                             [&](Call& node) { return call(expr, node, scope); },
                             [&](Unary& node) { return unary(expr, node, scope); },
                             [&](Test& node) { return test(expr, node, scope); },
                             [&](Binary&) { return chain(expr, scope); },
                             [&](Quantifier& node) { return quantifier(expr, node, scope); },
                             [&](Aggregate& node) { return aggregate(expr, node, scope); },
                             [&](Comprehension& node) { return comprehension(expr, node, scope); },
                             [&](Reachable& node) { return reachable(expr, node, scope); },
                             [&](Became& node) { return became(expr, node, scope); },
                         },
                         expr.node);
  if (expr.type.is(Kind::error)) {
    return unsure_flow();
  }
  if (expr.type.is(Kind::boolean) && !expr.type.optional) {
    const auto* binary = std::get_if<Binary>(&expr.node);
    const bool connective = binary != nullptr && row_of(binary->op).level < not_level;
    if (!connective) {
      flow.when_true.insert("holds " + print(expr));
    }
  }
  return flow;
}

Flow Checker::check_condition(Expr& expr, Scope& scope, const std::string& where) {
  Flow flow = check_expr(expr, scope);
  if (expr.type.is(Kind::error)) {
    return unsure_flow();
  }
  if (!expr.type.is(Kind::boolean)) {
    report("W0222", expr.span, where + " needs a condition, and this is " + describe(expr.type),
           "compare it with something, e.g. `… == …`");
    expr.type = Type::of(Kind::error);
  } else if (expr.type.optional) {
    required(expr, where);
    expr.type = Type::of(Kind::error);
  }
  return flow;
}

// What is present now need not have been so earlier: no fact reaches into the condition, or out of
// it.
Flow Checker::became(Expr& expr, Became& node, const Scope& scope) {
  expr.type = Type::of(Kind::timestamp).as_optional();
  saw_became_ = true;
  if (in_became_ || scope.row != nullptr) {
    report("W0410", expr.span,
           in_became_ ? "`became` cannot stand inside `became`"
                      : "`became` cannot stand in a schema, a view or a key",
           in_became_ ? "write one condition: became(a and b)" : "say it in the policies");
    expr.type = Type::of(Kind::error);
    return {};
  }
  Scope earlier{scope.locals, {}, nullptr, false};
  in_became_ = true;
  check_condition(*node.condition, earlier, "`became`");
  in_became_ = false;
  if (node.condition->type.is(Kind::error)) {
    expr.type = Type::of(Kind::error);
  }
  return {};
}

Flow Checker::literal(Expr& expr, Literal& node) {
  expr.type = Type::of(std::visit(overloaded{
                                      [](const AbsentLiteral&) { return Kind::nothing; },
                                      [](bool) { return Kind::boolean; },
                                      [](std::int64_t) { return Kind::integer; },
                                      [](const Decimal&) { return Kind::decimal; },
                                      [](const std::string&) { return Kind::text; },
                                      [](const Duration&) { return Kind::duration; },
                                      [](const Date&) { return Kind::date; },
                                      [](const Instant&) { return Kind::timestamp; },
                                  },
                                  node.value));
  return {};
}

Flow Checker::set_literal(Expr& expr, SetLiteral& node, Scope& scope) {
  Type element = Type::of(Kind::nothing);
  for (Expr& item : node.elements) {
    check_expr(item, scope);
    if (item.type.is(Kind::set) || item.type.is(Kind::nothing)) {
      report("W0229", item.span, "a set cannot hold " + describe(item.type),
             "write its elements one by one");
      element = Type::of(Kind::error);
      continue;
    }
    const auto both = unify(element, item.type);
    if (!both) {
      report("W0229", item.span,
             "this is " + describe(item.type) + ", and the elements before it are " +
                 describe(element),
             "a set holds values of one type");
      element = Type::of(Kind::error);
      continue;
    }
    element = both->as_optional(false);
  }
  std::vector<const Expr*> items;
  for (const Expr& item : node.elements) {
    items.push_back(&item);
  }
  expr.type = addresses(Type::set_of(element), items, "this is a set of emails");
  return {};
}

Flow Checker::name(Expr& expr, NameRef& node, Scope& scope) {
  const std::string& text = node.name.text;
  if (const Local* local = scope.find(text)) {
    node.resolution = {Meaning::local, text, -1};
    expr.type = local->type;
    if (scope.facts.count("present " + text) != 0 || scope.unsure()) {
      expr.type.optional = false;
    }
    return {};
  }
  if (scope.row != nullptr) {
    if (scope.row->find(text) >= 0) {
      expr.type = field_of(nullptr, Type::row_of(scope.row->name), node.name, node.resolution,
                           scope, "." + text);
      return {};
    }
  }
  if (!scope.fields_only) {
    if (const auto param = program_.params.find(text); param != program_.params.end()) {
      node.resolution = {Meaning::param, text, -1};
      expr.type = param->second.type;
      return {};
    }
    if (params_.count(text) != 0) {  // declared, but wrong: said already
      expr.type = Type::of(Kind::error);
      return {};
    }
    if (const auto define = defines_.find(text); define != defines_.end()) {
      if (define->second.define->parameters) {
        report("W0223", node.name.span, "`" + text + "` takes arguments",
               "write `" + text + "(…)`");
        expr.type = Type::of(Kind::error);
        return {};
      }
      expr.type = check_define(text, node.name.span);
      const bool rows = std::holds_alternative<Rows>(define->second.define->body);
      node.resolution = {rows ? Meaning::rows : Meaning::define, text, -1};
      return {};
    }
    if (const auto view = program_.relations.find(text);
        view != program_.relations.end() && view->second.kind == Relation::Kind::view) {
      node.resolution = {Meaning::view, text, -1};
      expr.type = Type::set_of(Type::row_of(text));
      note_read(text);
      return {};
    }
  }
  expr.type = Type::of(Kind::error);
  if (broken(text)) {
    return {};
  }
  if (uses_.count(text) != 0) {
    report("W0203", node.name.span, "`" + text + "` is a source; name one of its tables",
           "write `" + text + ".<table>`");
  } else if (scope.row != nullptr) {
    report("W0202", node.name.span, "there is no field `" + text + "` here",
           did_you_mean(text, visible_names(scope)));
  } else {
    std::string help = did_you_mean(text, visible_names(scope));
    if (const std::string_view habit = habit_help(text); !habit.empty()) {
      help = habit;
    }
    if (help.empty() && std::holds_alternative<NameRef>(expr.node)) {
      help = "bind it with `for`, `let`, `param` or `define`; text stands in \"quotes\"";
    }
    report("W0201", node.name.span, "nothing here is called `" + text + "`", help);
  }
  return {};
}

void Checker::note_read(const std::string& relation) {
  const auto found = program_.relations.find(relation);
  if (found == program_.relations.end() || found->second.kind == Relation::Kind::rows) {
    return;
  }
  if (found->second.kind == Relation::Kind::table) {
    reads_->insert(relation);
  } else if (const auto reads = view_reads_.find(relation); reads != view_reads_.end()) {
    reads_->insert(reads->second.begin(), reads->second.end());
  }
}

bool Checker::required(const Expr& operand, const std::string& what) {
  if (operand.type.is(Kind::error)) {
    return false;
  }
  if (operand.type.is(Kind::nothing)) {
    report("W0228", operand.span, "`absent` is not a value that " + what + " can use",
           "write `… is absent`");
    return false;
  }
  if (!operand.type.optional) {
    return true;
  }
  const std::string text = print(operand);
  report("W0301", operand.span, "`" + text + "` may be absent, and " + what + " needs a value",
         "say what absence means: `" + text + " is present and …`, or `" + text + " or else …`");
  return false;
}

}  // namespace writ
