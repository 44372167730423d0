#include "evaluator/waiver.h"

#include <algorithm>
#include <set>

#include "evaluator/evaluate.h"
#include "evaluator/reference/contracts.h"
#include "evaluator/reference/policy.h"
#include "evaluator/reference/subject.h"
#include "evaluator/settle.h"

namespace writ {

namespace {

using namespace reference;

bool names_subject(const Waiver& waiver, const Subject& subject) {
  for (const auto& [variable, key] : waiver.subject) {
    bool fits = false;
    for (const SubjectPart& part : subject) {
      fits = fits || (part.variable == variable && (part.open ? "_" : part.key) == key);
    }
    if (!fits) {
      return false;
    }
  }
  return !waiver.subject.empty();
}

// The reference interpreter's view of the snapshot, opened when it is first asked for.
class LazyWorld {
 public:
  LazyWorld(const Program& program, const Sources& sources,
            const std::function<const Snapshot&()>& rows, const EvaluateOptions& options)
      : program_(program),
        sources_(sources),
        rows_(rows),
        options_(options),
        ledger_{.budget = options.budget, .visited = 0, .exhausted = false, .findings = {}} {}

  World& get() {
    if (world_ == nullptr) {
      world_ = open_world(program_, sources_, rows_(), options_, ledger_);
      if (options_.contracts) {
        apply_contracts(*world_);
      }
    }
    return *world_;
  }

 private:
  const Program& program_;
  const Sources& sources_;
  const std::function<const Snapshot&()>& rows_;
  const EvaluateOptions& options_;
  Ledger ledger_;
  std::unique_ptr<World> world_;
};

bool covers(LazyWorld& world, const PolicyInfo& policy, const Waiver& waiver,
            const Subject& subject) {
  if (!waiver.match) {
    return names_subject(waiver, subject);
  }
  const SubjectScope scope(world.get(), policy, find_subject(world.get(), policy, subject));
  return holds(world.get(), *waiver.match, scope.innermost()).yes();
}

bool is_over(const Waiver& waiver, Instant now) {
  return now >= start_of_day(waiver.expires, utc_zone());
}

void waive(Finding& finding, const Waiver& waiver) {
  finding.waiver = std::make_shared<const AppliedWaiver>(AppliedWaiver{
      waiver.reason, waiver.approved_by, waiver.ticket, waiver.expires, finding.verdict});
  finding.verdict = Verdict::waived;
}

}  // namespace

bool reads_rows(const std::vector<Waiver>& waivers, const Program& program) {
  return std::any_of(waivers.begin(), waivers.end(), [&](const Waiver& waiver) {
    const PolicyInfo* info = program.find_policy(waiver.policy);
    return waiver.match || (info != nullptr && info->policy->cost);
  });
}

WaiverReport apply_waivers(Outcome& outcome, const std::vector<Waiver>& waivers,
                           const Program& program, const Sources& sources,
                           const std::function<const Snapshot&()>& rows,
                           const EvaluateOptions& options) {
  LazyWorld world(program, sources, rows, options);
  WaiverReport report;
  std::set<std::string> changed;  // policies
  for (std::size_t i = 0; i < waivers.size(); ++i) {
    const Waiver& waiver = waivers[i];
    if (is_over(waiver, outcome.as_of)) {
      report.expired.push_back(i);
      continue;
    }
    bool used = false;
    const PolicyInfo* info = program.find_policy(waiver.policy);
    for (PolicyOutcome& policy : outcome.policies) {
      if (info == nullptr || policy.name != waiver.policy) {
        continue;
      }
      for (Finding& finding : policy.findings) {
        const Verdict verdict = finding.waiver ? finding.waiver->waives : finding.verdict;
        const bool waivable = verdict == Verdict::violation || verdict == Verdict::unknown;
        if (waivable && covers(world, *info, waiver, finding.subject)) {
          used = true;
          if (!finding.waiver) {
            waive(finding, waiver);
            changed.insert(policy.name);
          }
        }
      }
    }
    if (!used) {
      report.stale.push_back(i);
    }
  }
  for (PolicyOutcome& policy : outcome.policies) {
    if (changed.contains(policy.name)) {
      const PolicyInfo& info = *program.find_policy(policy.name);
      settle(policy, info.policy->may_be_vacuous);
      if (info.policy->cost) {
        settle_costs(world.get(), info, policy);
      }
    }
  }
  return report;
}

}  // namespace writ
