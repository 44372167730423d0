#include "cli/results.h"

#include <algorithm>
#include <map>

#include "base/parallel.h"
#include "base/sha256.h"
#include "cli/earlier_results.h"
#include "cli/kept_result.h"
#include "cli/log.h"
#include "cli/result_key.h"
#include "evaluator/evaluate_columns.h"
#include "evaluator/outcome_bytes.h"
#include "snapshot/store/results.h"

namespace writ {
namespace {

class Answering {
 public:
  explicit Answering(Run& run) : run_(run) {
    native_.threads = run.threads;
    native_.history = run.earlier();
  }

  Result<Outcome> run();

 private:
  struct Policy {
    const PolicyInfo* info = nullptr;
    KeptResult kept;
    std::optional<PolicyOutcome> outcome;
  };

  void read(const ResultKeys& keys);
  KeptResult kept(const std::string& key) const {
    return run_.fresh ? KeptResult{key, std::nullopt, {}} : look_up(run_.results, key);
  }
  Result<std::optional<Outcome>> evaluate_missing();
  Result<Outcome> evaluate_some(const std::vector<const PolicyInfo*>& policies,
                                const NativeOptions& native);
  bool is_worth_carrying(const Footing& footing, const PolicyInfo& policy) const;
  void keep_fresh(const ResultKeys& keys, const Outcome& fresh);
  Outcome put_together(Outcome fresh);
  Result<Outcome> evaluate_all();
  Outcome evaluate_on(const ColumnSnapshot& snapshot, const EvaluateOptions& options,
                      const NativeOptions& native) const {
    return evaluate(run_.workspace.program, run_.workspace.sources, snapshot, options, native);
  }

