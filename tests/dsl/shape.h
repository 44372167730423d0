// The shape of an expression on one line, every node in brackets, so that tests of precedence do
// not trust the printer: "(or a (and b c))".
#pragma once

#include <string>

#include "base/overloaded.h"
#include "dsl/ast.h"
#include "dsl/operators.h"
#include "dsl/parse.h"
#include "dsl/print.h"

namespace writ::testing {

inline std::string shape(const ast::Expr& expr);

inline std::string shape(const std::string& word, std::initializer_list<const ast::Expr*> parts) {
  std::string out = "(" + word;
  for (const ast::Expr* part : parts) {
    out += part != nullptr ? " " + shape(*part) : "";
  }
  return out + ")";
}

inline std::string shape(const std::string& word, const std::vector<ast::Expr>& parts) {
  std::string out = "(" + word;
  for (const ast::Expr& part : parts) {
    out += " " + shape(part);
  }
  return out + ")";
}

inline std::string shape(const ast::Expr& expr) {
  using namespace ast;
  return std::visit(
      overloaded{
          [](const Literal& node) { return print(node); },
          [](const SetLiteral& node) { return shape("set", node.elements); },
          [](const NameRef& node) { return node.name.text; },
          [](const Member& node) {
            return shape(*node.object) + (node.optional_step ? "?." : ".") + node.field.text;
          },
          [](const Closure& node) {
            return "(" + shape(*node.object) + (node.optional_step ? "?." : ".") + node.field.text +
                   (node.reflexive ? "*)" : "+)");
          },
          [](const Call& node) { return shape(node.function.text + "()", node.arguments); },
          [](const Unary& node) {
            static constexpr const char* words[] = {"not", "neg", "start", "end"};
            return shape(words[static_cast<int>(node.op)], {node.operand.get()});
          },
          [](const Test& node) {
            static constexpr const char* words[] = {"present", "absent", "known"};
            return shape(words[static_cast<int>(node.op)], {node.operand.get()});
          },
          [](const Binary& node) {
            return shape(std::string(row_of(node.op).spelling),
                         {node.left.get(), node.right.get()});
          },
          [](const Quantifier& node) {
            static constexpr const char* words[] = {"exists ", "no ", "every "};
            return shape(words[static_cast<int>(node.kind)] + node.variable.text,
                         {node.collection.get(), node.where.get(), node.satisfies.get()});
          },
          [](const Aggregate& node) {
            static constexpr const char* words[] = {"count ", "sum ", "min ", "max "};
            return shape(words[static_cast<int>(node.kind)] + node.variable.text,
                         {node.value.get(), node.collection.get(), node.where.get()});
          },
          [](const Comprehension& node) {
            return shape("all " + node.variable.text,
                         {node.value.get(), node.collection.get(), node.where.get()});
          },
          [](const Reachable& node) {
            return shape("reach " + node.from_field.text + "->" + node.to_field.text,
                         {node.from.get(), node.table.get()});
          },
          [](const Became& node) { return shape("became", {node.condition.get()}); },
      },
      expr.node);
}

// Of a text; its diagnostics where it is none: "W0101 `=`".
inline std::string shape_of(const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto expr = parse_expression(sources, sources.add("text", text), diagnostics);
  if (expr) {
    return shape(*expr);
  }
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    out += (out.empty() ? "" : ", ") + std::string(diagnostic.code.id) + " `" +
           std::string(sources.text(diagnostic.span)) + "`";
  }
  return out;
}

}  // namespace writ::testing
