// Report: everything that a document about one audit may say. The writers (json_report.h,
// text_report.h) read this and nothing else, so that a report can be rendered from any engine's
// outcome.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evaluator/outcome.h"

namespace writ {

// A waiver that did nothing, and so needs a person's attention.
struct WaiverNote {
  std::string policy;
  std::string covers;  // "w = w17, a = u88", or the text of its `match`
  std::string reason;
  std::string approved_by;
  std::string ticket;  // may be empty
  Date expires;
  std::string place;  // "waivers.yaml:3"
};

// The records of one table that could not be rows.
struct Refusals {
  std::uint64_t records = 0;
  std::vector<std::string> first;  // at most 20: "workers.csv record 17: short row: …"
};

// What an audit compared its snapshot with, oldest first. Nothing: no policy and no contract asks
// for earlier snapshots.
struct EarlierSnapshot {
  std::string id;
  Instant as_of;
};
using History = std::optional<std::vector<EarlierSnapshot>>;

// How urgently a status wants a reader, 0 most; `vacuous` ranks with `unknown`.
int rank(Status status);

struct Report {
  std::string project;        // as the project file names it; empty without one
  std::string policy_digest;  // "sha256:…" over policies, params, waivers and identity overrides
  Outcome outcome;
  History history;
  std::map<std::string, Refusals> refusals;  // by table; none where all records are rows
  std::vector<WaiverNote> expired;           // in the order of the waivers file
  std::vector<WaiverNote> stale;             // that match nothing which they could waive
};

// Sums over policies.
struct Summary {
  std::uint64_t policies = 0;
  std::uint64_t vacuous = 0;
  Counts counts;
  std::map<std::string, std::optional<Decimal>> cost;  // by unit; nothing: the sum does not fit

  void add(const PolicyOutcome& policy);
};
Summary summarize(const Outcome& outcome);

}  // namespace writ
