#include "evaluator/settle.h"

#include <algorithm>
#include <tuple>

#include "base/ensure.h"
#include "base/sha256.h"

namespace writ {

namespace {

Status status_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::violation:
      return Status::violation;
    case Verdict::unknown:
      return Status::unknown;
    case Verdict::pending:
      return Status::pending;
    case Verdict::waived:
      return Status::waived;
    case Verdict::compliant:
      return Status::compliant;
  }
  ENSURE(false);
}

// By verdict and then subject. Findings are large: their places are sorted, and each is moved once.
void sort_findings(std::vector<Finding>& findings) {
  const auto before = [](const Finding& a, const Finding& b) {
    return std::tie(a.verdict, a.subject) < std::tie(b.verdict, b.subject);
  };
  if (std::is_sorted(findings.begin(), findings.end(), before)) {
    return;
  }
  std::vector<Finding*> places;
  places.reserve(findings.size());
  for (Finding& finding : findings) {
    places.push_back(&finding);
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](const Finding* a, const Finding* b) { return before(*a, *b); });
  std::vector<Finding> sorted;
  sorted.reserve(findings.size());
  for (Finding* finding : places) {
    sorted.push_back(std::move(*finding));
  }
  findings = std::move(sorted);
}

}  // namespace

void settle(PolicyOutcome& policy, bool may_be_vacuous) {
  sort_findings(policy.findings);
  policy.counts = {};
  for (const Finding& finding : policy.findings) {
    policy.counts.add(finding.verdict);
  }
  policy.counts.subjects += policy.unlisted;
  policy.counts.compliant += policy.unlisted;
  policy.vacuous = policy.counts.subjects == 0;
  if (policy.vacuous) {
    policy.status = may_be_vacuous ? Status::compliant : Status::vacuous;
  } else {
    policy.status = policy.findings.empty() ? Status::compliant
                                            : status_of(policy.findings.front().verdict);
  }
  if (!policy.complete() && policy.status != Status::violation) {
    policy.status = Status::unknown;
  }
}

std::uint64_t fingerprint(const std::string& policy, const Subject& subject) {
  Sha256 hash;
  hash.add_field(policy);
  for (const SubjectPart& part : subject) {
    hash.add_field(part.table.text());
    hash.add_field(part.open ? "open" : "key");
    hash.add_field(part.key);
  }
  return hash.first_bits();
}

}  // namespace writ
