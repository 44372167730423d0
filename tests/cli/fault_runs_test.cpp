// Thousands of collections in which something goes wrong: each table ends whole and right, or
// incomplete with the true reason. WRIT_FAULT_RUNS and WRIT_FAULT_SEED make it more, and others.
#include "support/fault_runs.h"

#include <chrono>
#include <random>

#include "fault_kinds.h"
#include "faulty_systems.h"
#include "support/stuck_port.h"

namespace writ {
namespace {

// What a server leaves out of a page without a word, nobody can see where the API has no total, no
// order and no other sign; nor, of a list that is read with an overlap, what is left out of two
// pages that lie alike. (The docs of the connectors say so.)
bool is_blind(const WholeTable& table, const std::vector<const FaultKind*>& faults) {
  const auto changes = std::count_if(faults.begin(), faults.end(), [](const FaultKind* fault) {
    return changes_rows(fault->kind);
  });
  // An empty list is what a list without records looks like.
  const bool emptied = std::any_of(faults.begin(), faults.end(), [](const FaultKind* fault) {
    return std::string(fault->kind) == "empty_more";
  });
  return !table.total && changes > 0 && (!table.overlapped || emptied || changes > 1);
}

}  // namespace

TEST_CASE("whatever goes wrong, a table is whole or says why not",
          "[cli][collect][peers][faults]") {
  if (!have_node()) {
    return;
  }
  for (const std::string& variable : acme_environment()) {
    putenv(const_cast<char*>(strdup(variable.c_str())));  // NOLINT: the process keeps it
  }
  putenv(const_cast<char*>(strdup(("DIR=" + acme_secret("dir")).c_str())));  // NOLINT
  const std::vector<System> systems = all_systems();
  const StuckPort stuck;
  const long runs = testing::fault_runs(200);
  const long seed = testing::fault_seed();
  testing::FaultTally tally;
  for (long run = 0; run < runs; ++run) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed + run));
    const System& system = systems[random() % systems.size()];
    Json faults = Json::array();
    std::vector<const FaultKind*> used;
    bool reached = true;
    for (std::size_t n = 1 + random() % 2; n > 0; --n) {
      const FaultKind& kind = kinds()[random() % kinds().size()];
      Json fault = {{"kind", kind.kind}, {"at", 1 + random() % 6}};
      fault.update(kind.more);
      reached = reached && kind.kind != connect_timeout;
      if (std::string(kind.kind) == "429") {
        fault["wait"] = random() % 20 == 0 ? 1 : 0;
      }
      faults.push_back(fault);
      used.push_back(&kind);
    }
    const std::string id = "n" + std::to_string(run);
    system.peer->set_run(id, faults);
    CAPTURE(seed + run, system.source, faults.dump());
    const auto begin = std::chrono::steady_clock::now();
    const ColumnSnapshot snapshot =
        collected(system, id, reached ? system.peer->url() : stuck.url()).snapshot;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    CHECK(took < std::chrono::seconds(20));
    bool whole = true;
    for (const auto& [name, table] : snapshot.tables) {
      CAPTURE(name, table.incomplete);
      whole = whole && table.complete();
      const WholeTable& expected = system.whole.at(name);
      if (table.complete() && !is_blind(expected, used)) {
        CHECK(table.sha256 == expected.sha256);
      }
      for (const std::string& why : table.incomplete) {
        const bool of_parent =
            why.find("for each record of which it is asked, is incomplete") != std::string::npos;
        CHECK((of_parent || is_true_reason(why, system.source, used)));
      }
    }
    std::vector<std::string> names;
    for (const FaultKind* kind : used) {
      names.push_back(kind->kind + std::string(kind->more.empty() ? "" : " as a limit"));
    }
    tally.add(names, whole ? testing::FaultTally::End::whole : testing::FaultTally::End::incomplete,
              took);
  }
  WARN(tally.text());
}

}  // namespace writ
