#include "evaluator/native/lower_expr.h"

#include <algorithm>

#include "base/overloaded.h"

namespace writ::native {

namespace {

bool expensive(Op op) {
  return op != Op::literal && op != Op::nothing && op != Op::local && op != Op::param &&
         op != Op::define && op != Op::relation && op != Op::became;
}

}  // namespace

ExprLowering::ExprLowering(const Program& program, const Sources& sources,
                           const std::map<std::string, ast::Expr>& params, TextPool& texts,
                           Plan& plan)
    : program_(program), sources_(sources), params_(params), texts_(texts), plan_(plan) {
  for (const auto& [name, relation] : program.relations) {
    relation_ids_.emplace(name, static_cast<std::uint32_t>(relation_ids_.size()));
  }
}

Node& ExprLowering::make(Op op, const Type& type) {
  plan_.nodes.push_back({});
  plan_.nodes.back().op = op;
  plan_.nodes.back().type = type;
  return plan_.nodes.back();
}

void ExprLowering::read(Node& node, NodeRef kid, int bound) {
  for (const int slot : kid->free) {
    if (slot != bound && std::find(node.free.begin(), node.free.end(), slot) == node.free.end()) {
      node.free.push_back(slot);
    }
  }
  node.faults = node.faults || kid->faults;
  node.quantified = node.quantified || kid->quantified;
}

void ExprLowering::add_kid(Node& node, NodeRef kid) {
  read(node, kid);
  node.kids.push_back(kid);
}

NodeRef ExprLowering::lower(const ast::Expr& expr, Names& names) {
  Node* node = std::visit(
      [&](const auto& tree) { return lower_node(expr, tree, names); }, expr.node);
  if (node->span.size() == 0) {
    node->span = expr.span;
  }
  if (node->memo < 0 && node->free.empty() && expensive(node->op)) {
    node->memo = plan_.memos++;
  }
  return node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Literal& tree, Names&) {
  Node& node = make(Op::literal, expr.type);
  node.value = std::visit(
      overloaded{
          [](const ast::AbsentLiteral&) { return Val{}; },
          [](bool x) { return Val::of(x); },
          [](std::int64_t x) { return Val::exactly(Tag::integer, x); },
          [](Decimal x) { return Val::exactly(Tag::decimal, x.millionths); },
          [&](const std::string& x) { return Val::text(texts_.add(x)); },
          [](Duration x) { return Val::exactly(Tag::duration, x.micros); },
          [](Date x) {
            return Val{Tag::day, false, false, 0, x.days, 0};
          },
          [](Instant x) { return Val::exactly(Tag::instant, x.micros); },
      },
      tree.value);
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::SetLiteral& tree, Names& names) {
  Node& node = make(Op::set_literal, expr.type);
  for (const ast::Expr& element : tree.elements) {
    add_kid(node, lower(element, names));
  }
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Unary& tree, Names& names) {
  Node& node = make(Op::unary, expr.type);
  node.unary = tree.op;
  node.text = std::string(sources_.text(expr.span));
  add_kid(node, lower(*tree.operand, names));
  node.faults = node.faults || tree.op == ast::UnaryOp::negate;
  return &node;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Test& tree, Names& names) {
  Node& node = make(Op::test, expr.type);
  node.test = tree.op;
  add_kid(node, lower(*tree.operand, names));
  return &node;
}

bool ExprLowering::may_fault(ast::BinaryOp op) {
  using B = ast::BinaryOp;
  return op == B::add || op == B::subtract || op == B::multiply || op == B::divide ||
         op == B::older_than || op == B::newer_than;
}

Node* ExprLowering::lower_node(const ast::Expr& expr, const ast::Binary& tree, Names& names) {
  if (tree.op == ast::BinaryOp::implies || tree.op == ast::BinaryOp::or_else) {
    Node& node = make(tree.op == ast::BinaryOp::implies ? Op::implies : Op::or_else, expr.type);
    const ast::Expr* rest = &expr;
    for (auto* next = std::get_if<ast::Binary>(&rest->node);
         next != nullptr && next->op == tree.op; next = std::get_if<ast::Binary>(&rest->node)) {
      add_kid(node, lower(*next->left, names));
      rest = next->right.get();
    }
    add_kid(node, lower(*rest, names));
    return &node;
  }
  const std::vector<const ast::Expr*> spine = ast::left_spine(expr);
  NodeRef first = lower(*std::get<ast::Binary>(spine.front()->node).left, names);
  Node* node = nullptr;
  for (std::size_t i = 0; i < spine.size();) {
    node = segment(spine, i, first, names);
    if (i < spine.size() && node->free.empty()) {
      node->memo = plan_.memos++;
    }
    first = node;
  }
  return node;
}

bool ExprLowering::leans_right(ast::BinaryOp op) {
  return op == ast::BinaryOp::implies || op == ast::BinaryOp::or_else;
}

// A union of emails with texts.
bool ExprLowering::makes_addresses(const ast::Expr& expr, const ast::Binary& binary) {
  const auto emails = [](const Type& type) {
    return type.is(Kind::set) && type.element->is(Kind::email);
  };
  return binary.op == ast::BinaryOp::add && emails(expr.type) &&
         !(emails(binary.left->type) && emails(binary.right->type));
}

// A run of one connective, or of operators that are none, as one node; moves `i` behind it.
Node* ExprLowering::segment(const std::vector<const ast::Expr*>& spine, std::size_t& i,
                            NodeRef first, Names& names) {
  const auto connective = [&](std::size_t at) {
    const ast::BinaryOp op = std::get<ast::Binary>(spine[at]->node).op;
    return op == ast::BinaryOp::logical_and || op == ast::BinaryOp::logical_or || leans_right(op)
               ? std::optional(op)
               : std::nullopt;
  };
  const auto kind = connective(i);
  if (kind && leans_right(*kind)) {  // in brackets, on the left of something
    Node& node = make(*kind == ast::BinaryOp::implies ? Op::implies : Op::or_else, spine[i]->type);
    add_kid(node, first);
    add_kid(node, lower(*std::get<ast::Binary>(spine[i]->node).right, names));
    ++i;
    return &node;
  }
  std::size_t end = i;
  while (end < spine.size() && connective(end) == kind) {
    ++end;
  }
  Node& node = make(Op::chain, spine[end - 1]->type);
  add_kid(node, first);
  for (; i < end; ++i) {
    const auto& binary = std::get<ast::Binary>(spine[i]->node);
    Step step{binary.op, lower(*binary.right, names), spine[i]->type.is(Kind::set),
              binary.left->type.is(Kind::set), makes_addresses(*spine[i], binary),
              std::string(sources_.text(spine[i]->span))};
    read(node, step.right);
    node.faults = node.faults || may_fault(binary.op);
    node.steps.push_back(std::move(step));
  }
  return &node;
}

RowPlan ExprLowering::over_row(const ast::Expr& expr, const std::string& relation) {
  Names names;
  names.bind(implicit_row);
  implicit_relation_ = relation;
  RowPlan plan;
  plan.body = lower(expr, names);
  plan.slots = names.count;
  rows_fault_ = rows_fault_ || plan.body->faults;
  return plan;
}

}  // namespace writ::native
