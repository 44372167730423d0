#include "dsl/print.h"

#include "base/overloaded.h"
#include "base/text.h"
#include "dsl/operators.h"

namespace writ {

using namespace ast;

namespace {

// How tightly a printed expression holds together; 10 is an operand. A quantifier swallows all to
// its right, so it is bracketed under every operator.
int level_of(const Expr& expr) {
  return std::visit(overloaded{
                        [](const Binary& node) { return row_of(node.op).level; },
                        [](const Unary& node) {
                          return node.op == UnaryOp::logical_not ? not_level : prefix_level;
                        },
                        [](const Test&) { return test_level; },
                        [](const Quantifier&) { return 0; },
                        [](const Reachable&) { return 10; },
                        [](const auto&) { return 10; },
                    },
                    expr.node);
}

std::string at_level(const Expr& expr, int level) {
  return level_of(expr) < level ? "(" + print(expr) + ")" : print(expr);
}

std::string print_list(const std::vector<Expr>& list) {
  std::string out;
  for (const Expr& item : list) {
    out += (out.empty() ? "" : ", ") + print(item);
  }
  return out;
}

std::string print_chain(const Expr& expr) {
  const auto spine = left_spine(expr);
  // Nodes bracketed on the way down start a new printing: only those that hold together at their
  // parent's level fold.
  std::string out;
  std::size_t start = 0;
  for (std::size_t i = spine.size(); i-- > 1;) {
    const OperatorRow& outer = row_of(std::get<Binary>(spine[i]->node).op);
    const OperatorRow& inner = row_of(std::get<Binary>(spine[i - 1]->node).op);
    const bool holds = outer.chains && !outer.right_associative ? inner.level >= outer.level
                                                                : inner.level > outer.level;
    if (!holds) {
      out = "(" + print(*spine[i - 1]) + ")";
      start = i;
      break;
    }
  }
  if (start == 0) {
    const auto& first = std::get<Binary>(spine[0]->node);
    const OperatorRow& row = row_of(first.op);
    out = at_level(*first.left, row.chains && !row.right_associative ? row.level : row.level + 1);
  }
  for (std::size_t i = start; i < spine.size(); ++i) {
    const auto& node = std::get<Binary>(spine[i]->node);
    const OperatorRow& row = row_of(node.op);
    out += " " + std::string(row.spelling) + " " +
           at_level(*node.right, row.right_associative ? row.level : row.level + 1);
  }
  return out;
}

std::string print_unary(const Unary& node) {
  switch (node.op) {
    case UnaryOp::logical_not:
      return "not " + at_level(*node.operand, not_level);
    case UnaryOp::negate:
      return "-" + at_level(*node.operand, prefix_level + 1);
    case UnaryOp::start_of:
      return "start of " + at_level(*node.operand, prefix_level);
    case UnaryOp::end_of:
      return "end of " + at_level(*node.operand, prefix_level);
  }
  return {};
}

std::string print_test(const Test& node) {
  const char* word = node.op == TestOp::is_present  ? " is present"
                     : node.op == TestOp::is_absent ? " is absent"
                                                    : " is known";
  return at_level(*node.operand, test_level + 1) + word;
}

// "x in C where e"
std::string binding(const Name& variable, const Box<Expr>& collection, const Box<Expr>& where) {
  return variable.text + " in " + at_level(*collection, prefix_level) +
         (where ? " where " + print(*where) : "");
}

std::string print_quantifier(const Quantifier& node) {
  const char* word = node.kind == QuantifierKind::exists ? "exists "
                     : node.kind == QuantifierKind::no   ? "no "
                                                         : "every ";
  // A condition after `where` runs as far as it can, so one that ends in a quantifier is cut off by
  // brackets.
  std::string where = node.where ? " where " + print(*node.where) : "";
  if (node.where && node.satisfies) {
    where = " where " + at_level(*node.where, 1);
  }
  return word + node.variable.text + " in " + at_level(*node.collection, prefix_level) + where +
         (node.satisfies ? " satisfies " + print(*node.satisfies) : "");
}

std::string print_aggregate(const Aggregate& node) {
  static constexpr const char* words[] = {"count", "sum", "min", "max"};
  return std::string(words[static_cast<int>(node.kind)]) + "(" +
         (node.value ? at_level(*node.value, 1) + " for " : "") +
         binding(node.variable, node.collection, node.where) + ")";
}

}  // namespace

std::string print(const Literal& literal) {
  return std::visit(overloaded{
                        [](const AbsentLiteral&) { return std::string("absent"); },
                        [](bool value) { return std::string(value ? "true" : "false"); },
                        [](std::int64_t value) { return std::to_string(value); },
                        [](const std::string& text) { return quoted(text); },
                        [](const auto& value) { return to_string(value); },
                    },
                    literal.value);
}

std::string print(const Expr& expr) {
  return std::visit(
      overloaded{
          [](const Literal& node) { return print(node); },
          [](const SetLiteral& node) { return "[" + print_list(node.elements) + "]"; },
          [](const NameRef& node) { return node.name.text; },
          [](const Member& node) {
            return at_level(*node.object, 10) + (node.optional_step ? "?." : ".") + node.field.text;
          },
          [](const Closure& node) {
            return at_level(*node.object, 10) + (node.optional_step ? "?." : ".") +
                   node.field.text + (node.reflexive ? "*" : "+");
          },
          [](const Call& node) {
            return node.function.text + "(" + print_list(node.arguments) + ")";
          },
          [](const Unary& node) { return print_unary(node); },
          [](const Test& node) { return print_test(node); },
          [&](const Binary&) { return print_chain(expr); },
          [](const Quantifier& node) { return print_quantifier(node); },
          [](const Aggregate& node) { return print_aggregate(node); },
          [](const Comprehension& node) {
            return "{" + at_level(*node.value, 1) + " for " +
                   binding(node.variable, node.collection, node.where) + "}";
          },
          [](const Reachable& node) {
            return "reachable from " + at_level(*node.from, prefix_level) + " through " +
                   at_level(*node.table, prefix_level) + "(" + node.from_field.text + " -> " +
                   node.to_field.text + ")";
          },
          [](const Became& node) { return "became(" + print(*node.condition) + ")"; },
      },
      expr.node);
}

std::string print(const TypeExpr& type) {
  std::string out = type.set ? "set of " : "";
  if (!type.one_of.empty()) {
    for (std::size_t i = 0; i < type.one_of.size(); ++i) {
      out += (i == 0 ? "" : " | ") + quoted(type.one_of[i].text);
    }
    out += type.open ? " | ..." : "";
  } else if (type.ref) {
    out += "ref " + type.ref->text;
  } else if (type.row) {
    out += type.row->text();
  } else {
    out += type.base;
  }
  return out + (type.optional ? "?" : "");
}

std::string print(const Key& key) {
  return at_level(key.left, row_of(BinaryOp::or_else).level) +
         " == " + at_level(key.right, row_of(BinaryOp::or_else).level);
}

}  // namespace writ
