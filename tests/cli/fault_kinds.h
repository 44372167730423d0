// What goes wrong between Writ and a system with a REST API, and what may come of it.
#pragma once

#include <string>
#include <vector>

#include "peer.h"
#include "support/fault_runs.h"

namespace writ {

// A fault, and what the reason of an incomplete table may say; empty: the table must be whole.
struct FaultKind {
  const char* kind;
  testing::Reasons reasons;
  nlohmann::json more = nlohmann::json::object();  // what the server is told beside
};

constexpr const char* connect_timeout = "connect_timeout";

inline const std::vector<FaultKind>& kinds() {
  static const std::vector<FaultKind> list = {
      {"429", {}},
      {"429_bare", {}},
      {"wrong_reset", {}},
      {"past_reset", {}},
      {"500", {}},
      {"502", {}},
      {"503", {}},
      {"header_timeout", {}},
      {"body_timeout", {}},
      {"slow", {}},
      {"reset", {}},
      {"truncated", {}},
      {"html", {}},
      {"401", {"the credentials are not accepted"}},
      {"403", {"no permission: 403", "403: {\"error\":\"forbidden\"}"}},
      // A limit that comes as a refusal. (`may_refuse` knows who takes it for one.)
      {"403",
       {"no permission: 403", "403: {\"error\":{\"errors\":"},
       {{"body",
         {{"error",
           {{"errors", {{{"reason", "rateLimitExceeded"}}}}, {"message", "rate limit"}}}}}}},
      // Of the whole run.
      {connect_timeout, {"no connection in time", "no whole answer in time"}},
      {"text_type", {"text/plain"}},
      {"gzip_bomb", {"larger than 64 MiB", "no whole answer in time"}},
      {"redirect", {"not followed, as another host"}},
      {"repeat_page", {"pagination loop", "rows moved", "the source says"}},
      {"skip_rows",
       {"rows moved", "rows were left out", "the source says", "an empty page after",
        "pagination loop"}},
      {"double_row", {"rows moved", "the source says"}},
      {"empty_more",
       {"rows moved", "the source says", "says that there are more", "pagination loop",
        "an empty page after"}},
      {"same_next", {"pagination loop", "rows moved", "the source says", "an empty page after"}},
      {"lying_total",
       {"the total went from", "the source says", "an empty page after", "pagination loop"}},
  };
  return list;
}

inline bool changes_rows(const std::string& kind) {
  return kind == "skip_rows" || kind == "double_row" || kind == "empty_more" ||
         kind == "repeat_page" || kind == "same_next";
}

// False: this system's limits come so, and must be waited for.
inline bool may_refuse(const FaultKind& fault, const std::string& source) {
  return fault.more.empty() || (source != "github" && source != "google_workspace");
}

// Whether some fault of the run may leave a table incomplete for one of these reasons.
inline bool is_true_reason(const std::string& why, const std::string& source,
                           const std::vector<const FaultKind*>& faults) {
  for (const FaultKind* fault : faults) {
    if (!may_refuse(*fault, source)) {
      continue;
    }
    if (testing::says_one_of(why, fault->reasons)) {
      return true;
    }
  }
  return false;
}

}  // namespace writ
