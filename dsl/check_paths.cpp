// Paths: fields, steps over refs, closures, and what is known to be present on them.
#include "base/overloaded.h"
#include "base/suggest.h"
#include "dsl/builtins.h"
#include "dsl/checker.h"
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

}  // namespace writ
