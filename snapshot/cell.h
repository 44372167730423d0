// Cell: what one field of one collected row holds. A closed set of plain values; what a cell *means*
// (imprecise instants, refs, reasons) is the evaluator's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "base/time.h"
#include "snapshot/type.h"

namespace writ {

// The source says that there is no value.
struct Absent {
  friend bool operator==(const Absent&, const Absent&) = default;
};

// Nobody can say what the value is: unreadable, not collected, not exposed by the system. `why` is for
// people: lower case, no full stop.
struct Unknown {
  std::string why;
  friend bool operator==(const Unknown&, const Unknown&) = default;
};

struct Email {
  std::string collected;  // the bytes as they came, for display and evidence
  std::string canonical;  // what comparisons see (base/email.h)
  friend bool operator==(const Email& a, const Email& b) { return a.canonical == b.canonical; }
};

struct Cell;
using CellSet = std::vector<Cell>;

struct Cell {
  // text holds `text`, enumerations and refs (a ref's text is the target's row key).
  std::variant<Absent, Unknown, bool, std::int64_t, Decimal, std::string, Email, Duration, Instant, Date,
               CellSet>
      value;

  bool absent() const { return std::holds_alternative<Absent>(value); }
  bool unknown() const { return std::holds_alternative<Unknown>(value); }
  friend bool operator==(const Cell& a, const Cell& b);
};

// Why a cell came out unknown, for the data findings (`kind` in the JSON report).
enum class CellFault { none, unparsable, unlisted_value, empty_required };

struct ParsedCell {
  Cell cell;
  CellFault fault = CellFault::none;
};

// The cell that `text` stands for in a column of scalar `type` (not a set): empty text is absent in an optional
// column, unknown in another (fault empty_required). Text that is no such value is unknown, with what was
// expected. Accepted: bool `true/false` in any ASCII case; int `-?digits`; decimal; timestamps of
// parse_timestamp(lenient); dates `YYYY-MM-DD`; durations of the language; a closed enumeration's exact values.
// White space around the value is trimmed for all types but text, enumerations and refs.
ParsedCell parse_cell(std::string_view text, const Type& type);

// For people and digests: the value as the language prints it; `absent`; `unknown`; sets as `[a, b]`.
std::string to_string(const Cell& cell);

// One text for a key of several columns: parts joined by `/`, with `/` and `\` inside escaped by `\`.
std::string join_key(const std::vector<std::string>& parts);

}  // namespace writ
