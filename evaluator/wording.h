// What every engine says in the same words of what it has found: a policy about itself, notes on its
// population and costs, witnesses.
#pragma once

#include <set>
#include <string>

#include "dsl/program.h"
#include "evaluator/outcome.h"

namespace writ {

// All that stands in the policy, but its title; and the sources that its views cover, of the
// program's and `project_sources`.
PolicyOutcome describe(const PolicyInfo& policy, const Program& program, const Sources& sources,
                       const std::set<std::string>& project_sources);
// The policy could not be judged: one unknown verdict on it as a whole, with the reasons.
PolicyOutcome unjudged(PolicyOutcome described, std::vector<Reason> why);

// Why a population is incomplete.
std::string incomplete_text(const Reason& reason);
// Rows of `what`, bound to `variable`, that `condition` set aside.
PopulationNote set_aside_note(std::uint64_t rows, const std::string& what,
                              const std::string& variable, const std::string& condition);
// Rows of an earlier `for` without a partner in `next`.
PopulationNote no_partner_note(std::uint64_t rows, const std::string& what,
                               const std::string& variable, const std::string& next,
                               const std::string& next_variable);
PopulationNote unknown_costs_note(std::uint64_t violations);
bool is_unknown_costs_note(const PopulationNote& note);
std::string unit_of(const ast::Cost& cost);  // "USD per month"

// Those that the finding does not have, in their order, up to 20 in all.
void add_witnesses(Finding& finding, std::vector<Witness> found);

}  // namespace writ
