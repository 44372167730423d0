// What the translation has words for: each must come up where the engines are compared.
#include <algorithm>

#include "evaluator/sqlite/translator.h"

namespace writ::testing {

const std::vector<std::string>& translated_constructs() {
  static const std::vector<std::string> constructs = {"implies",
                                                      "or",
                                                      "and",
                                                      "not",
                                                      "==",
                                                      "!=",
                                                      "<",
                                                      "<=",
                                                      ">",
                                                      ">=",
                                                      "in",
                                                      "not in",
                                                      "subset of",
                                                      "intersects",
                                                      "contains",
                                                      "a set contains",
                                                      "starts with",
                                                      "ends with",
                                                      "matches",
                                                      "by",
                                                      "older than",
                                                      "newer than",
                                                      "or else",
                                                      "+",
                                                      "-",
                                                      "*",
                                                      "/",
                                                      "unary -",
                                                      "start of",
                                                      "end of",
                                                      "is present",
                                                      "is absent",
                                                      "is known",
                                                      "?.",
                                                      "a field of a set",
                                                      "a set literal",
                                                      "a union",
                                                      "a difference",
                                                      "an equality of sets",
                                                      "size",
                                                      "x.ref+",
                                                      "x.ref*",
                                                      "reachable from",
                                                      "exists",
                                                      "no",
                                                      "every",
                                                      "count",
                                                      "sum",
                                                      "min of a range",
                                                      "max of a range",
                                                      "a set of what a range gives",
                                                      "min(a, b)",
                                                      "max(a, b)",
                                                      "lower",
                                                      "upper",
                                                      "trim",
                                                      "length",
                                                      "domain",
                                                      "local",
                                                      "date_of",
                                                      "abs",
                                                      "param",
                                                      "define",
                                                      "a call of a define",
                                                      "let",
                                                      "for",
                                                      "two `for`s",
                                                      "a `for` over a set",
                                                      "a `for` over a set of an earlier row",
                                                      "require"};
  return constructs;
}

void SqlTranslator::use(const std::string& construct) {
  const auto& all = translated_constructs();
  if (std::find(all.begin(), all.end(), construct) == all.end()) {
    throw CannotSay{"`" + construct + "` is missing from translated_constructs()"};
  }
  constructs_.insert(construct);
}

void SqlTranslator::forget_due(const SqlValue& condition) {
  tells_pending_ = tells_pending_ && condition.beyond_due.empty();
}

}  // namespace writ::testing
