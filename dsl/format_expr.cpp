#include "dsl/format_expr.h"

#include <algorithm>
#include <initializer_list>

#include "base/overloaded.h"
#include "base/text.h"
#include "dsl/brackets.h"
#include "dsl/limits.h"
#include "dsl/parse_tree.h"
#include "dsl/print.h"

namespace writ {

using namespace ast;

namespace {

// What the parser counts in one chain, over all of an expression.
struct Size {
  std::size_t operands = 0;
  std::size_t nested = 0;  // right-associative operators, prefixes, steps of a path

  bool within_limits() const {
    return operands < chain_limit && nested < static_cast<std::size_t>(depth_limit);
  }
};

void measure(const Expr& expr, Size& size);

// Steps count where brackets stand between them.
void measure_path(const Expr& path, Size& size) {
  std::size_t steps = 0;
  bool brackets = false;
  const Expr* object = &path;
  while (true) {
    const auto* member = std::get_if<Member>(&object->node);
    const auto* closure = std::get_if<Closure>(&object->node);
    if (member == nullptr && closure == nullptr) {
      break;
    }
    object = member != nullptr ? member->object.get() : closure->object.get();
    brackets = brackets || object->parenthesised;
    ++steps;
  }
  size.nested += brackets ? steps : 0;
  measure(*object, size);
}

void measure(const Expr& expr, Size& size) {
  const auto box = [&](const Box<Expr>& child) {
    if (child) {
      measure(*child, size);
    }
  };
  std::visit(overloaded{
                 [&](const Binary&) {
                   const auto spine = left_spine(expr);
                   measure(*std::get<Binary>(spine.front()->node).left, size);
                   for (const Expr* node : spine) {
                     const auto& binary = std::get<Binary>(node->node);
                     size.nested += row_of(binary.op).right_associative;
                     measure(*binary.right, size);
                   }
                 },
                 [&](const Unary& node) {
                   ++size.nested;
                   box(node.operand);
                 },
                 [&](const Test& node) { box(node.operand); },
                 [&](const Member&) { measure_path(expr, size); },
                 [&](const Closure&) { measure_path(expr, size); },
                 [&](const Quantifier& node) {
                   box(node.collection);
                   box(node.where);
                   box(node.satisfies);
                 },
                 [&](const auto&) { ++size.operands; },
             },
             expr.node);
}

bool named(const Expr& expr, std::initializer_list<std::string_view> words) {
  const auto* name = std::get_if<NameRef>(&expr.node);
  return name != nullptr && std::find(words.begin(), words.end(), name->name.text) != words.end();
}

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

FileLayout ExprFormat::at_level(const Expr& expr, int level) {
  return bracketed(expr, level) ? FileLayout::concat({"(", bare(expr), ")"}) : bare(expr);
}

FileLayout ExprFormat::expr(const Expr& expr, Followed followed) {
  const bool outer = keep_;
  Size size;
  measure(expr, size);
  keep_ = keep_ || !size.within_limits();
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

// Past brackets and trivia, which belong to the span of what stands in brackets.
std::uint32_t ExprFormat::token_begin(const Expr& expr) const {
  std::size_t at = expr.span.begin;
  while (expr.parenthesised) {
    at = skip_trivia(source_.text(), at);
    if (source_.text()[at] != '(') {
      break;
    }
    ++at;
  }
  return static_cast<std::uint32_t>(at);
}

std::string ExprFormat::token(std::uint32_t begin, bool time) const {
  const std::string& all = source_.text();
  std::size_t end = begin;
  const auto belongs = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (time && (c == ':' || c == '-' || c == '+' || c == '.'));
  };
  while (end < all.size() && belongs(all[end])) {
    ++end;
  }
  return all.substr(begin, end - begin);
}

FileLayout ExprFormat::literal(const Expr& expr, const Literal& node) {
  return std::visit(overloaded{
                        [](const AbsentLiteral&) { return std::string("absent"); },
                        [](bool value) { return std::string(value ? "true" : "false"); },
                        [](const std::string& plain) { return text(plain); },
                        [&](const Decimal&) {
                          const std::string whole = token(token_begin(expr));
                          const auto rest = token_begin(expr) + whole.size() + 1;
                          return whole + "." + token(static_cast<std::uint32_t>(rest));
                        },
                        [&](const Date&) { return source_.text().substr(token_begin(expr), 10); },
                        [&](const Instant&) { return token(token_begin(expr), true); },
                        [&](const auto&) { return token(token_begin(expr)); },
                    },
                    node.value);
}

std::string ExprFormat::text(const std::string& plain) {
  const std::string all = quoted(plain);
  std::string out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == '\\' && (all[i + 1] == '{' || all[i + 1] == '}')) {
      ++i;
    } else if (all[i] == '\\') {
      out += all[i++];
    }
    out += all[i];
  }
  return out;
}

std::string ExprFormat::text(const Template& text) const {
  std::string out = "\"";
  for (const auto& piece : text.pieces) {
    if (const auto* plain = std::get_if<std::string>(&piece)) {
      const std::string all = quoted(*plain);
      out += all.substr(1, all.size() - 2);
    } else {
      ExprFormat inner(source_, comments_);
      out += "{" + flat(inner.expr(std::get<Expr>(piece))) + "}";
    }
  }
  return out + "\"";
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
