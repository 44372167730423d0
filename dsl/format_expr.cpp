#include "dsl/format_expr.h"

#include "base/overloaded.h"
#include "dsl/brackets.h"
#include "dsl/expr_size.h"
#include "dsl/print.h"

namespace writ {

using namespace ast;

namespace {

bool is_connective(BinaryOp op) {
  return row_of(op).level < not_level;
}

}  // namespace

void add_before(FileLayout& layout, const std::vector<Remark>& remarks) {
  for (const Remark& remark : remarks) {
    layout.add(FileLayout::comment(remark.text));
    layout.add(FileLayout::hard());
  }
}

void add_after(FileLayout& layout, const std::string& remark) {
  if (!remark.empty()) {
    layout.add(FileLayout::comment("  " + remark));
  }
}

bool ExprFormat::hugs(const Expr& expr) {
  return std::holds_alternative<SetLiteral>(expr.node) ||
         std::holds_alternative<Comprehension>(expr.node) ||
         std::holds_alternative<Aggregate>(expr.node) || std::holds_alternative<Call>(expr.node);
}

FileLayout ExprFormat::at_level(const Expr& expr, int level) {
  return bracketed(expr, level) ? FileLayout::concat({"(", bare(expr), ")"}) : bare(expr);
}

FileLayout ExprFormat::expr(const Expr& expr, Followed followed) {
  const bool outer = keep_;
  keep_ = keep_ || !fits_without_brackets(expr);
  FileLayout layout = at_level(expr, followed == Followed::by_nothing ? 0 : 1);
  keep_ = outer;
  return layout;
}

FileLayout ExprFormat::operand(const Expr& expr) {
  return at_level(expr, operand_level);
}

FileLayout ExprFormat::key(const Key& key) {
  const int level = row_of(BinaryOp::or_else).level;
  return FileLayout::concat({at_level(key.left, level), " == ", at_level(key.right, level)});
}

FileLayout ExprFormat::list(const Expr& expr, const SetLiteral& node) {
  const Trivia& trivia = comments_.at(token_begin(expr));
  FileLayout inner = FileLayout::nest(2, {});
  add_after(inner, trivia.opening);
  for (const Expr& element : node.elements) {
    const Trivia& own = comments_.at(element.span.begin);
    const bool last = &element == &node.elements.back();
    inner.add(&element == &node.elements.front() ? FileLayout::soft() : FileLayout::line());
    add_before(inner, own.before);
    inner.add(this->expr(element));
    inner.add(last ? FileLayout::if_broken(",") : FileLayout(","));
    add_after(inner, own.after);
  }
  for (const Remark& remark : trivia.closing) {
    inner.add(FileLayout::hard());
    inner.add(FileLayout::comment(remark.text));
  }
  return node.elements.empty() && !inner.breaks()
             ? FileLayout("[]")
             : FileLayout::group({"[", std::move(inner), FileLayout::soft(), "]"});
}

FileLayout ExprFormat::call(const std::string& name, const std::vector<Expr>& arguments) {
  std::vector<FileLayout> parts;
  for (const Expr& argument : arguments) {
    if (!parts.empty()) {
      parts.emplace_back(",");
    }
    parts.push_back(parts.empty() ? FileLayout::soft() : FileLayout::line());
    parts.push_back(expr(argument));
  }
  if (parts.empty()) {
    return name + "()";
  }
  return FileLayout::group(
      {name + "(", FileLayout::nest(2, std::move(parts)), FileLayout::soft(), ")"});
}

// "x in C where e", the `where` on a line of its own if need be.
FileLayout ExprFormat::generator(const Name& variable, const Box<Expr>& collection,
                                 const Box<Expr>& where) {
  FileLayout layout = FileLayout::concat({variable.text + " in ", operand(*collection)});
  if (where) {
    layout.add(FileLayout::nest(2, {FileLayout::line(), "where ", expr(*where)}));
  }
  return layout;
}

FileLayout ExprFormat::quantifier(const Quantifier& node) {
  const char* word = node.kind == QuantifierKind::exists ? "exists "
                     : node.kind == QuantifierKind::no   ? "no "
                                                         : "every ";
  FileLayout rest = FileLayout::nest(2, {});
  if (node.where) {
    rest.add(FileLayout::line());
    rest.add("where ");
    rest.add(expr(*node.where, node.satisfies ? Followed::by_words : Followed::by_nothing));
  }
  if (node.satisfies) {
    rest.add(FileLayout::line());
    rest.add("satisfies ");
    rest.add(expr(*node.satisfies));
  }
  return FileLayout::group(
      {word + node.variable.text + " in ", operand(*node.collection), std::move(rest)});
}

// Operators of one level stand in one group: all of its lines break, or none.
FileLayout ExprFormat::chain(const Expr& whole) {
  const auto spine = left_spine(whole);
  std::size_t start = spine.size() - 1;
  while (start > 0) {
    const OperatorRow& outer = row_of(std::get<Binary>(spine[start]->node).op);
    if (bracketed(*spine[start - 1], left_level(outer))) {
      break;
    }
    --start;
  }
  const auto& first = std::get<Binary>(spine[start]->node);
  FileLayout left = at_level(*first.left, left_level(row_of(first.op)));
  for (std::size_t i = start; i < spine.size();) {
    const int level = row_of(std::get<Binary>(spine[i]->node).op).level;
    FileLayout rest = FileLayout::nest(2, {});
    for (; i < spine.size(); ++i) {
      const auto& node = std::get<Binary>(spine[i]->node);
      const OperatorRow& row = row_of(node.op);
      if (row.level != level) {
        break;
      }
      rest.add(!is_connective(node.op) && hugs(*node.right) ? FileLayout(" ") : FileLayout::line());
      rest.add(std::string(row.spelling) + " ");
      rest.add(at_level(*node.right, right_level(row)));
    }
    left = FileLayout::group({std::move(left), std::move(rest)});
  }
  return left;
}

FileLayout ExprFormat::bare(const Expr& expr) {
  static constexpr const char* unary_words[] = {"not ", "-", "start of ", "end of "};
  static constexpr const char* test_words[] = {" is present", " is absent", " is known"};
  static constexpr const char* aggregate_words[] = {"count", "sum", "min", "max"};
  return std::visit(
      overloaded{
          [&](const Literal& node) { return literal(expr, node); },
          [&](const SetLiteral& node) { return list(expr, node); },
          [&](const NameRef& node) { return FileLayout(node.name.text); },
          [&](const Member& node) {
            return FileLayout::concat(
                {operand(*node.object), (node.optional_step ? "?." : ".") + node.field.text});
          },
          [&](const Closure& node) {
            return FileLayout::concat({operand(*node.object), (node.optional_step ? "?." : ".") +
                                                                  node.field.text +
                                                                  (node.reflexive ? "*" : "+")});
          },
          [&](const Call& node) { return call(node.function.text, node.arguments); },
          [&](const Unary& node) {
            return FileLayout::concat({unary_words[static_cast<int>(node.op)],
                                       at_level(*node.operand, operand_level_of(node.op))});
          },
          [&](const Test& node) {
            return FileLayout::concat(
                {at_level(*node.operand, test_level + 1), test_words[static_cast<int>(node.op)]});
          },
          [&](const Binary&) { return chain(expr); },
          [&](const Quantifier& node) { return quantifier(node); },
          [&](const Aggregate& node) {
            FileLayout parts = FileLayout::nest(2, {FileLayout::soft()});
            if (node.value) {
              parts.add(this->expr(*node.value, Followed::by_words));
              parts.add(FileLayout::line());
              parts.add("for ");
            }
            parts.add(generator(node.variable, node.collection, node.where));
            return FileLayout::group({aggregate_words[static_cast<int>(node.kind)], "(",
                                      std::move(parts), FileLayout::soft(), ")"});
          },
          [&](const Comprehension& node) {
            return FileLayout::group(
                {"{",
                 FileLayout::nest(2,
                                  {FileLayout::soft(), this->expr(*node.value, Followed::by_words),
                                   FileLayout::line(), "for ",
                                   generator(node.variable, node.collection, node.where)}),
                 FileLayout::soft(), "}"});
          },
          [&](const Reachable& node) {
            return FileLayout::group(
                {"reachable from ", operand(*node.from),
                 FileLayout::nest(
                     2, {FileLayout::line(), "through ", print(*node.table),
                         "(" + node.from_field.text + " -> " + node.to_field.text + ")"})});
          },
          [&](const Became& node) {
            return FileLayout::group(
                {"became(", FileLayout::nest(2, {FileLayout::soft(), this->expr(*node.condition)}),
                 FileLayout::soft(), ")"});
          },
      },
      expr.node);
}

}  // namespace writ
