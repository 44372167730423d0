#include "evaluator/reference/proof.h"

#include "dsl/print.h"
#include "evaluator/reference/names.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/show.h"

namespace writ::reference {

namespace {

constexpr int depth_limit = 64;
constexpr std::size_t step_limit = 10'000;
constexpr std::size_t shown_members = 3;

bool is_literal(const ast::Expr& expr) {
  return std::holds_alternative<ast::Literal>(expr.node);
}

}  // namespace

std::optional<Witness> witness_of(const World& world, const RowRef& row) {
  const RowRef base = base_row(world, row);
  const Table* table = world.state(base).table;
  if (table == nullptr) {
    return std::nullopt;
  }
  const Row& found = table->rows[base.index];
  const bool named = found.origin.file < table->files.size();
  return Witness{table->schema.name, found.key,
                 named ? table->files[found.origin.file] : std::string(), found.origin.record};
}

void Prover::note(int depth, std::string text, std::string value, std::string because,
                  std::optional<Witness> row) {
  steps.push_back({depth, std::move(text), std::move(value), std::move(because), std::move(row)});
}

void Prover::condition(const ast::Expr& expr, const Scope* scope, int depth) {
  prove(expr, scope, depth, true);
}

Truth Prover::prove(const ast::Expr& expr, const Scope* scope, int depth, bool deciding) {
  const Truth result = holds(world_, expr, scope);
  note(depth, print(expr), std::string(to_string(result.state)), show(result.reasons));
  if (depth < depth_limit && steps.size() < step_limit) {
    parts(expr, result, scope, depth + 1, deciding);
  }
  return result;
}

void Prover::parts(const ast::Expr& expr, const Truth& result, const Scope* scope, int depth,
                   bool deciding) {
  if (const auto* node = std::get_if<ast::Binary>(&expr.node)) {
    using Op = ast::BinaryOp;
    if (node->op == Op::logical_and || node->op == Op::logical_or || node->op == Op::implies) {
      connective(*node, expr, result, scope, depth, deciding);
    } else {
      value(*node->left, scope, depth);
      value(*node->right, scope, depth);
    }
  } else if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
    prove(*unary->operand, scope, depth, deciding);
  } else if (const auto* test = std::get_if<ast::Test>(&expr.node)) {
    value(*test->operand, scope, depth);
  } else if (const auto* quantified = std::get_if<ast::Quantifier>(&expr.node)) {
    quantifier(*quantified, result, scope, depth, deciding);
  } else if (const auto* function = std::get_if<ast::Call>(&expr.node)) {
    call(*function, scope, depth, deciding);
  } else if (const auto* name = std::get_if<ast::NameRef>(&expr.node)) {
    if (name->resolution.meaning == ast::Meaning::define) {
      const auto& body = world_.program.defines.at(name->name.text).define->body;
      prove(std::get<ast::Expr>(body), nullptr, depth, deciding);
    }
  }
}

void Prover::connective(const ast::Binary& node, const ast::Expr& expr, const Truth& result,
                        const Scope* scope, int depth, bool deciding) {
  using Op = ast::BinaryOp;
  if (node.op == Op::implies) {
    // It is false where the left is true and the right false, and true where either is otherwise.
    const Truth left = prove(*node.left, scope, depth, deciding && !result.yes());
    if (!left.no()) {
      prove(*node.right, scope, depth, deciding);
    }
    return;
  }
  for (const ast::Expr* operand : ast::operands(expr, node.op)) {
    const Truth::State state = holds(world_, *operand, scope).state;
    prove(*operand, scope, depth, deciding && state == result.state);
    const bool decided =
        node.op == Op::logical_and ? state == Truth::State::no : state == Truth::State::yes;
    if (decided) {
      return;
    }
  }
}

void Prover::quantifier(const ast::Quantifier& node, const Truth& result, const Scope* scope,
                        int depth, bool deciding) {
  const SetRef set = members(world_, *node.collection, scope);
  const bool witnessed =
      result.state ==
      (node.kind == ast::QuantifierKind::exists ? Truth::State::yes : Truth::State::no);
  const Truth::State sought = witnessed ? Truth::State::yes : Truth::State::unknown;
  std::size_t shown = 0;
  for (const Value& element : set->certain) {
    if (shown == (witnessed ? 1 : shown_members)) {
      break;
    }
    if (witnesses(world_, node, element, scope).state == sought) {
      member(node, element, scope, depth, deciding);
      ++shown;
    }
  }
  if (shown == 0) {
    const std::string all = std::to_string(set->certain.size());
    note(depth, "none of " + all + " in " + print(*node.collection), "");
  }
}

void Prover::member(const ast::Quantifier& node, const Value& element, const Scope* outer,
                    int depth, bool deciding) {
  const Scope scope{outer, node.variable.text, element, nullptr};
  const RowRef* row = std::get_if<RowRef>(&element);
  note(depth, node.variable.text + " in " + print(*node.collection), show(world_, element), "",
       row != nullptr ? witness_of(world_, *row) : std::nullopt);
  if (row != nullptr && deciding) {
    rows.push_back(*row);
  }
  if (node.where && depth < depth_limit) {
    prove(*node.where, &scope, depth + 1, deciding);
  }
  if (node.satisfies && depth < depth_limit) {
    prove(*node.satisfies, &scope, depth + 1, deciding);
  }
}

void Prover::call(const ast::Call& node, const Scope* scope, int depth, bool deciding) {
  if (node.resolution.meaning != ast::Meaning::define) {
    for (const ast::Expr& argument : node.arguments) {
      value(argument, scope, depth);
    }
    return;
  }
  const DefineInfo& info = world_.program.defines.at(node.function.text);
  const auto& parameters = *info.define->parameters;
  std::vector<Scope> scopes(node.arguments.size());
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    const Value argument = evaluate(world_, node.arguments[i], scope);
    scopes[i] = {i == 0 ? nullptr : &scopes[i - 1], parameters[i].name.text,
                 as_type(argument, info.parameters[i]), nullptr};
    note(depth, parameters[i].name.text + " = " + print(node.arguments[i]), show(world_, argument));
  }
  prove(std::get<ast::Expr>(info.define->body), scopes.empty() ? nullptr : &scopes.back(), depth,
        deciding);
}

void Prover::value(const ast::Expr& expr, const Scope* scope, int depth) {
  if (is_literal(expr)) {
    return;
  }
  const Value result = evaluate(world_, expr, scope);
  const Undetermined* unknown = if_undetermined(result);
  std::optional<Witness> origin;
  if (const auto* field = std::get_if<ast::Member>(&expr.node);
      field != nullptr && field->resolution.meaning == ast::Meaning::field) {
    const Value object = evaluate(world_, *field->object, scope);
    if (const RowRef* row = std::get_if<RowRef>(&object)) {
      origin = witness_of(world_, *row);
    }
  }
  note(depth, print(expr), show(world_, result),
       unknown != nullptr ? show(unknown->reasons) : std::string(), std::move(origin));
  if (const auto* node = std::get_if<ast::Binary>(&expr.node);
      node != nullptr && depth < depth_limit) {
    value(*node->left, scope, depth + 1);
    value(*node->right, scope, depth + 1);
  }
}

}  // namespace writ::reference
