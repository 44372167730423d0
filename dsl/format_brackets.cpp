// Which of the author's brackets stay.
#include <algorithm>
#include <initializer_list>

#include "dsl/brackets.h"
#include "dsl/format_expr.h"

namespace writ {

using namespace ast;

namespace {

bool named(const Expr& expr, std::initializer_list<std::string_view> words) {
  const auto* name = std::get_if<NameRef>(&expr.node);
  return name != nullptr && std::find(words.begin(), words.end(), name->name.text) != words.end();
}

}  // namespace

// Whether the expression, as it will be written, ends in a quantifier.
bool ExprFormat::open_end(const Expr& expr) const {
  if (std::holds_alternative<Quantifier>(expr.node)) {
    return true;
  }
  if (const auto* binary = std::get_if<Binary>(&expr.node)) {
    return !bracketed(*binary->right, right_level(row_of(binary->op))) && open_end(*binary->right);
  }
  if (const auto* unary = std::get_if<Unary>(&expr.node)) {
    return !bracketed(*unary->operand, operand_level_of(unary->op)) && open_end(*unary->operand);
  }
  return false;
}

// Brackets that the author did not set are never needed: the text around the expression stays as
// loose as it was.
bool ExprFormat::bracketed(const Expr& expr, int level) const {
  if (named(expr, {"exists", "no", "every"})) {  // a word after them could make them quantifiers
    return true;
  }
  if (!expr.parenthesised) {
    return false;
  }
  const bool glued =  // to what follows, without brackets
      named(expr, {"start", "end", "reachable"}) ||
      (level == operand_level && std::holds_alternative<Literal>(expr.node));
  return keep_ || glued || level_of(expr) < level || (level > 0 && open_end(expr));
}

}  // namespace writ
