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

bool Builder::test_line(const Tree& tree, TestCase& test) {
  const auto& children = tree.children;
  switch (tree.kind) {
    case TreeKind::at_clause:
      if (test.at_span.size() > 0) {
        report("W0112", span(tree), "a second `at` in this test", "keep one of them")
            .labels.push_back({test.at_span, "the first is here"});
      }
      test.at = std::get<Instant>(literal(children.front()).value);
      test.at_span = span(tree);
      break;
    case TreeKind::with_clause:
      test.with.push_back({name(children[0]), expr(children[1])});
      break;
    case TreeKind::timezone_clause:
      test.zones.push_back({name(children[0]), string(children[1])});
      break;
    case TreeKind::given:
      test.givens.push_back(given(tree));
      break;
    case TreeKind::before: {
      Before before{.at = std::get<Instant>(literal(children.front()).value),
                    .at_span = span(children.front()),
                    .givens = {}};
      for (std::size_t i = 1; i < children.size(); ++i) {
        before.givens.push_back(given(children[i]));
      }
      test.before.push_back(std::move(before));
      break;
    }
    case TreeKind::expectation:
      test.expectations.push_back(expectation(tree));
      break;
    default:
      return false;
  }
  return true;
}

TestCase Builder::test(const Tree& tree) {
  TestCase result;
  for (const Tree& child : tree.children) {
    if (!test_line(child, result)) {
      result.name = string(child);
    }
  }
  if (result.at_span.size() == 0) {
    report("W0113", result.name.span, "this test does not say when it is",
           "add the time that `now` is: at 2026-03-03T12:00:00Z");
  }
  return result;
}

}  // namespace writ