  Run& run_;
  NativeOptions native_;
  std::vector<Policy> policies_;  // those that are asked for, by name
  KeptResult data_kept_;
  std::optional<Outcome> data_;              // what belongs to no policy
  std::map<std::string, Footing> footings_;  // of the policies that were evaluated
  std::uint64_t carried_ = 0;                // rows visited for what is carried over, at most
};

// The results that are there.
void Answering::read(const ResultKeys& keys) {
  const std::set<std::string>& only = run_.evaluate.only;
  for (const PolicyInfo& info : run_.workspace.program.policies) {
    if (only.empty() || only.contains(info.policy->name.text)) {
      policies_.push_back({&info, {}, {}});
    }
  }
  const Sources& sources = run_.workspace.sources;
  parallel(run_.threads, policies_.size(), [&](std::size_t i, std::size_t) {
    Policy& policy = policies_[i];
    policy.kept = kept(keys.of_policy(*policy.info));
    if (policy.kept.bytes) {
      policy.outcome =
          policy_from_bytes(*policy.kept.bytes, sources[policy.info->file].path(),
                            static_cast<std::uint32_t>(sources.place(policy.info->span).line));
      policy.kept.bytes.reset();
    }
  });
  data_kept_ = kept(keys.of_data());
  Outcome data;
  if (data_kept_.bytes && data_from_bytes(*data_kept_.bytes, data)) {
    data_ = std::move(data);
  }
}

Result<Outcome> Answering::evaluate_all() {
  const Result<bool> opened = run_.open();
  return opened ? Result<Outcome>(evaluate_on(run_.snapshot, run_.evaluate, native_))
                : opened.error();
}

// These policies, and the data as a whole where it is missing. Where only policies are missing,
// the tables that they may read are opened.
Result<Outcome> Answering::evaluate_some(const std::vector<const PolicyInfo*>& policies,
                                         const NativeOptions& native) {
  EvaluateOptions options = run_.evaluate;
  options.only = {""};  // no policy has this name
  std::set<std::string> tables;
  for (const PolicyInfo* policy : policies) {
    options.only.insert(policy->policy->name.text);
    tables.insert(policy->tables.begin(), policy->tables.end());
  }
  if (run_.unopened && native.policies_alone && native.earlier == nullptr) {
    const Result<ColumnSnapshot> some = run_.open_some(tables);
    return some ? Result<Outcome>(evaluate_on(*some, options, native)) : some.error();
  }
  const Result<bool> opened = run_.open();
  return opened ? Result<Outcome>(evaluate_on(run_.snapshot, options, native)) : opened.error();
}

// What is not there is evaluated. Nothing where all of it together might visit more rows than one
// evaluation may.
Result<std::optional<Outcome>> Answering::evaluate_missing() {
  std::map<std::string, std::uint64_t> visited;
  const auto count = [&](const Evaluation& evaluation) {
    visited[evaluation.name] = evaluation.visited;
  };
  std::vector<const PolicyInfo*> missing;
  for (const Policy& policy : policies_) {
    if (policy.outcome) {
      count(policy.kept.evaluation);
    } else {
      missing.push_back(policy.info);
    }
  }
  NativeOptions native = native_;
  if (data_) {
    count(data_kept_.evaluation);
    native.policies_alone = true;
  }
  native.footings = &footings_;
  const auto earlier = run_.fresh || missing.empty() ? nullptr : find_earlier(run_, missing);
  if (earlier != nullptr) {
    native.earlier = &earlier->outcome;
    std::map<std::string, std::uint64_t> before;
    for (const Evaluation& evaluation : earlier->evaluations) {
      count(evaluation);
      before[evaluation.name] = evaluation.visited;
    }
    for (const auto& [name, rows] : before) {
      carried_ += rows;
    }
  }
  const bool all_there = data_ && missing.empty();
  Result<Outcome> made = all_there ? Result<Outcome>(Outcome()) : evaluate_some(missing, native);
  if (!made) {
    return made.error();
  }
  Outcome fresh = std::move(*made);
  std::uint64_t left = run_.evaluate.budget;
  for (const auto& [name, rows] : visited) {
    if (rows > left) {
      return std::optional<Outcome>();
    }
    left -= rows;
  }
  return fresh.budget_exhausted || fresh.visited > left ? std::nullopt
                                                        : std::optional(std::move(fresh));
}

// A fault in arithmetic is told once, by the policy that comes upon it first; which ones come upon
// it too, nobody knows.
bool has_faults(const Outcome& outcome) {
  return std::any_of(outcome.data_findings.begin(), outcome.data_findings.end(),
                     [](const DataFinding& finding) { return finding.kind == "overflow"; });
}

// Finding out what changed costs about as much as to look at every row of the policy's tables a few
// times: where judging visits no more, it is not carried over.
bool Answering::is_worth_carrying(const Footing& footing, const PolicyInfo& policy) const {
  constexpr std::uint64_t visits_a_row = 8;
  std::uint64_t rows = 0;
  for (const std::string& name : policy.tables) {
    const ColumnTable* table = run_.snapshot.find(name);
    rows += table != nullptr ? table->rows : 0;
  }
  return footing.visited > rows * visits_a_row;
}

void Answering::keep_fresh(const ResultKeys& keys, const Outcome& fresh) {
  if (has_faults(fresh)) {
    return;
  }
  const std::uint64_t visited = fresh.visited + carried_;
  Sha256 name;
  name.add_field(std::to_string(visited));
  std::vector<std::string> kept;                              // keys
  std::vector<std::pair<std::string, std::string>> footings;  // keys and bytes
  for (const Policy& policy : policies_) {
    if (policy.outcome) {
      continue;
    }
    name.add(policy.kept.key);
    kept.push_back(policy.kept.key);
    const auto footing = footings_.find(policy.info->policy->name.text);
    if (footing != footings_.end() && is_worth_carrying(footing->second, *policy.info)) {
      footings.emplace_back(keys.of_footing(*policy.info), to_bytes(footing->second));
    }
  }
  if (!data_) {
    name.add(data_kept_.key);
    kept.push_back(data_kept_.key);
  }
  const Evaluation evaluation{name.hex(), visited};
  std::vector<std::string> bytes(kept.size());
  parallel(run_.threads, kept.size(), [&](std::size_t i, std::size_t) {
    bytes[i] = i < fresh.policies.size() ? to_bytes(fresh.policies[i]) : data_to_bytes(fresh);
  });
  bool all = true;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    all = all && keep(run_.results, kept[i], evaluation, bytes[i]);
  }
  for (const auto& [key, footing] : footings) {
    all = all && keep(footings_in(run_.results), key, evaluation, footing);
  }
  if (!all) {
    log(LogLevel::debug, "results are not kept in " + run_.results);
  }
}

Outcome Answering::put_together(Outcome fresh) {
  Outcome outcome;
  outcome.as_of = run_.snapshot.as_of;
  outcome.snapshot_id = run_.snapshot.id;
  auto next = fresh.policies.begin();
  for (Policy& policy : policies_) {
    outcome.policies.push_back(policy.outcome ? std::move(*policy.outcome) : std::move(*next++));
  }
  Outcome& data = data_ ? *data_ : fresh;
  outcome.tables = std::move(data.tables);
  outcome.links = std::move(data.links);
  std::vector<DataFinding>& findings = outcome.data_findings;
  findings = std::move(data.data_findings);
  findings.insert(findings.end(), fresh.data_findings.begin(), fresh.data_findings.end());
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  return outcome;
}

Result<Outcome> Answering::run() {
  const ResultKeys keys(run_);
  if (!keys.known()) {
    return evaluate_all();
  }
  read(keys);
  const auto found = std::count_if(policies_.begin(), policies_.end(),
                                   [](const Policy& policy) { return policy.outcome.has_value(); });
  log(LogLevel::debug, "results of " + std::to_string(found) + " of " +
                           std::to_string(policies_.size()) + " policies were looked up");
  Result<std::optional<Outcome>> fresh = evaluate_missing();
  if (!fresh) {
    return fresh.error();
  }
  if (!*fresh) {
    return evaluate_all();
  }
  keep_fresh(keys, **fresh);
  return put_together(std::move(**fresh));
}

}  // namespace

Result<Outcome> evaluate_or_look_up(Run& run) {
  return Answering(run).run();
}

}  // namespace writ
