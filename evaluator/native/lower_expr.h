// From expressions to nodes: names become slots, relations and fields.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "evaluator/native/plan.h"

namespace writ::native {

// The row whose fields bare names are goes by this name.
constexpr std::string_view implicit_row = ".";

// The slots of one routine, policy or row plan.
struct Names {
  std::map<std::string, int, std::less<>> slots;
  std::size_t count = 0;
  std::vector<std::pair<int, NodeRef>> lets;
  int bind(std::string_view name) {
    slots.insert_or_assign(std::string(name), static_cast<int>(count));
    return static_cast<int>(count++);
  }
};

class ExprLowering {
 public:
  ExprLowering(const Program& program, const Sources& sources,
               const std::map<std::string, ast::Expr>& params, TextPool& texts, Plan& plan);

  // Names are bound in `names` while what they are bound in is lowered.
  NodeRef lower(const ast::Expr& expr, Names& names);
  // Over a row of the relation, whose fields bare names are.
  RowPlan over_row(const ast::Expr& expr, const std::string& relation);

  const std::map<std::string, std::uint32_t>& relation_ids() const { return relation_ids_; }
  // Whether something over_row() has lowered may overflow, and that to read any field may, then.
  bool rows_fault() const { return rows_fault_; }
  void fields_fault() { fields_fault_ = true; }

 private:
  Node& make(Op op, const Type& type);
  // What `kid` reads is read by `node` too, but for the slot that it binds.
  void read(Node& node, NodeRef kid, int bound = -1);
  void add_kid(Node& node, NodeRef kid);
  Node* lower_node(const ast::Expr& expr, const ast::Literal& tree, Names&);
  Node* lower_node(const ast::Expr& expr, const ast::SetLiteral& tree, Names& names);
  Node* local(const ast::Expr& expr, std::string_view name, const Names& names);
  Node* field(const ast::Expr& expr, NodeRef object, const std::string& name, int index);
  Node* relation(const ast::Expr& expr, const std::string& name);
  Node* lower_node(const ast::Expr& expr, const ast::NameRef& tree, Names& names);
  Node* param(const ast::Expr& expr, const std::string& name);
  Node* define(const ast::Expr& expr, const std::string& name);
  Node* lower_node(const ast::Expr& expr, const ast::Member& tree, Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Closure& tree, Names& names);
  const Routine* routine(const std::string& name);
  Node* lower_node(const ast::Expr& expr, const ast::Call& tree, Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Unary& tree, Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Test& tree, Names& names);
  static bool may_fault(ast::BinaryOp op);
  Node* lower_node(const ast::Expr& expr, const ast::Binary& tree, Names& names);
  static bool leans_right(ast::BinaryOp op);
  static bool makes_addresses(const ast::Expr& expr, const ast::Binary& binary);
  Node* segment(const std::vector<const ast::Expr*>& spine, std::size_t& i, NodeRef first,
                Names& names);
  void range_over(Node& node, const ast::Name& variable, const ast::Expr& collection,
                  const ast::Expr* where, const ast::Expr* satisfies, const ast::Expr* result,
                  Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Quantifier& tree, Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Aggregate& tree, Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Comprehension& tree, Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Reachable& tree, Names& names);
  Node* lower_node(const ast::Expr& expr, const ast::Became& tree, Names& names);

  const Program& program_;
  const Sources& sources_;
  const std::map<std::string, ast::Expr>& params_;
  TextPool& texts_;
  Plan& plan_;
  std::map<std::string, std::uint32_t> relation_ids_;
  std::string implicit_relation_;
  bool fields_fault_ = false;
  bool rows_fault_ = false;
};

}  // namespace writ::native
