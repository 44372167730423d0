// From the raw tree to the syntax tree. Internal to dsl/: parse() is the face. Where a literal or a
// combination is wrong that the grammar lets through (2026-02-30, a < b < c), it is reported here.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "dsl/ast.h"
#include "dsl/parse_tree.h"
#include "dsl/tree.h"

namespace writ {

// The operator that `spelling` (its words apart by any white space and comments)
// names. REQUIRES: there is one.
ast::BinaryOp operator_of(std::string_view spelling);

class Builder {
 public:
  Builder(const Source& source, std::uint32_t file, Diagnostics& diagnostics)
      : text_(source.text()), file_(file), diagnostics_(diagnostics) {}

  // dsl/build_declaration.cpp
  ast::DeclarationNode declaration(const Tree& tree);
  // dsl/build_policy.cpp, dsl/build_test.cpp
  ast::Policy policy(const Tree& tree);
  ast::TestCase test(const Tree& tree);
  // Reports the mistakes in the clauses of a policy or test that could not be read as a whole;
  // other nodes are left out.
  void check_clauses(const std::vector<Tree>& trees);
  // dsl/build_expr.cpp: of TreeKind::expr or tight_expr
  ast::Expr expr(const Tree& tree);
  ast::For binding(const Tree& tree);

  // dsl/build_limits.cpp: whether what is built from `tree` is shallow enough to be walked by
  // recursion; reports where it is not. REQUIRED before any of the above.
  bool within_limits(const Tree& tree);

  Span span(const Tree& tree) const { return {file_, tree.begin, tree.end}; }
  // Reports what was expected at the fault and what was found, with a hint for what people often
  // mean.
  void report_fault(const SyntaxFault& fault);
  // In place of all faults from this one on.
  void report_more(const SyntaxFault& fault);

 private:
  std::string_view text(const Tree& tree) const {
    return text_.substr(tree.begin, tree.end - tree.begin);
  }
  ast::Name name(const Tree& tree);
  // dsl/build_literal.cpp
  ast::String string(const Tree& tree);
  ast::Template interpolated(const Tree& tree);
  ast::Literal literal(const Tree& tree);
  std::string unescape(std::string_view raw, std::uint32_t begin);
  ast::Expr literal_expr(const Tree& tree);
  std::int64_t integer(const Tree& tree);

  ast::Expr operand(const Tree& tree);
  ast::Expr primary(const Tree& tree);
  ast::Expr call(const Tree& tree);
  ast::Expr postfix(ast::Expr object, const Tree& tree, bool optional_step);
  ast::Expr collection(const Tree& tree);
  ast::Expr fold(const std::vector<const Tree*>& items, std::size_t& next, int least, Span whole);
  ast::Expr prefixed(const std::vector<const Tree*>& items, std::size_t& next, int least,
                     Span whole);
  std::string unchained(const ast::Expr& left, const Tree& op, const ast::Expr& right) const;
  std::vector<ast::Expr> expr_list(const Tree& tree);

  ast::TablePath path2(const Tree& tree);
  ast::TypeExpr type(const Tree& tree);
  ast::Field field(const Tree& tree);
  ast::As as_block(const Tree& tree);
  ast::SchemaTable table(const Tree& tree);
  std::vector<ast::Key> keys(const Tree& parent);
  ast::Define define(const Tree& tree);
  ast::Rows rows(const Tree& tree);
  ast::Expect expect(const Tree& tree);
  ast::Given given(const Tree& tree);
  ast::Expectation expectation(const Tree& tree);
  // Whether the node is a clause of a policy, a line of a test; added where it is.
  bool clause(const Tree& tree, ast::Policy& policy);
  bool test_line(const Tree& tree, ast::TestCase& test);

  Diagnostic& report(std::string_view id, Span where, std::string message, std::string help = {}) {
    return diagnostics_.add(id, where, std::move(message), std::move(help));
  }

  std::string_view text_;
  std::uint32_t file_;
  Diagnostics& diagnostics_;
};

}  // namespace writ
