#include <algorithm>

#include "dsl/print.h"
#include "evaluator/evaluate.h"
#include "evaluator/reference/contracts.h"
#include "evaluator/reference/policy.h"
#include "evaluator/reference/proof.h"
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
  for (const ast::Require& require : policy.policy->requires_) {
    if (!whole) {
      break;
    }
    prover.note(0, "require",
                std::string(to_string(holds(world, require.condition, scope.innermost()).state)));
    prover.condition(require.condition, scope.innermost(), 1);
  }
  for (const Reason& reason : finding.reasons) {
    prover.note(0, "reason", "", to_string(reason));
  }
  prover.note(
      0, "verdict", std::string(to_string(finding.verdict)),
      finding.waiver ? std::string(to_string(finding.waiver->waives)) + " but for the waiver" : "");
  return std::move(prover.steps);
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
    apply_waivers(outcome, waivers, program, sources, snapshot, options);
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

}  // namespace writ
