// What ranges over members, and how they may be looked up.
#include "evaluator/native/lookups.h"
#include "evaluator/native/lower_expr.h"

namespace writ::native {

// Binds `variable` and lowers the conditions over it.
void ExprLowering::range_over(Node& node, const ast::Name& variable, const ast::Expr& collection,
                              const ast::Expr* where, const ast::Expr* satisfies,
                              const ast::Expr* result, Names& names) {
  add_kid(node, lower(collection, names));
  node.name = variable.text;
  node.slot = names.bind(variable.text);
  if (where != nullptr) {
    for (const ast::Expr* part : ast::operands(*where, ast::BinaryOp::logical_and)) {
      node.where.push_back(lower(*part, names));
      read(node, node.where.back(), node.slot);
    }
  }
  if (satisfies != nullptr) {
    node.satisfies = lower(*satisfies, names);
    read(node, node.satisfies, node.slot);
  }
  if (result != nullptr) {
    node.result = lower(*result, names);
    read(node, node.result, node.slot);
  }
  node.lookup = names_relation(node.kids[0]) ? find_lookup(node.where, node.slot) : std::nullopt;
  node.is_inner = find_inner(node.where, node.slot);
  Node rest;
  for (std::size_t k = 0; k < node.where.size(); ++k) {
    if (node.is_inner[k]) {
      node.inner.push_back(node.where[k]);
    } else if (!node.lookup || node.lookup->at != k) {
      read(rest, node.where[k], node.slot);
    }
  }
  for (NodeRef last : {node.satisfies, node.result}) {
    if (last != nullptr) {
      read(rest, last, node.slot);
    }
  }
  node.rest = std::move(rest.free);
  names.slots.erase(variable.text);
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Quantifier& tree, Names& names) {
  const Op op = tree.kind == ast::QuantifierKind::exists ? Op::exists
                : tree.kind == ast::QuantifierKind::no   ? Op::no
                                                         : Op::every;
  Node& node = make(op, expr.type);
  range_over(node, tree.variable, *tree.collection, tree.where.get(), tree.satisfies.get(),
             nullptr, names);
  node.quantified = true;
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Aggregate& tree, Names& names) {
  const Op op = tree.kind == ast::AggregateKind::count ? Op::count
                : tree.kind == ast::AggregateKind::sum ? Op::sum
                : tree.kind == ast::AggregateKind::min ? Op::min
                                                       : Op::max;
  Node& node = make(op, expr.type);
  node.text = std::string(sources_.text(expr.span));
  range_over(node, tree.variable, *tree.collection, tree.where.get(), nullptr, tree.value.get(),
             names);
  node.faults = node.faults || op != Op::count;
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Comprehension& tree,
                               Names& names) {
  Node& node = make(Op::comprehension, expr.type);
  range_over(node, tree.variable, *tree.collection, tree.where.get(), nullptr, tree.value.get(),
             names);
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Reachable& tree, Names& names) {
  Node& node = make(Op::reachable, expr.type);
  add_kid(node, lower(*tree.from, names));
  add_kid(node, lower(*tree.table, names));
  node.from_field = tree.from_field.text;
  node.to_field = tree.to_field.text;
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Became& tree, Names& names) {
  Node& node = make(Op::became, expr.type);
  add_kid(node, lower(*tree.condition, names));
  node.lets = names.lets;
  for (auto let = node.lets.rbegin(); let != node.lets.rend(); ++let) {
    read(node, let->second);
  }
  node.faults = true;
  return &node;
}

}  // namespace writ::native
