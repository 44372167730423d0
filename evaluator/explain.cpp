#include <algorithm>

#include "dsl/print.h"
#include "evaluator/evaluate.h"
#include "evaluator/reference/contracts.h"
#include "evaluator/reference/names.h"
#include "evaluator/reference/policy.h"
#include "evaluator/reference/proof.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/show.h"

namespace writ {

namespace {

using namespace reference;

bool asked_for(const Finding& finding, const std::string& subject) {
  return subject.empty() || to_string(finding.subject) == subject ||
         std::any_of(finding.subject.begin(), finding.subject.end(),
                     [&](const SubjectPart& part) { return !part.open && part.key == subject; });
}

void prove_for(World& world, const ast::For& clause, const std::optional<Value>& value,
               const SubjectScope& scope, std::size_t index, Prover& prover) {
  const RowRef* row = value ? std::get_if<RowRef>(&*value) : nullptr;
  prover.note(0, "for " + clause.variable.text + " in " + print(clause.collection),
              value ? element_key(world, *value) : "_", value ? "" : "this side is open",
              row != nullptr ? witness_of(world, *row) : std::nullopt);
  if (!clause.where) {
    return;
  }
  if (scope.is_open(*clause.where)) {
    prover.note(1, print(*clause.where), "unknown");
  } else {
    prover.condition(*clause.where, scope.of_for(index), 1);
  }
}

void prove_requires(World& world, const ast::Policy& policy, const Scope* scope, Prover& prover) {
  bool decided = false;
  for (const ast::Require& require : policy.requires_) {
    const Truth truth = holds(world, require.condition, scope);
    // What is unknown may only be so because the earlier one, which it stands on, is false.
    if (decided && truth.open()) {
      prover.note(0, "require " + print(require.condition), "",
                  "not judged: an earlier require is false");
      continue;
    }
    prover.note(0, "require", std::string(to_string(truth.state)));
    prover.condition(require.condition, scope, 1);
    decided = decided || truth.no();
  }
}

std::vector<ProofStep> prove_subject(World& world, const PolicyInfo& policy,
                                     const Finding& finding) {
  const Bound bound = find_subject(world, policy, finding.subject);
  const SubjectScope scope(world, policy, bound);
  Prover prover(world);
  std::size_t index = 0;
  bool whole = true;
  for (const auto& binding : policy.policy->bindings) {
    if (const auto* let = std::get_if<ast::Let>(&binding)) {
      const Scope* local = find_local(scope.innermost(), let->name.text);
      prover.note(0, "let " + let->name.text + " = " + print(let->value),
                  scope.is_open(let->value) ? "?" : show(world, local->value));
      continue;
    }
    whole = whole && bound[index];
    prove_for(world, std::get<ast::For>(binding), bound[index], scope, index, prover);
    ++index;
  }
  if (whole) {
    prove_requires(world, *policy.policy, scope.innermost(), prover);
  }
  for (const Reason& reason : finding.reasons) {
    prover.note(0, "reason", "", to_string(reason));
  }
  prover.note(
      0, "verdict", std::string(to_string(finding.verdict)),
      finding.waiver ? std::string(to_string(finding.waiver->waives)) + " but for the waiver" : "");
  return std::move(prover.steps);
}

// Whether the condition can be judged by this variable's row alone.
bool stands_alone(const ast::Expr& condition, const ast::Policy& policy, const ast::For& clause) {
  const std::set<std::string> names = locals_of(condition);
  return std::none_of(policy.bindings.begin(), policy.bindings.end(), [&](const auto& binding) {
    const auto* loop = std::get_if<ast::For>(&binding);
    const std::string& name =
        loop != nullptr ? loop->variable.text : std::get<ast::Let>(binding).name.text;
    return name != clause.variable.text && names.contains(name);
  });
}

// What the `for` does with the row of this key; empty where it has no such row.
std::string why_left_out(World& world, const ast::Policy& policy, const ast::For& clause,
                         const std::string& relation, const std::string& key) {
  const auto row = find_row(world, world.relation_id(relation), key);
  if (!row) {
    return {};
  }
  const Scope scope{nullptr, clause.variable.text, *row, nullptr};
  const std::string text = "it is a row of `" + relation + "`, ";
  if (clause.where && stands_alone(*clause.where, policy, clause) &&
      holds(world, *clause.where, &scope).no()) {
    return text + "for which `where " + print(*clause.where) + "` is false";
  }
  return text + "with no partner that the other `for`s select";
}

std::string why_not_selected(World& world, const PolicyInfo& info, const std::string& key) {
  std::string relations;
  std::size_t index = 0;
  for (const auto& binding : info.policy->bindings) {
    const auto* clause = std::get_if<ast::For>(&binding);
    if (clause == nullptr) {
      continue;
    }
    const std::string& relation = info.for_relations[index++];
    if (relation.empty()) {
      continue;
    }
    const std::string why = why_left_out(world, *info.policy, *clause, relation, key);
    if (!why.empty()) {
      return why;
    }
    relations += (relations.empty() ? "`" : ", `") + relation + "`";
  }
  return relations.empty() ? "no value that it selects is that"
                           : "no row of " + relations + " has this key";
}

}  // namespace

std::vector<Proof> explain(const Program& program, const Sources& sources, const Snapshot& snapshot,
                           const std::string& policy, const std::string& subject,
                           const EvaluateOptions& options, const std::vector<Waiver>& waivers) {
  const PolicyInfo* info = program.find_policy(policy);
  if (info == nullptr) {
    return {};
  }
  Ledger ledger{.budget = options.budget, .visited = 0, .exhausted = false, .findings = {}};
  const std::unique_ptr<World> world = open_world(program, sources, snapshot, options, ledger);
  if (options.contracts) {
    apply_contracts(*world);
  }
  Outcome outcome;
  outcome.as_of = snapshot.as_of;
  outcome.policies.push_back(judge_policy(*world, *info));
  if (!waivers.empty()) {
    apply_waivers(outcome, waivers, program, sources, [&]() -> const Snapshot& { return snapshot; },
                  options);
  }
  std::vector<Proof> proofs;
  for (Finding& finding : outcome.policies.front().findings) {
    if (asked_for(finding, subject)) {
      std::vector<ProofStep> steps = prove_subject(*world, *info, finding);
      proofs.push_back({std::move(finding), std::move(steps)});
    }
  }
  return proofs;
}

std::string why_no_subject(const Program& program, const Sources& sources, const Snapshot& snapshot,
                           const std::string& policy, const std::string& key,
                           const EvaluateOptions& options) {
  const PolicyInfo* info = program.find_policy(policy);
  if (info == nullptr) {
    return "there is no such policy";
  }
  Ledger ledger{.budget = options.budget, .visited = 0, .exhausted = false, .findings = {}};
  const std::unique_ptr<World> world = open_world(program, sources, snapshot, options, ledger);
  if (options.contracts) {
    apply_contracts(*world);
  }
  return why_not_selected(*world, *info, key);
}

}  // namespace writ
