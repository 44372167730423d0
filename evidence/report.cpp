#include "evidence/report.h"

namespace writ {
namespace {

void add_counts(Counts& sum, const Counts& counts) {
  sum.subjects += counts.subjects;
  sum.violation += counts.violation;
  sum.unknown += counts.unknown;
  sum.pending += counts.pending;
  sum.waived += counts.waived;
  sum.compliant += counts.compliant;
}

void add_cost(std::map<std::string, std::optional<Decimal>>& sums, const Cost& cost) {
  auto [place, fresh] = sums.emplace(cost.unit, cost.amount);
  if (!fresh && place->second) {
    place->second = add(*place->second, cost.amount);
  }
}

}  // namespace

int rank(Status status) {
  return static_cast<int>(status == Status::vacuous ? Status::unknown : status);
}

void Summary::add(const PolicyOutcome& policy) {
  ++policies;
  vacuous += policy.vacuous ? 1 : 0;
  add_counts(counts, policy.counts);
  if (policy.total_cost) {
    add_cost(cost, *policy.total_cost);
  }
}

Summary summarize(const Outcome& outcome) {
  Summary summary;
  for (const PolicyOutcome& policy : outcome.policies) {
    summary.add(policy);
  }
  return summary;
}

}  // namespace writ
