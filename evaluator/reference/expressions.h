// What an expression of a checked program comes to, evaluated as the language page reads: one
// function for each kind of node. What the checker rules out (an absent operand, values that cannot
// be compared) is unknown, never a crash.
#pragma once

#include <string_view>

#include "evaluator/reference/world.h"

namespace writ::reference {

// The names in scope, innermost first. A scope lives on the stack of whoever binds the name.
struct Scope {
  const Scope* outer = nullptr;
  std::string_view name;
  Value value;
  const ast::Expr* let = nullptr;  // what a `let` is the name of
};

// Under this name, the row whose fields bare names are.
constexpr std::string_view implicit_row = ".";

const Scope* find_local(const Scope* scope, std::string_view name);

Value evaluate(World& world, const ast::Expr& expr, const Scope* scope);
// The same without a copy where the value is that of a local or a row's field; else it is put into
// `storage`.
const Value& operand(World& world, const ast::Expr& expr, const Scope* scope, Value& storage);
// The same of a condition.
Truth holds(World& world, const ast::Expr& expr, const Scope* scope);

// What `for`, a quantifier or an aggregate ranges over.
SetRef members(World& world, const ast::Expr& collection, const Scope* scope);

// A param's value, or that of a define without parameters.
Value param_value(World& world, const std::string& name);
Value define_value(World& world, const std::string& name);

// Why a walk stopped: the budget is used up.
Undetermined out_of_budget();

// In operators.cpp, quantifiers.cpp, closures.cpp, builtins.cpp, became.cpp.
Value chain(World& world, const ast::Expr& expr, const Scope* scope);  // of a Binary
Value quantified(World& world, const ast::Quantifier& node, const Scope* scope);
Value aggregated(World& world, const ast::Expr& expr, const ast::Aggregate& node,
                 const Scope* scope);
Value comprehended(World& world, const ast::Comprehension& node, const Scope* scope);
Value closure(World& world, const ast::Closure& node, const Scope* scope);
Value reachable(World& world, const ast::Reachable& node, const Scope* scope);
Value built_in(World& world, const ast::Expr& expr, const ast::Call& node, const Scope* scope);
Value became(World& world, const ast::Became& node, const Scope* scope);

// The condition of a quantifier for one member: true where it is a witness of `exists`, or against
// `no` and `every`.
Truth witnesses(World& world, const ast::Quantifier& node, const Value& member, const Scope* scope);

// The field of a row, or of every row of a set.
Value field_of(World& world, const Value& object, const ast::Resolution& field,
               const std::string& name);

// Notes the fault as a data finding at `expr`.
Value settle_fault(World& world, const ast::Expr& expr, const struct Computed& computed);

}  // namespace writ::reference
