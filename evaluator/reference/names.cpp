#include "evaluator/reference/names.h"

#include "base/overloaded.h"
#include "evaluator/reference/expressions.h"

namespace writ::reference {

namespace {

void push(std::vector<const ast::Expr*>& stack, const ast::Box<ast::Expr>& child) {
  if (child) {
    stack.push_back(child.get());
  }
}

void push_children(std::vector<const ast::Expr*>& stack, const ast::Expr& expr) {
  const auto push_all = [&](const std::vector<ast::Expr>& children) {
    for (const ast::Expr& child : children) {
      stack.push_back(&child);
    }
  };
  std::visit(overloaded{
                 [](const ast::Literal&) {},
                 [](const ast::NameRef&) {},
                 [&](const ast::SetLiteral& node) { push_all(node.elements); },
                 [&](const ast::Member& node) { push(stack, node.object); },
                 [&](const ast::Closure& node) { push(stack, node.object); },
                 [&](const ast::Call& node) { push_all(node.arguments); },
                 [&](const ast::Unary& node) { push(stack, node.operand); },
                 [&](const ast::Test& node) { push(stack, node.operand); },
                 [&](const ast::Binary& node) {
                   push(stack, node.left);
                   push(stack, node.right);
                 },
                 [&](const ast::Quantifier& node) {
                   push(stack, node.collection);
                   push(stack, node.where);
                   push(stack, node.satisfies);
                 },
                 [&](const ast::Aggregate& node) {
                   push(stack, node.value);
                   push(stack, node.collection);
                   push(stack, node.where);
                 },
                 [&](const ast::Comprehension& node) {
                   push(stack, node.value);
                   push(stack, node.collection);
                   push(stack, node.where);
                 },
                 [&](const ast::Reachable& node) {
                   push(stack, node.from);
                   push(stack, node.table);
                 },
                 [&](const ast::Became& node) { push(stack, node.condition); },
             },
             expr.node);
}

}  // namespace

void for_each_node(const ast::Expr& expr, const std::function<void(const ast::Expr&)>& visit) {
  std::vector<const ast::Expr*> stack{&expr};
  while (!stack.empty()) {
    const ast::Expr* next = stack.back();
    stack.pop_back();
    visit(*next);
    push_children(stack, *next);
  }
}

std::set<std::string> locals_of(const ast::Expr& expr) {
  std::set<std::string> names;
  for_each_node(expr, [&](const ast::Expr& node) {
    const auto* name = std::get_if<ast::NameRef>(&node.node);
    if (name != nullptr && name->resolution.meaning == ast::Meaning::local) {
      names.insert(name->name.text);
    } else if (name != nullptr && name->resolution.meaning == ast::Meaning::field) {
      names.insert(std::string(implicit_row));
    }
  });
  return names;
}

bool names_relation(const ast::Expr& expr) {
  const auto* name = std::get_if<ast::NameRef>(&expr.node);
  const auto* member = std::get_if<ast::Member>(&expr.node);
  const ast::Meaning meaning = name != nullptr     ? name->resolution.meaning
                               : member != nullptr ? member->resolution.meaning
                                                   : ast::Meaning::unresolved;
  return meaning == ast::Meaning::table || meaning == ast::Meaning::view ||
         meaning == ast::Meaning::rows;
}

}  // namespace writ::reference
