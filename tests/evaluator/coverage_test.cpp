// What the random policies and snapshots cover: every operator, with operands that are known, absent
// and unknown in every combination that a checked program can bring about.
#include <catch2/catch.hpp>

#include "dsl/operators.h"
#include "evaluator/evaluate.h"
#include "evaluator/random_snapshot.h"
#include "evaluator/reference/watch.h"
#include "support/format_laws.h"
#include "support/random_policies.h"

using namespace writ;
using namespace writ::testing;
using reference::Value;

namespace {

enum class State { known, absent, unknown };

State state_of(const Value& value) {
  if (const auto* set = std::get_if<reference::SetRef>(&value)) {
    return (*set)->closed() ? State::known : State::unknown;
  }
  return std::holds_alternative<reference::Undetermined>(value) ? State::unknown
         : reference::is_absent(value)                          ? State::absent
                                                                : State::known;
}

std::string name_of(State state) {
  return state == State::known ? "known" : state == State::absent ? "absent" : "unknown";
}

// The checker keeps absent operands from all but a few operators, and a pattern is a literal.
std::set<std::string> combinations_of(ast::BinaryOp op) {
  using Op = ast::BinaryOp;
  std::set<std::string> lefts = {"known", "unknown"};
  std::set<std::string> rights = lefts;
  if (op == Op::or_else) {  // looks further only where there is no value
    lefts = {"absent"};
    rights.insert("absent");
  } else if (op == Op::matches) {
    rights = {"known"};
  } else if (op == Op::equal) {
    lefts.insert("absent");
    rights.insert("absent");
  } else if (op == Op::in || op == Op::by) {
    lefts.insert("absent");
  }
  std::set<std::string> all;
  for (const std::string& left : lefts) {
    for (const std::string& right : rights) {
      const bool equal_gaps = op == Op::equal && left == "absent" && right == "absent";
      if (!equal_gaps) {  // the checker wants to know more
        all.insert(left + " " + right);
      }
    }
  }
  return all;
}

}  // namespace

TEST_CASE("random policies give every operator every kind of operand",
          "[evaluator][native][random]") {
  std::map<ast::BinaryOp, std::set<std::string>> seen;
  reference::operand_watch() = [&](ast::BinaryOp op, const Value& left, const Value& right) {
    seen[op].insert(name_of(state_of(left)) + " " + name_of(state_of(right)));
  };
  for (std::uint64_t seed = 0; seed < 800; ++seed) {
    RandomPolicies random(seed);
    std::string text = random_policies_prelude;
    for (int i = 0; i < 3; ++i) {
      text += random.policy("p" + std::to_string(i), 1 + i % 3);
    }
    const Checked checked = check_text(text, {{"schemas.writ", prelude()}});
    if (checked.diagnostics.has_errors()) {
      continue;
    }
    RandomCells cells(seed);
    for (int i = 0; i < 8; ++i) {
      evaluate(checked.program, checked.sources, random_snapshot(checked.program, cells));
    }
  }
  reference::operand_watch() = nullptr;
  for (const OperatorRow& row : operator_rows) {
    const std::set<std::string> wanted = combinations_of(row.op);
    const std::set<std::string>& found = seen[row.op];
    INFO(quoted_spelling(row.op));
    for (const std::string& combination : wanted) {
      INFO(combination);
      CHECK(found.contains(combination));
    }
    for (const std::string& combination : found) {
      INFO(combination << " was thought to be impossible");
      CHECK(wanted.contains(combination));
    }
  }
}
