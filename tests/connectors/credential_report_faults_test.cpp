// Seeded collections of the credential report in which something goes wrong: the table is whole and
// right, or incomplete with the true reason. WRIT_FAULT_RUNS and WRIT_FAULT_SEED make it more, and
// others.
#include <algorithm>
#include <chrono>
#include <random>

#include "aws_peer.h"
#include "support/fault_runs.h"

namespace writ {

namespace {

// What the server does to one request, and why that may leave the table incomplete; without a
// reason it must not.
struct FaultKind {
  const char* name;
  Json trouble;
  testing::Reasons reasons;
};

Json refusal(int status, const char* code) {
  return {{"status", status}, {"code", code}, {"message", "Rate exceeded"}};
}

const std::vector<FaultKind>& kinds() {
  static const std::vector<FaultKind> list = {
      {"throttled", refusal(400, "Throttling"), {}},
      {"limit", refusal(400, "RequestLimitExceeded"), {}},
      {"429", refusal(429, "TooManyRequests"), {}},
      {"500", refusal(500, "InternalFailure"), {}},
      {"503", refusal(503, "ServiceUnavailable"), {}},
      {"gateway", {{"raw", "<html>bad gateway"}, {"status", 502}, {"type", "text/html"}}, {}},
      {"reset", "reset", {}},
      {"silence", "silence", {}},
      {"half", "half", {}},
      {"slow", "slow", {}},
      {"report expired", refusal(410, "ReportExpired"), {"410 ReportExpired"}},
      {"no report", refusal(410, "ReportNotPresent"), {"410 ReportNotPresent"}},
      {"in progress", refusal(404, "ReportInProgress"), {"404 ReportInProgress"}},
      {"token expired", refusal(403, "ExpiredToken"), {"403 ExpiredToken"}},
      {"denied", refusal(403, "AccessDenied"), {"403 AccessDenied"}},
      {"moved",
       {{"raw", ""}, {"status", 302}, {"to", "https://elsewhere.example/"}},
       {"which is not followed"}},
      {"sign in",
       {{"raw", "<html>please sign in</html>"}},
       {"answers with the state", "the answer has no report"}},
      {"cut", "cut", {"answers with the state", "the answer has no report"}},
      {"empty", {{"raw", ""}}, {"answers with the state", "the answer has no report"}},
      {"too large", "huge", {"larger than 64 MiB"}},
  };
  return list;
}

struct Fault {
  const FaultKind* kind;
  bool on_get;  // else on generate
  std::size_t at;
};

bool is_true_reason(const std::string& why, const std::vector<Fault>& faults) {
  return std::any_of(faults.begin(), faults.end(), [&](const Fault& fault) {
    return testing::says_one_of(why, fault.kind->reasons);
  });
}

Json told_of(const std::vector<Fault>& faults, std::size_t in_progress) {
  Json told = {{"generate", Json::array()}, {"get", Json::array()}, {"states", Json::array()}};
  for (const Fault& fault : faults) {
    Json& list = told[fault.on_get ? "get" : "generate"];
    while (list.size() <= fault.at) {
      list.push_back(nullptr);
    }
    list[fault.at] = fault.kind->trouble;
  }
  for (std::size_t n = 0; n < in_progress; ++n) {
    told["states"].push_back(n == 0 ? "STARTED" : "INPROGRESS");
  }
  return told;
}

}  // namespace

TEST_CASE("whatever goes wrong, a credential report is whole or says why not",
          "[connectors][aws][faults]") {
  if (!have_node()) {
    return;
  }
  const long runs = testing::fault_runs(40);
  const long seed = testing::fault_seed();
  testing::FaultTally tally;
  for (long run = 0; run < runs; ++run) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed + run));
    std::vector<Fault> faults(1 + random() % 3);
    for (Fault& fault : faults) {
      fault = {&kinds()[random() % kinds().size()], random() % 2 == 0, random() % 3};
    }
    const Json told = told_of(faults, random() % 4);
    CAPTURE(seed + run, told.dump());
    const AwsPeer peer(told);
    AwsIamSettings settings = peer.settings();
    settings.http.timeout = std::chrono::milliseconds(300);
    settings.time_limit = std::chrono::milliseconds(8'000);
    const auto begin = std::chrono::steady_clock::now();
    const FetchedReport fetched = fetch_report(settings);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    CHECK(took < settings.time_limit + std::chrono::seconds(1));
    const bool whole = fetched.why().empty();
    if (whole) {
      CHECK(*fetched.spool->read(fetched.table.files.at(0), max_data_bytes) == aws_report());
    } else {
      CAPTURE(fetched.why());
      CHECK(is_true_reason(fetched.why(), faults));
    }
    std::vector<std::string> names;
    for (const Fault& fault : faults) {
      names.emplace_back(fault.kind->name);
    }
    tally.add(names, whole ? testing::FaultTally::End::whole : testing::FaultTally::End::incomplete,
              took);
  }
  WARN(tally.text());
}

}  // namespace writ
