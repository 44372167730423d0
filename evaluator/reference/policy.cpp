#include "evaluator/reference/policy.h"

#include <algorithm>

#include "evaluator/reference/judge.h"
#include "evaluator/reference/show.h"
#include "evaluator/settle.h"

namespace writ::reference {

namespace {

constexpr std::size_t for_limit = 64;  // each is a loop within a loop

void fill_sources(const World& world, const PolicyInfo& policy, PolicyOutcome& outcome) {
  if (policy.views.empty()) {
    return;
  }
  std::set<std::string> all = world.options.project_sources;
  for (const auto& [source, schema] : world.program.sources) {
    all.insert(source);
  }
  for (const std::string& source : all) {
    bool covered = true;
    for (const std::string& view : policy.views) {
      const auto& mappings = world.program.relation(view).mappings;
      covered =
          covered && std::any_of(mappings.begin(), mappings.end(), [&](const ViewMapping& mapping) {
            return world.program.relation(mapping.table).source == source;
          });
    }
    (covered ? outcome.sources_covered : outcome.sources_not_covered).push_back(source);
  }
}

PolicyOutcome describe(World& world, const PolicyInfo& info) {
  const ast::Policy& policy = *info.policy;
  PolicyOutcome outcome;
  outcome.name = policy.name.text;
  outcome.file = world.sources[info.file].path();
  outcome.line = world.sources.place(info.span).line;
  outcome.title = policy.title ? render_template(world, *policy.title, nullptr) : std::string();
  outcome.description = policy.description ? policy.description->text : std::string();
  outcome.owner = policy.owner ? policy.owner->text : std::string();
  if (policy.severity) {
    outcome.severity =
        parse_policy_severity(policy.severity->text).value_or(PolicySeverity::medium);
  }
  for (const ast::Control& control : policy.controls) {
    for (const ast::String& id : control.ids) {
      outcome.controls.push_back({control.framework.text, id.text});
    }
  }
  for (const ast::String& tag : policy.tags) {
    outcome.tags.push_back(tag.text);
  }
  outcome.tables.assign(info.tables.begin(), info.tables.end());
  fill_sources(world, info, outcome);
  return outcome;
}

}  // namespace

PolicyOutcome judge_policy(World& world, const PolicyInfo& policy) {
  if (policy.for_relations.size() > for_limit) {
    return unjudged_policy(world, policy, undetermined("more than 64 `for`s").reasons);
  }
  PolicyOutcome outcome = describe(world, policy);
  Population population(world, policy);
  Judge judge(world, policy);
  population.walk([&](const Combination& c, const Scope* scope) { judge.judge(c, scope); },
                  [&](const Combination& c, const Reasons& why) { judge.unnamed(c, why); });
  outcome.findings = judge.finish();
  outcome.incomplete.assign(population.incomplete().begin(), population.incomplete().end());
  outcome.notes = population.notes();
  if (!world.options.list_compliant) {
    outcome.unlisted = std::erase_if(outcome.findings, [](const Finding& finding) {
      return finding.verdict == Verdict::compliant;
    });
  }
  settle(outcome, policy.policy->may_be_vacuous);
  settle_costs(world, policy, outcome);
  if (world.ledger.exhausted) {
    return unjudged_policy(world, policy, out_of_budget().reasons);
  }
  return outcome;
}

PolicyOutcome unjudged_policy(World& world, const PolicyInfo& policy, const Reasons& why) {
  PolicyOutcome outcome = describe(world, policy);
  Finding finding;
  finding.verdict = Verdict::unknown;
  finding.subject = {{.variable = {}, .table = {}, .key = outcome.name, .open = false}};
  finding.fingerprint = fingerprint(outcome.name, finding.subject);
  finding.reasons = why.list();
  outcome.findings.push_back(std::move(finding));
  settle(outcome, false);
  return outcome;
}

}  // namespace writ::reference
