#include "base/overloaded.h"
#include "base/suggest.h"
#include "dsl/builtins.h"
#include "dsl/checker.h"
#include "dsl/habits.h"
#include "dsl/operators.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

std::string path_of(const Expr& expr) {
  if (const auto* name = std::get_if<NameRef>(&expr.node)) {
    switch (name->resolution.meaning) {
      case Meaning::local:
        return name->name.text;
      case Meaning::field:
        return "." + name->name.text;
      case Meaning::unresolved:
      case Meaning::param:
      case Meaning::define:
      case Meaning::table:
      case Meaning::view:
      case Meaning::rows:
        return {};
    }
  }
  if (const auto* member = std::get_if<Member>(&expr.node);
      member != nullptr && member->resolution.meaning == Meaning::field) {
    const std::string object = path_of(*member->object);
    return object.empty() ? "" : object + "." + member->field.text;
  }
  return {};
}

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
  expr.type = Type::set_of(element);
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

Flow Checker::member(Expr& expr, Member& node, Scope& scope) {
  if (auto* object = std::get_if<NameRef>(&node.object->node);
      object != nullptr && scope.find(object->name.text) == nullptr && !scope.fields_only &&
      (program_.sources.count(object->name.text) != 0 ||
       (uses_.count(object->name.text) != 0 && hidden_by(object->name.text).empty()))) {
    const Relation* table = find_table({object->name, node.field, expr.span});
    expr.type = table != nullptr ? Type::set_of(Type::row_of(table->name)) : Type::of(Kind::error);
    if (table != nullptr) {
      node.resolution = {Meaning::table, table->name, -1};
    }
    return {};
  }
  check_expr(*node.object, scope);
  const Type& object = node.object->type;
  if (object.is(Kind::error)) {
    expr.type = object;
    return {};
  }
  const bool set = object.is(Kind::set) && object.element->is(Kind::row);
  if (!set && !object.is(Kind::row)) {
    report("W0225", node.field.span,
           "`" + print(*node.object) + "` is " + describe(object) + ", which has no fields",
           find_builtin(node.field.text) != nullptr
               ? "write `" + node.field.text + "(" + print(*node.object) + ")`"
               : "only rows have fields");
    expr.type = Type::of(Kind::error);
    return {};
  }
  if (object.optional && !node.optional_step) {
    const std::string text = print(*node.object);
    report("W0301", node.object->span, "`" + text + "` may be absent",
           "say what absence means: `" + text + " is present and …`, or step over it with `" +
               text + "?." + node.field.text + "`");
    expr.type = Type::of(Kind::error);
    return {};
  }
  std::string path = path_of(*node.object);
  path = path.empty() || set ? "" : path + "." + node.field.text;
  const Type row = set ? *object.element : object;
  Type field = field_of(node.object.get(), row, node.field, node.resolution, scope, path);
  if (set && !field.is(Kind::error)) {
    field = field.is(Kind::set) ? field : Type::set_of(field.as_optional(false));
  } else if (object.optional && !field.is(Kind::set) && !field.is(Kind::error)) {
    field.optional = scope.facts.count("present " + path) == 0 && !scope.unsure();
  }
  expr.type = field;
  return {};
}

Type Checker::field_of(const Expr* object, const Type& row, const Name& field,
                       Resolution& resolution, const Scope& scope, const std::string& path) {
  const Relation& relation = program_.relation(row.relation);
  const int index = relation.find(field.text);
  if (index < 0) {
    std::vector<std::string> names;
    for (const FieldInfo& known : relation.fields) {
      names.push_back(known.name);
    }
    report("W0202", field.span, "`" + relation.name + "` has no field `" + field.text + "`",
           did_you_mean(field.text, names));
    return Type::of(Kind::error);
  }
  resolution = {Meaning::field, relation.name, index};
  const FieldInfo& info = relation.fields[static_cast<std::size_t>(index)];
  Type type = info.type;
  if (type.is(Kind::row)) {
    note_read(type.relation);
  } else if (type.is(Kind::set) && type.element->is(Kind::row)) {
    note_read(type.element->relation);
  }
  if (info.origin == FieldOrigin::person) {
    note_read(program_.identity ? program_.identity->person : type.relation);
  } else if (info.origin == FieldOrigin::accounts && program_.relations.count("account") != 0) {
    note_read("account");
  }
  if (type.optional &&
      (scope.unsure() || (!path.empty() && scope.facts.count("present " + path) != 0) ||
       (info.present_when && condition_established(object, info, scope)))) {
    type.optional = false;
  }
  return type;
}

namespace {

// `condition` over a bare row, said of `object`: `status == "x"` becomes `a.status == "x"`.
void put_before_fields(Expr& condition, const Expr& object) {
  std::visit(overloaded{
                 [&](NameRef& node) {
                   if (node.resolution.meaning == Meaning::field) {
                     condition.node = Member{object, node.name, false, node.resolution};
                   }
                 },
                 [&](SetLiteral& node) {
                   for (Expr& item : node.elements) {
                     put_before_fields(item, object);
                   }
                 },
                 [&](Member& node) { put_before_fields(*node.object, object); },
                 [&](Unary& node) { put_before_fields(*node.operand, object); },
                 [&](Test& node) { put_before_fields(*node.operand, object); },
                 [&](Binary& node) {
                   put_before_fields(*node.left, object);
                   put_before_fields(*node.right, object);
                 },
                 [](auto&) {},
             },
             condition.node);
}

void conjuncts(const Expr& condition, std::vector<const Expr*>& out) {
  const auto* binary = std::get_if<Binary>(&condition.node);
  if (binary != nullptr && binary->op == BinaryOp::logical_and) {
    conjuncts(*binary->left, out);
    conjuncts(*binary->right, out);
  } else {
    out.push_back(&condition);
  }
}

}  // namespace

bool Checker::condition_established(const Expr* object, const FieldInfo& field,
                                    const Scope& scope) const {
  std::vector<const Expr*> parts;
  conjuncts(*field.present_when, parts);
  for (const Expr* part : parts) {
    Expr condition = *part;
    if (object != nullptr) {
      put_before_fields(condition, *object);
    }
    if (scope.facts.count("holds " + print(condition)) == 0) {
      return false;
    }
  }
  return true;
}

Flow Checker::closure(Expr& expr, Closure& node, Scope& scope) {
  check_expr(*node.object, scope);
  const Type& object = node.object->type;
  expr.type = Type::of(Kind::error);
  if (object.is(Kind::error)) {
    return {};
  }
  const bool set = object.is(Kind::set) && object.element->is(Kind::row);
  if (!set && !object.is(Kind::row)) {
    report("W0225", node.field.span,
           "`" + print(*node.object) + "` is " + describe(object) + ", which has no fields",
           "only rows have fields");
    return {};
  }
  if (object.optional && !node.optional_step) {
    required(*node.object, "a closure");
    return {};
  }
  const Type row = set ? *object.element : object;
  const Type field = field_of(node.object.get(), row, node.field, node.resolution, scope, "");
  if (field.is(Kind::error)) {
    return {};
  }
  const Type& step = field.is(Kind::set) ? *field.element : field;
  if (!step.is(Kind::row) || step.relation != row.relation) {
    report("W0225", node.field.span,
           "`" + node.field.text + "` is " + describe(field) +
               ", and a closure follows a ref from `" + row.relation + "` to itself",
           step.is(Kind::row) ? "" : "to add or multiply, write spaces around the operator");
    return {};
  }
  expr.type = Type::set_of(Type::row_of(row.relation));
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
