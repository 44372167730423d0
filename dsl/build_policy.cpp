#include <algorithm>

#include "dsl/build.h"

namespace writ {

using namespace ast;

namespace {

bool may_repeat(TreeKind kind) {
  return kind == TreeKind::for_clause || kind == TreeKind::let_clause ||
         kind == TreeKind::require_clause;
}

}  // namespace

Policy Builder::policy(const Tree& tree) {
  Policy result;
  std::vector<std::pair<TreeKind, Span>> seen;
  for (const Tree& child : tree.children) {
    if (child.kind == TreeKind::name) {
      result.name = name(child);
      continue;
    }
    const auto first = std::find_if(seen.begin(), seen.end(),
                                    [&](const auto& s) { return s.first == child.kind; });
    if (first != seen.end() && !may_repeat(child.kind)) {
      const std::string_view written = text(child);
      const std::string word(written.substr(0, written.find_first_of(" \t\r\n#\"")));
      report("W0112", span(child), "a second `" + word + "` in this policy", "keep one of them")
          .labels.push_back({first->second, "the first is here"});
      continue;
    }
    seen.emplace_back(child.kind, span(child));
    clause(child, result);
  }
  return result;
}

bool Builder::clause(const Tree& tree, Policy& policy) {
  const auto& children = tree.children;
  switch (tree.kind) {
    case TreeKind::title:
      policy.title = interpolated(children.front());
      break;
    case TreeKind::description:
      policy.description = string(children.front());
      break;
    case TreeKind::severity:
      policy.severity = name(children.front());
      break;
    case TreeKind::controls:
      for (const Tree& child : children) {
        Control control{.framework = name(child.children.front()), .ids = {}};
        for (std::size_t i = 1; i < child.children.size(); ++i) {
          control.ids.push_back(string(child.children[i]));
        }
        policy.controls.push_back(std::move(control));
      }
      break;
    case TreeKind::owner:
      policy.owner = string(children.front());
      break;
    case TreeKind::tags:
      for (const Tree& child : children) {
        policy.tags.push_back(string(child));
      }
      break;
    case TreeKind::cost: {
      Cost cost{.amount = expr(children[0]), .currency = name(children[1]), .per = {}};
      if (const Tree* per = tree.find(TreeKind::per)) {
        cost.per = name(per->children.front());
      }
      policy.cost = std::move(cost);
      break;
    }
    case TreeKind::vacuous:
      policy.may_be_vacuous = true;
      break;
    case TreeKind::for_clause:
      policy.bindings.emplace_back(binding(children.front()));
      break;
    case TreeKind::let_clause:
      policy.bindings.emplace_back(Let{name(children[0]), expr(children[1])});
      break;
    case TreeKind::require_clause:
      policy.requires_.push_back({expr(children.front()), span(tree)});
      break;
    case TreeKind::message:
      policy.message = interpolated(children.front());
      break;
    case TreeKind::remedy:
      policy.remedy = interpolated(children.front());
      break;
    default:
      return false;
  }
  return true;
}

void Builder::check_clauses(const std::vector<Tree>& trees) {
  for (const Tree& tree : trees) {
    Policy policy;
    TestCase test;
    if (within_limits(tree) && !clause(tree, policy)) {
      test_line(tree, test);
    }
  }
}

}  // namespace writ
