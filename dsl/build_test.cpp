#include "dsl/build.h"

namespace writ {

using namespace ast;

Given Builder::given(const Tree& tree) {
  Given result{.table = path2(tree.children.front()), .what = Given::What::row, .fields = {}};
  for (std::size_t i = 1; i < tree.children.size(); ++i) {
    const Tree& child = tree.children[i];
    if (child.kind == TreeKind::given_none) {
      result.what = Given::What::none;
    } else if (child.kind == TreeKind::given_incomplete) {
      result.what = Given::What::incomplete;
    } else {
      result.fields.push_back({name(child.children[0]), expr(child.children[1])});
    }
  }
  return result;
}

Expectation Builder::expectation(const Tree& tree) {
  Expectation result{.policy = name(tree.children[0]),
                     .verdict = name(tree.children[1]),
                     .subjects = {},
                     .span = span(tree)};
  for (std::size_t i = 2; i < tree.children.size(); ++i) {
    std::vector<SubjectKey> subject;
    for (const Tree& key : tree.children[i].children) {
      subject.push_back(
          {key.kind == TreeKind::string ? string(key).text : std::string(text(key)), span(key)});
    }
    result.subjects.push_back(std::move(subject));
  }
  return result;
}

TestCase Builder::test(const Tree& tree) {
  TestCase result;
  bool dated = false;
  for (const Tree& child : tree.children) {
    const auto& children = child.children;
    switch (child.kind) {
      case TreeKind::string:
        result.name = string(child);
        break;
      case TreeKind::at_clause:
        if (dated) {
          report("W0112", span(child), "a second `at` in this test", "keep one of them")
              .labels.push_back({result.at_span, "the first is here"});
        }
        dated = true;
        result.at = std::get<Instant>(literal(children.front()).value);
        result.at_span = span(child);
        break;
      case TreeKind::with_clause:
        result.with.push_back({name(children[0]), expr(children[1])});
        break;
      case TreeKind::timezone_clause:
        result.zones.push_back({name(children[0]), string(children[1])});
        break;
      case TreeKind::given:
        result.givens.push_back(given(child));
        break;
      case TreeKind::before: {
        Before before{.at = std::get<Instant>(literal(children.front()).value), .givens = {}};
        for (std::size_t i = 1; i < children.size(); ++i) {
          before.givens.push_back(given(children[i]));
        }
        result.before.push_back(std::move(before));
        break;
      }
      default:
        result.expectations.push_back(expectation(child));
    }
  }
  if (!dated) {
    report("W0113", result.name.span, "this test does not say when it is",
           "add the time that `now` is: at 2026-03-03T12:00:00Z");
  }
  return result;
}

}  // namespace writ
