#include <algorithm>

#include "dsl/build.h"
#include "dsl/limits.h"
#include "dsl/operators.h"

namespace writ {

namespace {

// What stands in each other below a node: nested expressions, prefixes and right-associative
// operators; and chained operands and steps of paths, which lean to the left.
struct Load {
  std::size_t nested = 0;
  std::size_t chained = 0;
};

Load larger(Load a, Load b) {
  return {std::max(a.nested, b.nested), std::max(a.chained, b.chained)};
}

bool is_expr(const Tree& tree) {
  return tree.kind == TreeKind::expr || tree.kind == TreeKind::tight_expr;
}

struct Weigher {
  std::string_view text;
  const Tree* too_deep = nullptr;  // the first node found past a limit
  const Tree* too_long = nullptr;
  std::size_t length = 0;

  Load weigh(const Tree& tree) {
    Load inner;
    for (const Tree& child : tree.children) {
      Load load = weigh(child);
      load.nested += is_expr(child) ? 1 : 0;
      inner = larger(inner, load);
      if (too_deep != nullptr || too_long != nullptr) {
        return {};
      }
    }
    if (tree.kind == TreeKind::operand) {
      return add_path(tree, inner);
    }
    return is_expr(tree) ? add_chain(tree, inner) : inner;
  }

  Load add_path(const Tree& tree, Load inner) {
    const std::size_t steps = tree.children.size() - 1;
    if (steps > depth_limit) {
      too_deep = &tree.children[depth_limit + 1];
    }
    return {inner.nested, inner.chained + steps};
  }

  Load add_chain(const Tree& tree, Load inner) {
    const auto operands = static_cast<std::size_t>(
        std::count_if(tree.children.begin(), tree.children.end(),
                      [](const Tree& item) { return item.kind == TreeKind::operand; }));
    inner.chained += operands > 1 ? operands : 0;
    if (inner.chained > chain_limit) {
      too_long = &tree;
      length = inner.chained;
      return {};
    }
    std::size_t run = 0;
    std::size_t longest_run = 0;
    std::size_t rights = 0;
    for (const Tree& item : tree.children) {
      run = item.kind == TreeKind::prefix_op ? run + 1 : 0;
      longest_run = std::max(longest_run, run);
      rights +=
          item.kind == TreeKind::binary_op &&
          row_of(operator_of(text.substr(item.begin, item.end - item.begin))).right_associative;
      if (inner.nested + rights + longest_run > depth_limit) {
        too_deep = &item;
        return {};
      }
    }
    return {inner.nested + rights + longest_run, inner.chained};
  }
};

}  // namespace

bool Builder::within_limits(const Tree& tree) {
  Weigher weigher{.text = text_};
  weigher.weigh(tree);
  if (weigher.too_long != nullptr) {
    report("W0107", span(*weigher.too_long),
           "a chain of " + std::to_string(weigher.length) + " operands, and the limit is 4,096",
           "put the values into a set or a table");
    return false;
  }
  if (weigher.too_deep != nullptr) {
    report("W0106", span(*weigher.too_deep), "expressions stand more than 64 deep in each other",
           "name a part of it with `let` or `define`");
    return false;
  }
  return true;
}

}  // namespace writ
