#include "cli/earlier_results.h"

#include <filesystem>

#include "base/parallel.h"
#include "cli/log.h"
#include "cli/result_key.h"
#include "cli/stored.h"
#include "evaluator/outcome_bytes.h"
#include "snapshot/store/results.h"
#include "snapshot/store/store.h"

namespace writ {
namespace {

// The newest one that has any footing. A store that cannot be read has none.
std::optional<std::string> newest_with_footing(const Run& run) {
  const Result<std::vector<std::string>> paths = list_snapshots(run.store);
  if (!paths) {
    return std::nullopt;
  }
  const std::vector<std::string> earlier = earlier_than(run.snapshot.as_of, *paths);
  for (auto path = earlier.rbegin(); path != earlier.rend(); ++path) {
    const std::string results = results_folder(run.store, *path);
    std::error_code error;
    if (!results.empty() && !std::filesystem::is_empty(footings_in(results), error) && !error) {
      return *path;
    }
  }
  return std::nullopt;
}

struct Found {
  std::optional<PolicyOutcome> outcome;
  std::optional<Footing> footing;
  Evaluation evaluation;
};

Found find(const Run& run, const ResultKeys& keys, const std::string& folder,
           const PolicyInfo& policy) {
  Found found;
  const KeptResult footing = look_up(footings_in(folder), keys.of_footing(policy));
  const KeptResult outcome = footing.bytes ? look_up(folder, keys.of_policy(policy)) : KeptResult();
  if (outcome.bytes) {
    const Sources& sources = run.workspace.sources;
    found.footing = footing_from_bytes(*footing.bytes);
    found.outcome = policy_from_bytes(*outcome.bytes, sources[policy.file].path(),
                                      static_cast<std::uint32_t>(sources.place(policy.span).line));
    found.evaluation = outcome.evaluation;
  }
  return found;
}

}  // namespace

std::unique_ptr<EarlierResults> find_earlier(const Run& run,
                                             const std::vector<const PolicyInfo*>& policies) {
  const std::optional<std::string> path = newest_with_footing(run);
  const Result<StoredSnapshot> stored = path ? read_stored(*path) : Error{"there is none"};
  Result<ColumnSnapshot> snapshot =
      stored ? open_fitted(*stored, run.workspace.program.schemas, run.threads) : stored.error();
  if (!snapshot) {
    return nullptr;
  }
  const ResultKeys keys(run, *snapshot);
  const std::string folder = results_folder(run.store, *path);
  std::vector<Found> found(policies.size());
  parallel(run.threads, policies.size(), [&](std::size_t i, std::size_t) {
    if (!keys.compares(*policies[i])) {
      found[i] = find(run, keys, folder, *policies[i]);
    }
  });
  auto results = std::make_unique<EarlierResults>();
  for (Found& one : found) {
    if (one.outcome && one.footing) {
      const std::string name = one.outcome->name;
      results->outcome.policies[name] = {std::move(*one.outcome), std::move(*one.footing)};
      results->evaluations.push_back(one.evaluation);
    }
  }
  if (results->outcome.policies.empty()) {
    return nullptr;
  }
  log(LogLevel::debug, "of " + std::to_string(results->outcome.policies.size()) +
                           " policies, what did not change since " +
                           std::filesystem::path(*path).filename().string() + " is carried over");
  results->snapshot = std::move(*snapshot);
  results->outcome.snapshot = &results->snapshot;
  return results;
}

}  // namespace writ
