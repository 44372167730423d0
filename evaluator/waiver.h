// Waivers: a person's decision that a violation or an unknown verdict stands for a while. They are
// applied after evaluation and never change what was found: the verdict that they cover is kept in
// the finding.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/program.h"
#include "evaluator/outcome.h"

namespace writ {

struct Waiver {
  std::string policy;
  std::map<std::string, std::string> subject;  // variable -> key; all that it names must fit
  std::optional<ast::Expr> match;              // checked (check_match); exactly one of the two
  bool became = false;                         // `match` asks about earlier snapshots
  std::string reason, approved_by, ticket;
  Date expires;  // waives until this day begins, UTC
  Span span;
};

struct WaiverReport {
  std::vector<std::size_t>
      expired;  // indices of waivers that would have covered something, or nothing, but are over
  std::vector<std::size_t> stale;  // that cover no violation and no unknown verdict
};

// Whether any asks what only the snapshot's rows say.
bool reads_rows(const std::vector<Waiver>& waivers, const Program& program);

// Sets verdicts, counts, statuses and costs anew. An unknown `match` covers nothing. `rows` gives
// the snapshot that was judged; it is called only where reads_rows().
WaiverReport apply_waivers(Outcome& outcome, const std::vector<Waiver>& waivers,
                           const Program& program, const Sources& sources,
                           const std::function<const Snapshot&()>& rows,
                           const struct EvaluateOptions& options);

}  // namespace writ
