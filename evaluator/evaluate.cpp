#include "evaluator/evaluate.h"

#include <algorithm>

#include "evaluator/reference/contracts.h"
#include "evaluator/reference/data_findings.h"
#include "evaluator/reference/identity.h"
#include "evaluator/reference/policy.h"
#include "evaluator/reference/relations.h"

namespace writ {

namespace {

using namespace reference;

void count_outcome(LinkCount& count, const Value& value) {
  const Undetermined* unknown = if_undetermined(value);
  if (unknown == nullptr) {
    ++(is_absent(value) ? count.unmatched : count.matched);
  } else {
    const auto& reasons = unknown->reasons.list();
    const bool ambiguous = std::any_of(reasons.begin(), reasons.end(), [](const Reason& reason) {
      return reason.kind == ReasonKind::ambiguous;
    });
    ++(ambiguous ? count.ambiguous : count.unknown);
  }
}

// Every link of every row, and the person of every account.
std::vector<LinkCount> count_links(World& world) {
  std::vector<LinkCount> counts;
  for (std::uint32_t id = 0; id < world.relations.size(); ++id) {
    const RelationState& state = world.relations[id];
    if (state.relation->kind != Relation::Kind::table) {
      continue;
    }
    for (std::size_t f = 0; f < state.relation->fields.size(); ++f) {
      const FieldInfo& field = state.relation->fields[f];
      if (field.origin != FieldOrigin::link && field.origin != FieldOrigin::person) {
        continue;
      }
      LinkCount count;
      count.link = field.origin == FieldOrigin::link
                       ? world.program.links[static_cast<std::size_t>(field.link)].name
                       : "person: " + state.relation->name;
      for (std::uint32_t row = 0; row < row_count(world, state, 0); ++row) {
        count_outcome(count, field_value(world, {id, 0, row}, static_cast<int>(f)));
      }
      counts.push_back(std::move(count));
    }
  }
  std::sort(counts.begin(), counts.end(),
            [](const LinkCount& a, const LinkCount& b) { return a.link < b.link; });
  return counts;
}

std::vector<TableSummary> summarise_tables(const World& world) {
  std::vector<TableSummary> tables;
  for (const auto& [name, table] : world.snapshot.tables) {
    const auto id = world.relation_ids.find(name);
    const std::vector<std::string>& incomplete =
        id != world.relation_ids.end() ? world.relations[id->second].incomplete : table.incomplete;
    tables.push_back({name, table.rows.size(), incomplete, digest(table)});
  }
  return tables;
}

bool chosen(const EvaluateOptions& options, const PolicyInfo& policy) {
  return options.only.empty() || options.only.count(policy.policy->name.text) != 0;
}

}  // namespace

Outcome evaluate(const Program& program, const Sources& sources, const Snapshot& snapshot,
                 const EvaluateOptions& options) {
  Ledger ledger{.budget = options.budget, .visited = 0, .exhausted = false, .findings = {}};
  const std::unique_ptr<World> world = open_world(program, sources, snapshot, options, ledger);
  if (options.contracts) {
    apply_contracts(*world);
  }
  Outcome outcome;
  outcome.as_of = snapshot.as_of;
  outcome.snapshot_id = snapshot_id(snapshot);
  outcome.tables = summarise_tables(*world);
  outcome.data_findings = snapshot.findings;
  const std::vector<DataFinding> more = find_in_data(*world);
  outcome.data_findings.insert(outcome.data_findings.end(), more.begin(), more.end());
  const auto all = static_cast<std::size_t>(
      std::count_if(program.policies.begin(), program.policies.end(),
                    [&](const PolicyInfo& policy) { return chosen(options, policy); }));
  if (options.progress) {
    options.progress(0, all);
  }
  for (const PolicyInfo& policy : program.policies) {
    if (!chosen(options, policy)) {
      continue;
    }
    outcome.policies.push_back(ledger.exhausted
                                   ? unjudged_policy(*world, policy, out_of_budget().reasons)
                                   : judge_policy(*world, policy));
    if (options.progress) {
      options.progress(outcome.policies.size(), all);
    }
  }
  outcome.budget_exhausted = ledger.exhausted;
  if (!ledger.exhausted) {
    outcome.links = count_links(*world);
  }
  outcome.data_findings.insert(outcome.data_findings.end(), ledger.findings.begin(),
                               ledger.findings.end());
  std::sort(outcome.data_findings.begin(), outcome.data_findings.end());
  outcome.data_findings.erase(
      std::unique(outcome.data_findings.begin(), outcome.data_findings.end()),
      outcome.data_findings.end());
  return outcome;
}

}  // namespace writ
