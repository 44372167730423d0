// Binary operators: which words they become, and those on texts.
#include "dsl/operators.h"

#include <cctype>

#include "evaluator/sqlite/translator.h"

namespace writ::testing {

using Op = ast::BinaryOp;

SqlTerm SqlTranslator::binary(const ast::Expr& expr, const ast::Binary& node) {
  const SqlTerm left = term(*node.left);
  if (node.op == Op::matches) {
    const auto* pattern = std::get_if<ast::Literal>(&node.right->node);
    return matches(std::get<SqlValue>(left), std::get<std::string>(pattern->value));
  }
  const SqlTerm right = term(*node.right);
  if (node.op == Op::in || node.op == Op::not_in) {
    use(std::string(row_of(node.op).spelling));
    const SqlValue in = membership(std::get<SqlValue>(left), set(*node.right));
    return node.op == Op::in ? in : negation(in);
  }
  const SqlSet* left_set = std::get_if<SqlSet>(&left);
  if (left_set != nullptr && node.op == Op::contains) {
    use("a set contains");
    return membership(std::get<SqlValue>(right), *left_set);
  }
  if (left_set != nullptr || std::holds_alternative<SqlSet>(right) || expr.type.is(Kind::set)) {
    const auto side = [](const SqlTerm& term) {
      if (const SqlSet* set = std::get_if<SqlSet>(&term)) {
        return *set;
      }
      throw CannotSay{"a set and a value"};
    };
    return set_operator(node.op, side(left), side(right));
  }
  return of_values(node.op, std::get<SqlValue>(left), std::get<SqlValue>(right));
}

SqlValue SqlTranslator::of_values(Op op, const SqlValue& a, const SqlValue& b) {
  switch (op) {
    case Op::by:
      return obligation(a, b);
    case Op::older_than:
    case Op::newer_than:
      return age(op, a, b);
    case Op::or_else:
      return or_else(a, b);
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
      return arithmetic(op, a, b);
    default:
      break;
  }
  use(std::string(row_of(op).spelling));
  switch (op) {
    case Op::implies:
      return disjunction(negation(a), b);
    case Op::logical_or:
      return disjunction(a, b);
    case Op::logical_and:
      return conjunction(a, b);
    case Op::contains:
    case Op::starts_with:
    case Op::ends_with:
      return text_operator(op, a, b);
    default:
      return comparison(op, a, b);
  }
}

SqlValue SqlTranslator::text_operator(Op op, const SqlValue& a, const SqlValue& b) {
  const auto condition = [&](std::string truth) {
    return blamed(testing::condition(std::move(truth)), a, b);
  };
  const std::string part = a.kind == Kind::email ? "lower(" + b.low + ")" : b.low;
  if (op == Op::contains) {
    return condition("(instr(" + a.low + ", " + part + ") > 0)");
  }
  const std::string at =
      op == Op::starts_with ? "1" : "length(" + a.low + ") - length(" + part + ") + 1";
  return condition("(length(" + part + ") <= length(" + a.low + ") AND substr(" + a.low + ", " +
                   at + ", length(" + part + ")) = " + part + ")");
}

// Of the patterns those that are alternatives of plain texts, each with `^`, `$` or `.*`: GLOB's
// own.
SqlValue SqlTranslator::matches(const SqlValue& text, const std::string& pattern) {
  std::string any;
  std::string rest = pattern + "|";
  for (std::size_t bar = rest.find('|'); bar != rest.npos; bar = rest.find('|')) {
    std::string one = rest.substr(0, bar);
    rest = rest.substr(bar + 1);
    const bool begins = one.starts_with('^');
    const bool ends = one.ends_with('$');
    one = one.substr(begins ? 1 : 0, one.size() - (begins ? 1 : 0) - (ends ? 1 : 0));
    std::string glob = begins ? "" : "*";
    for (std::size_t i = 0; i < one.size(); ++i) {
      if (one.compare(i, 2, ".*") == 0) {
        glob += "*";
        ++i;
      } else if (std::isalnum(static_cast<unsigned char>(one[i])) != 0 || one[i] == '@') {
        glob += one[i];
      } else {
        throw CannotSay{"a regular expression with more than `^`, `$`, `|` and `.*`"};
      }
    }
    glob += ends ? "" : "*";
    any += (any.empty() ? "" : " OR ") + text.low + " GLOB " + sql_text(glob);
  }
  use("matches");
  return blamed(condition("(" + any + ")"), text, text);
}

}  // namespace writ::testing
