// Why a condition came out as it did: its parts with their values, and the rows that decided.
#pragma once

#include "evaluator/reference/expressions.h"

namespace writ::reference {

class Prover {
 public:
  explicit Prover(World& world) : world_(world) {}

  // Appends the steps of `expr`, and the rows that decided quantifiers in it.
  void condition(const ast::Expr& expr, const Scope* scope, int depth);
  void note(int depth, std::string text, std::string value, std::string because = {},
            std::optional<Witness> row = {});

  std::vector<ProofStep> steps;
  std::vector<RowRef> rows;

 private:
  Truth prove(const ast::Expr& expr, const Scope* scope, int depth, bool deciding);
  void parts(const ast::Expr& expr, const Truth& result, const Scope* scope, int depth,
             bool deciding);
  void connective(const ast::Binary& node, const ast::Expr& expr, const Truth& result,
                  const Scope* scope, int depth, bool deciding);
  void quantifier(const ast::Quantifier& node, const Truth& result, const Scope* scope, int depth,
                  bool deciding);
  void member(const ast::Quantifier& node, const Value& value, const Scope* scope, int depth,
              bool deciding);
  void call(const ast::Call& node, const Scope* scope, int depth, bool deciding);
  void value(const ast::Expr& expr, const Scope* scope, int depth);

  World& world_;
};

// Where the row came from: of a view's row, the row behind it. Nothing for a constant table's.
std::optional<Witness> witness_of(const World& world, const RowRef& row);

}  // namespace writ::reference
