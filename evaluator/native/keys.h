// Matching rows of two tables by their keys: links and identity rules.
#pragma once

#include <optional>

#include "evaluator/native/kernels.h"

namespace writ::native {

// A number that is the same for values that are equal (and may be for others). Nothing for what may
// equal anything: unknown, imprecise. REQUIRES: not absent, of one of lookups.h's classes.
std::optional<std::int64_t> lookup_key(Engine& engine, const Val& value, bool canonical);

// The same of a number of a class that is known. REQUIRES: where addresses are compared, an address.
std::int64_t lookup_key(const NumberClass& kind, std::int64_t value);

// How a row's keys fit the rows of the other side.
struct KeyMatch {
  bool absent = false;  // a key of this side is absent: it matches nothing
  std::vector<std::uint32_t> certain;
  std::vector<std::uint32_t> possible;  // a key that is unknown may fit
  ReasonSet why = 0;                    // they are only possible
};

// Each of `left` with the rows of the table `to`.
std::vector<KeyMatch> match_keys(Ctx& ctx, const std::vector<KeyPlan>& keys, const Vals& left,
                                 std::uint32_t to);

// What stands for several candidates.
Val ambiguous(Ctx& ctx, const Val& row, const std::string& column, std::uint32_t relation,
              const std::vector<std::uint32_t>& candidates);

}  // namespace writ::native
