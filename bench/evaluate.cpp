// bench_evaluate PROJECT [THREADS [RUNS]]: the native engine alone, on a snapshot in memory. Prints
// the milliseconds of each policy and of the whole evaluation, the median and the least of RUNS.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "cli/run.h"
#include "evaluator/evaluate_columns.h"

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Of a busy machine it tells more.
double least(const std::vector<double>& values) {
  return *std::min_element(values.begin(), values.end());
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fputs("usage: bench_evaluate PROJECT [THREADS [RUNS]]\n", stderr);
    return 2;
  }
  writ::Options options;
  options.quiet = true;
  writ::Console console(options);
  const auto prepared = writ::prepare(options, words[1], console);
  if (!std::holds_alternative<writ::Run>(prepared)) {
    return 2;
  }
  const writ::Run& run = std::get<writ::Run>(prepared);
  const int runs = count > 3 ? std::max(1, std::atoi(words[3])) : 5;
  writ::NativeOptions native;
  native.threads = count > 2 ? static_cast<unsigned>(std::max(1, std::atoi(words[2]))) : 1;
  std::map<std::string, std::vector<double>> times;
  std::vector<double> totals;
  for (int i = 0; i < runs; ++i) {
    writ::EvaluateOptions evaluation = run.evaluate;
    evaluation.list_compliant = false;
    const auto start = Clock::now();
    auto last = start;
    std::vector<double> laps;
    evaluation.progress = [&](std::size_t done, std::size_t) {
      const auto now = Clock::now();
      if (done > 0) {
        laps.push_back(milliseconds(last, now));
      }
      last = now;
    };
    const writ::Outcome outcome = writ::evaluate(run.workspace.program, run.workspace.sources,
                                                 run.snapshot, evaluation, native);
    totals.push_back(milliseconds(start, Clock::now()));
    for (std::size_t p = 0; p < laps.size(); ++p) {
      times[outcome.policies[p].name].push_back(laps[p]);
    }
    times["(rest)"].push_back(milliseconds(last, Clock::now()));
    if (i == 0) {
      for (const writ::PolicyOutcome& policy : outcome.policies) {
        std::printf("%-28s %9llu subjects %8llu violations %8llu unknown\n", policy.name.c_str(),
                    static_cast<unsigned long long>(policy.counts.subjects),
                    static_cast<unsigned long long>(policy.counts.violation),
                    static_cast<unsigned long long>(policy.counts.unknown));
      }
    }
  }
  for (const auto& [name, laps] : times) {
    std::printf("%-28s %10.2f ms, least %10.2f\n", name.c_str(), median(laps), least(laps));
  }
  std::printf("%-28s %10.2f ms on %u threads, median of %d; least %.2f\n", "all", median(totals),
              native.threads, runs, least(totals));
  return 0;
}
