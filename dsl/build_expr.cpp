#include <algorithm>
#include <cstdlib>

#include "base/ensure.h"
#include "base/text.h"
#include "dsl/build.h"
#include "dsl/operators.h"
#include "dsl/parse_tree.h"

namespace writ {

using namespace ast;

BinaryOp operator_of(std::string_view spelling) {
  std::string words;
  for (std::size_t at = 0; at < spelling.size();) {
    const std::size_t next = skip_trivia(spelling, at);
    words += next > at ? ' ' : spelling[at];
    at = std::max(next, at + 1);
  }
  for (const OperatorRow& row : operator_rows) {
    if (row.spelling == words) {
      return row.op;
    }
  }
  const bool grammar_takes_operators_from_the_same_table = false;
  ENSURE(grammar_takes_operators_from_the_same_table);
  std::abort();
}

Expr Builder::expr(const Tree& tree) {
  std::vector<const Tree*> items;
  for (const Tree& child : tree.children) {
    items.push_back(&child);
  }
  std::size_t next = 0;
  return fold(items, next, 0, span(tree));
}

// Precedence climbing: takes operators that bind at least as tightly as `least`.
Expr Builder::fold(const std::vector<const Tree*>& items, std::size_t& next, int least,
                   Span whole) {
  Expr left = prefixed(items, next, least, whole);
  int barred = 10;  // a level that does not chain, once used
  while (next < items.size()) {
    const Tree& item = *items[next];
    if (item.kind == TreeKind::test_op) {
      if (test_level < least) {
        break;
      }
      const std::string_view written = text(item);
      const TestOp op = written.ends_with("present")  ? TestOp::is_present
                        : written.ends_with("absent") ? TestOp::is_absent
                                                      : TestOp::is_known;
      if (barred == test_level) {
        report("W0108", span(item), "comparisons do not chain", "put one of them in brackets");
      }
      barred = test_level;
      const Span both = cover(left.span, span(item));
      left = Expr{.span = both, .node = Test{op, std::move(left)}, .type = {}};
      ++next;
      continue;
    }
    const BinaryOp op = operator_of(text(item));
    const OperatorRow& row = row_of(op);
    if (row.level < least) {
      break;
    }
    ++next;
    Expr right = fold(items, next, row.right_associative ? row.level : row.level + 1, whole);
    if (!row.chains) {
      if (barred == row.level) {
        report("W0108", span(item), "comparisons do not chain", unchained(left, item, right));
      }
      barred = row.level;
    }
    const Span both = cover(left.span, right.span);
    left = Expr{.span = both,
                .node = Binary{op, span(item), std::move(left), std::move(right)},
                .type = {}};
  }
  return left;
}

// What `a < b < c` means to say, in the author's own words where they are few.
std::string Builder::unchained(const Expr& left, const Tree& op, const Expr& right) const {
  const auto* first = std::get_if<Binary>(&left.node);
  const std::uint32_t size = right.span.end - left.span.begin;
  const std::string_view written = text_.substr(left.span.begin, size);
  if (first == nullptr || size > 60 || written.find('\n') != std::string_view::npos) {
    return "put one of them in brackets";
  }
  const auto shown = [&](Span part) { return printable(text_.substr(part.begin, part.size())); };
  return "write `" + shown(left.span) + " and " + shown(first->right->span) + " " +
         std::string(text(op)) + " " + shown(right.span) + "`";
}

Expr Builder::prefixed(const std::vector<const Tree*>& items, std::size_t& next, int least,
                       Span whole) {
  const Tree& item = *items[next++];
  if (item.kind != TreeKind::prefix_op) {
    return operand(item);
  }
  const std::string_view written = text(item);
  const UnaryOp op = written == "not"         ? UnaryOp::logical_not
                     : written == "-"         ? UnaryOp::negate
                     : written.front() == 's' ? UnaryOp::start_of
                                              : UnaryOp::end_of;
  const bool loose = op == UnaryOp::logical_not;
  if (loose && least > not_level) {
    report("W0109", span(item), "`not` binds looser than the operator before it",
           "put `not …` in brackets");
  }
  Expr inner = fold(items, next, loose ? not_level : prefix_level, whole);
  const Span both = cover(span(item), inner.span);
  return {.span = both, .node = Unary{op, std::move(inner)}, .type = {}};
}

Expr Builder::operand(const Tree& tree) {
  Expr value = primary(tree.children.front());
  for (std::size_t i = 1; i < tree.children.size(); ++i) {
    const Tree& step = tree.children[i];
    value = postfix(std::move(value), step, step.kind == TreeKind::optional_member);
  }
  return value;
}

Expr Builder::postfix(Expr object, const Tree& tree, bool optional_step) {
  const Span both = cover(object.span, span(tree));
  const Name field = name(tree.children.front());
  if (const Tree* sign = tree.find(TreeKind::closure_sign)) {
    return {.span = both,
            .node = Closure{std::move(object), field, text(*sign) == "*", optional_step, {}},
            .type = {}};
  }
  return {.span = both, .node = Member{std::move(object), field, optional_step, {}}, .type = {}};
}

Expr Builder::literal_expr(const Tree& tree) {
  return {.span = span(tree), .node = literal(tree), .type = {}};
}

std::vector<Expr> Builder::expr_list(const Tree& tree) {
  std::vector<Expr> list;
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::expr) {
      list.push_back(expr(child));
    }
  }
  return list;
}

