// What names stand for: locals, fields, relations, params, definitions and what is called.
#include "evaluator/native/lower_expr.h"

namespace writ::native {

Node* ExprLowering::local(const ast::Expr& expr, std::string_view name, const Names& names) {
  const auto found = names.slots.find(name);
  if (found == names.slots.end()) {
    Node& missing = make(Op::nothing, expr.type);
    missing.name = "`" + std::string(name) + "` has no value";
    return &missing;
  }
  Node& node = make(Op::local, expr.type);
  node.slot = found->second;
  node.free = {found->second};
  return &node;
}

Node* ExprLowering::field(const ast::Expr& expr, NodeRef object, const std::string& name,
                          int index) {
  Node& node = make(Op::field, expr.type);
  node.name = name;
  node.field = index;
  node.faults = fields_fault_;
  add_kid(node, object);
  return &node;
}

Node* ExprLowering::relation(const ast::Expr& expr, const std::string& name) {
  Node& node = make(Op::relation, expr.type);
  node.relation = relation_ids_.at(name);
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::NameRef& tree, Names& names) {
  switch (tree.resolution.meaning) {
    case ast::Meaning::local:
      return local(expr, tree.name.text, names);
    case ast::Meaning::field: {
      ast::Expr row;
      row.type = Type::row_of(implicit_relation_);
      return field(expr, local(row, implicit_row, names), tree.name.text, tree.resolution.index);
    }
    case ast::Meaning::param:
      return param(expr, tree.name.text);
    case ast::Meaning::define:
    case ast::Meaning::rows:
      return define(expr, tree.name.text);
    case ast::Meaning::table:
    case ast::Meaning::view:
      return relation(expr, tree.resolution.target);
    case ast::Meaning::unresolved:
      break;
  }
  Node& node = make(Op::nothing, expr.type);
  node.name = "`" + tree.name.text + "` has no value";
  return &node;
}

Node* ExprLowering::param(const ast::Expr& expr, const std::string& name) {
  const auto info = program_.params.find(name);
  Node& node = make(info == program_.params.end() ? Op::nothing : Op::param, expr.type);
  if (info == program_.params.end()) {
    node.name = "`" + name + "` has no value";
    return &node;
  }
  node.type = info->second.type;
  const auto chosen = params_.find(name);
  Names none;
  add_kid(node, lower(chosen != params_.end() ? chosen->second : *info->second.value, none));
  node.memo = plan_.memos++;
  return &node;
}

Node* ExprLowering::define(const ast::Expr& expr, const std::string& name) {
  const auto info = program_.defines.find(name);
  if (info == program_.defines.end()) {
    Node& node = make(Op::nothing, expr.type);
    node.name = "`" + name + "` has no value";
    return &node;
  }
  const auto* body = std::get_if<ast::Expr>(&info->second.define->body);
  if (body == nullptr) {
    return relation(expr, info->second.type.element->relation);
  }
  if (const auto known = plan_.defines.find(name); known != plan_.defines.end()) {
    return const_cast<Node*>(known->second);
  }
  Names none;
  NodeRef lowered = lower(*body, none);
  Node& node = make(Op::define, info->second.type);
  add_kid(node, lowered);
  node.memo = plan_.memos++;
  plan_.defines.emplace(name, &node);
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Member& tree, Names& names) {
  if (tree.resolution.meaning == ast::Meaning::table) {
    return relation(expr, tree.resolution.target);
  }
  Node* node = field(expr, lower(*tree.object, names), tree.field.text, tree.resolution.index);
  node->optional_step = tree.optional_step;
  return node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Closure& tree, Names& names) {
  Node& node = make(Op::closure, expr.type);
  node.name = tree.field.text;
  node.field = tree.resolution.index;
  node.reflexive = tree.reflexive;
  add_kid(node, lower(*tree.object, names));
  return &node;
}

const Routine* ExprLowering::routine(const std::string& name) {
  const auto [place, fresh] = plan_.functions.try_emplace(name, nullptr);
  if (!fresh) {
    return place->second;
  }
  const DefineInfo& info = program_.defines.at(name);
  plan_.routines.push_back({});
  Routine& routine = plan_.routines.back();
  place->second = &routine;
  Names names;
  for (const ast::Parameter& parameter : *info.define->parameters) {
    names.bind(parameter.name.text);
  }
  routine.parameters = info.parameters;
  routine.type = info.type;
  routine.body = lower(std::get<ast::Expr>(info.define->body), names);
  routine.slots = names.count;
  return &routine;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Call& tree, Names& names) {
  const bool calls = tree.resolution.meaning == ast::Meaning::define;
  const Routine* callee = calls ? routine(tree.function.text) : nullptr;
  Node& node = make(calls ? Op::call : Op::built_in, expr.type);
  node.name = tree.function.text;
  node.routine = callee;
  node.text = std::string(sources_.text(expr.span));
  for (const ast::Expr& argument : tree.arguments) {
    add_kid(node, lower(argument, names));
  }
  const bool counts = node.name == "abs" || node.name == "min" || node.name == "max";
  node.faults = node.faults || (calls ? callee->body->faults : counts);
  node.quantified = node.quantified || (calls && callee->body->quantified);
  return &node;
}

}  // namespace writ::native
