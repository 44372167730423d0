#include "cli/results.h"

#include <algorithm>
#include <map>

#include "base/parallel.h"
#include "base/sha256.h"
#include "cli/log.h"
#include "cli/result_key.h"
#include "evaluator/byte_stream.h"
#include "evaluator/evaluate_columns.h"
#include "evaluator/outcome_bytes.h"
#include "snapshot/store/results.h"

namespace writ {
namespace {

// One evaluation, of whatever: how many rows it visited. Together with the others that an outcome
// is put together from it bounds what evaluating all at once would visit.
struct Evaluation {
  std::string name;
  std::uint64_t visited = 0;
};

struct Kept {
  std::string key;
  std::optional<std::string> bytes;  // behind the evaluation; nothing: not kept
  Evaluation evaluation;
};

std::string with_evaluation(const Evaluation& evaluation, const std::string& bytes) {
  ByteWriter out;
  out.text(evaluation.name);
  out.number(evaluation.visited);
  out.text(bytes);
  return std::move(out).take();
}

Kept look_up(const Run& run, const std::string& key) {
  Kept kept{key, std::nullopt, {}};
  const auto bytes = run.fresh ? std::nullopt : read_result(run.results, key);
  if (bytes) {
    ByteReader in(*bytes);
    in.text(kept.evaluation.name);
    in.number(kept.evaluation.visited);
    in.text(kept.bytes.emplace());
    if (!in.done()) {
      kept.bytes.reset();
    }
  }
  return kept;
}

class Answering {
 public:
  explicit Answering(const Run& run) : run_(run) {
    native_.threads = run.threads;
    native_.history = run.earlier();
  }

  Outcome run();

 private:
  struct Policy {
    const PolicyInfo* info = nullptr;
    Kept kept;
    std::optional<PolicyOutcome> outcome;
  };

  void read(const ResultKeys& keys);
  std::optional<Outcome> evaluate_missing();
  void keep(const Outcome& fresh);
  Outcome put_together(Outcome fresh);
  Outcome evaluate_all() const {
    return evaluate(run_.workspace.program, run_.workspace.sources, run_.snapshot, run_.evaluate,
                    native_);
  }

  const Run& run_;
  NativeOptions native_;
  std::vector<Policy> policies_;  // those that are asked for, by name
  Kept data_kept_;
  std::optional<Outcome> data_;  // what belongs to no policy
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
    policy.kept = look_up(run_, keys.of_policy(*policy.info));
    if (policy.kept.bytes) {
      policy.outcome =
          policy_from_bytes(*policy.kept.bytes, sources[policy.info->file].path(),
                            static_cast<std::uint32_t>(sources.place(policy.info->span).line));
      policy.kept.bytes.reset();
    }
  });
  data_kept_ = look_up(run_, keys.of_data());
  Outcome data;
  if (data_kept_.bytes && data_from_bytes(*data_kept_.bytes, data)) {
    data_ = std::move(data);
  }
}

// What is not there is evaluated. Nothing where all of it together might visit more rows than one
// evaluation may.
std::optional<Outcome> Answering::evaluate_missing() {
  EvaluateOptions options = run_.evaluate;
  options.only = {""};  // no policy has this name
  std::map<std::string, std::uint64_t> visited;
  const auto count = [&](const Kept& kept) {
    visited[kept.evaluation.name] = kept.evaluation.visited;
  };
  for (const Policy& policy : policies_) {
    if (policy.outcome) {
      count(policy.kept);
    } else {
      options.only.insert(policy.info->policy->name.text);
    }
  }
  const bool all_there = data_ && options.only.size() == 1;
  NativeOptions native = native_;
  if (data_) {
    count(data_kept_);
    native.policies_alone = true;
  }
  Outcome fresh;
  if (!all_there) {
    fresh =
        evaluate(run_.workspace.program, run_.workspace.sources, run_.snapshot, options, native);
  }
  std::uint64_t left = run_.evaluate.budget;
  for (const auto& [name, rows] : visited) {
    if (rows > left) {
      return std::nullopt;
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

void Answering::keep(const Outcome& fresh) {
  if (has_faults(fresh)) {
    return;
  }
  Sha256 name;
  std::vector<std::pair<const Kept*, std::string>> kept;
  auto outcome = fresh.policies.begin();
  for (const Policy& policy : policies_) {
    if (!policy.outcome) {
      name.add(policy.kept.key);
      kept.emplace_back(&policy.kept, to_bytes(*outcome++));
    }
  }
  if (!data_) {
    name.add(data_kept_.key);
    kept.emplace_back(&data_kept_, data_to_bytes(fresh));
  }
  const Evaluation evaluation{name.hex(), fresh.visited};
  for (const auto& [one, bytes] : kept) {
    if (!keep_result(run_.results, one->key, with_evaluation(evaluation, bytes))) {
      log(LogLevel::debug, "results are not kept in " + run_.results);
      return;
    }
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

Outcome Answering::run() {
  const ResultKeys keys(run_);
  if (!keys.known()) {
    return evaluate_all();
  }
  read(keys);
  const auto found = std::count_if(policies_.begin(), policies_.end(),
                                   [](const Policy& policy) { return policy.outcome.has_value(); });
  log(LogLevel::debug, "results of " + std::to_string(found) + " of " +
                           std::to_string(policies_.size()) + " policies were looked up");
  std::optional<Outcome> fresh = evaluate_missing();
  if (!fresh) {
    return evaluate_all();
  }
  keep(*fresh);
  return put_together(std::move(*fresh));
}

}  // namespace

Outcome evaluate_or_look_up(const Run& run) {
  return Answering(run).run();
}

}  // namespace writ