For Builder::binding(const Tree& tree) {
  For loop;
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::name) {
      loop.variable = name(child);
    } else if (child.kind == TreeKind::operand) {
      loop.collection = operand(child);
    } else if (child.kind == TreeKind::where) {
      loop.where = expr(child.children.front());
    }
  }
  return loop;
}

namespace {

Box<Expr> boxed(std::optional<Expr> expr) {
  return expr ? Box<Expr>(std::move(*expr)) : Box<Expr>();
}

}  // namespace

Expr Builder::primary(const Tree& tree) {
  Expr out{.span = span(tree), .node = Literal{}, .type = {}};
  const auto take = [&](const Tree& from, auto& node) {
    For loop = binding(from);
    node.variable = loop.variable;
    node.collection = std::move(loop.collection);
    node.where = boxed(std::move(loop.where));
  };
  switch (tree.kind) {
    case TreeKind::group: {
      Expr inner = expr(tree.children.front());
      inner.parenthesised = true;
      inner.span = span(tree);
      return inner;
    }
    case TreeKind::set_literal:
      out.node = SetLiteral{expr_list(tree)};
      return out;
    case TreeKind::comprehension: {
      Comprehension node;
      node.value = expr(tree.children.front());
      take(tree.children.back(), node);
      out.node = std::move(node);
      return out;
    }
    case TreeKind::quantifier: {
      Quantifier node;
      const std::string_view word = text(tree.children.front());
      node.kind = word == "exists" ? QuantifierKind::exists
                  : word == "no"   ? QuantifierKind::no
                                   : QuantifierKind::every;
      take(tree.children[1], node);
      if (const Tree* satisfies = tree.find(TreeKind::satisfies)) {
        node.satisfies = expr(satisfies->children.front());
      }
      out.node = std::move(node);
      return out;
    }
    case TreeKind::count_aggregate: {
      Aggregate node;
      node.kind = AggregateKind::count;
      take(tree.children.front(), node);
      out.node = std::move(node);
      return out;
    }
    case TreeKind::reachable: {
      Reachable node;
      node.from = operand(tree.children[0]);
      const Tree& table = tree.children[1];
      if (table.kind == TreeKind::path2) {
        const TablePath path = path2(table);
        Expr source{.span = path.source.span, .node = NameRef{path.source, {}}, .type = {}};
        node.table = Expr{.span = span(table),
                          .node = Member{std::move(source), path.table, false, {}},
                          .type = {}};
      } else {
        node.table = Expr{.span = span(table), .node = NameRef{name(table), {}}, .type = {}};
      }
      node.from_field = name(tree.children[2]);
      node.to_field = name(tree.children[3]);
      out.node = std::move(node);
      return out;
    }
    case TreeKind::became:
      out.node = Became{expr(tree.children.front())};
      return out;
    case TreeKind::call_or_name:
      return call(tree);
    default:
      return literal_expr(tree);
  }
}

Expr Builder::call(const Tree& tree) {
  const Name callee = name(tree.children.front());
  Expr out{.span = span(tree), .node = NameRef{callee, {}}, .type = {}};
  const Tree* arguments = tree.find(TreeKind::call);
  if (arguments == nullptr) {
    return out;
  }
  const Tree* generator = arguments->find(TreeKind::for_aggregate);
  if (generator == nullptr) {
    out.node = Call{callee, expr_list(*arguments), {}};
    return out;
  }
  Aggregate node;
  node.kind = callee.text == "min"   ? AggregateKind::min
              : callee.text == "max" ? AggregateKind::max
                                     : AggregateKind::sum;
  if (callee.text != "sum" && callee.text != "min" && callee.text != "max") {
    report("W0110", callee.span, "`" + callee.text + "(… for …)` is no aggregate",
           "the aggregates are count, sum, min and max");
  }
  node.value = expr(arguments->children.front());
  For loop = binding(generator->children.front());
  node.variable = loop.variable;
  node.collection = std::move(loop.collection);
  node.where = boxed(std::move(loop.where));
  out.node = std::move(node);
  return out;
}

}  // namespace writ
