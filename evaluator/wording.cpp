#include "evaluator/wording.h"

#include <algorithm>

#include "evaluator/settle.h"

namespace writ {

namespace {

constexpr std::size_t witness_limit = 20;
constexpr std::string_view unknown_costs_start = "the cost of ";

void fill_sources(const PolicyInfo& policy, const Program& program,
                  const std::set<std::string>& project_sources, PolicyOutcome& outcome) {
  if (policy.views.empty()) {
    return;
  }
  std::set<std::string> all = project_sources;
  for (const auto& [source, schema] : program.sources) {
    all.insert(source);
  }
  for (const std::string& source : all) {
    bool covered = true;
    for (const std::string& view : policy.views) {
      const auto& mappings = program.relation(view).mappings;
      covered =
          covered && std::any_of(mappings.begin(), mappings.end(), [&](const ViewMapping& mapping) {
            return program.relation(mapping.table).source == source;
          });
    }
    (covered ? outcome.sources_covered : outcome.sources_not_covered).push_back(source);
  }
}

std::string rows_of(std::uint64_t rows, const std::string& what, const std::string& variable) {
  return std::to_string(rows) + (rows == 1 ? " row of " : " rows of ") + what + " (" + variable +
         ")";
}

}  // namespace

PolicyOutcome describe(const PolicyInfo& info, const Program& program, const Sources& sources,
                       const std::set<std::string>& project_sources) {
  const ast::Policy& policy = *info.policy;
  PolicyOutcome outcome;
  outcome.name = policy.name.text;
  outcome.file = sources[info.file].path();
  outcome.line = sources.place(info.span).line;
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
  fill_sources(info, program, project_sources, outcome);
  return outcome;
}

PolicyOutcome unjudged(PolicyOutcome described, std::vector<Reason> why) {
  Finding finding;
  finding.verdict = Verdict::unknown;
  finding.subject = {{.variable = {}, .table = {}, .key = described.name, .open = false}};
  finding.fingerprint = fingerprint(described.name, finding.subject);
  finding.reasons = std::move(why);
  described.findings.push_back(std::move(finding));
  settle(described, false);
  return described;
}

std::string incomplete_text(const Reason& reason) {
  return reason.kind == ReasonKind::incomplete ? reason.table + ": " + reason.note
                                               : to_string(reason);
}

PopulationNote set_aside_note(std::uint64_t rows, const std::string& what,
                              const std::string& variable, const std::string& condition) {
  return {rows_of(rows, what, variable) + " set aside by `" + condition + "`", rows};
}

PopulationNote no_partner_note(std::uint64_t rows, const std::string& what,
                               const std::string& variable, const std::string& next,
                               const std::string& next_variable) {
  return {rows_of(rows, what, variable) + " found no partner in " + next + " (" + next_variable +
              ")",
          rows};
}

PopulationNote unknown_costs_note(std::uint64_t violations) {
  return {std::string(unknown_costs_start) + std::to_string(violations) +
              (violations == 1 ? " violation" : " violations") + " is unknown",
          violations};
}

bool is_unknown_costs_note(const PopulationNote& note) {
  return note.text.starts_with(unknown_costs_start);
}

std::string unit_of(const ast::Cost& cost) {
  return cost.currency.text + (cost.per ? " per " + cost.per->text : std::string());
}

void add_witnesses(Finding& finding, std::vector<Witness> found) {
  std::sort(found.begin(), found.end());
  std::vector<Witness>& known = finding.witnesses;
  for (Witness& witness : found) {
    if (known.size() < witness_limit &&
        std::find(known.begin(), known.end(), witness) == known.end()) {
      known.push_back(std::move(witness));
    }
  }
}

}  // namespace writ
