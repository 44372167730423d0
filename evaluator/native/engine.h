// What an evaluation does besides judging policies: contracts, data findings, counts of links.
#pragma once

#include "evaluator/native/run.h"
#include "evaluator/outcome.h"

namespace writ::native {

// Contracts on what was collected. Where one is broken, the table counts as incomplete from here
// on, with the contract named; a data finding says so.
void apply_contracts(World& world);

// What is wrong with the data as the program's schemas see it, whichever policies read it.
std::vector<DataFinding> find_in_data(World& world);

// Every link of every row, and the person of every account.
std::vector<LinkCount> count_links(World& world);

PolicyOutcome judge_policy(World& world, const PolicyPlan& plan);
// The policy could not be judged: one unknown verdict on it as a whole, with the reason.
PolicyOutcome unjudged_policy(World& world, const PolicyPlan& plan, std::string_view why);

}  // namespace writ::native
