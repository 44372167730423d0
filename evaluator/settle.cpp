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

}  // namespace

void settle(PolicyOutcome& policy, bool may_be_vacuous) {
  std::sort(policy.findings.begin(), policy.findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.verdict, a.subject) < std::tie(b.verdict, b.subject);
  });
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

std::string fingerprint(const std::string& policy, const Subject& subject) {
  Sha256 hash;
  hash.add_field(policy);
  for (const SubjectPart& part : subject) {
    hash.add_field(part.table);
    hash.add_field(part.open ? "open" : "key");
    hash.add_field(part.key);
  }
  return hash.hex().substr(0, 16);
}

}  // namespace writ
