// Value: what an expression holds while it is evaluated. Unlike a Cell it knows what it means: an
// instant that may be any of a day's, a row instead of its key, a set with members that are only
// possible.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/zone.h"
#include "evaluator/reference/truth.h"
#include "snapshot/table.h"

namespace writ::reference {

// Nobody can say what the value is.
struct Undetermined {
  Reasons reasons;
};

// The cell that something was read from; `table` is null for what no cell holds.
struct CellPlace {
  const Table* table = nullptr;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
};
Reason reason_at(ReasonKind kind, const CellPlace& place, std::string note);
Undetermined undetermined(Reason reason);
Undetermined undetermined(std::string note);  // `missing`, with no place to blame

// A number, duration or instant that is somewhere in [low, high]; a bound that is not there is
// infinite. Decimals are millionths, durations and instants microseconds.
enum class Scale { integer, decimal, duration, instant };
struct Quantity {
  Scale scale = Scale::integer;
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
  Reasons reasons;  // why low and high differ; empty where they do not

  static Quantity exactly(Scale scale, std::int64_t value) { return {scale, value, value, {}}; }
  bool exact() const { return low && high && *low == *high; }
};

// A calendar day; `zone` is null for a literal's.
struct Day {
  Date date;
  const Zone* zone = nullptr;
  CellPlace place;
};
// All the instants that the day may stand for.
Quantity instant_of(const Day& day);

// A row of a relation: `relation` indexes World's relations, `part` a view's mappings, `index` the
// table's rows.
struct RowRef {
  std::uint32_t relation = 0;
  std::uint32_t part = 0;
  std::uint32_t index = 0;
  friend auto operator<=>(const RowRef&, const RowRef&) = default;
};

struct SetValue;
using SetRef = std::shared_ptr<const SetValue>;

using Value =
    std::variant<Undetermined, Absent, bool, Quantity, std::string, Email, Day, RowRef, SetRef>;

// Members are sorted by `order`, and never absent, undetermined or imprecise: what is, makes the
// set open.
struct SetValue {
  struct Possible {
    Value value;
    Reasons reasons;
  };
  std::vector<Value> certain;
  std::vector<Possible> possible;  // none that is certain too
  bool open = false;               // there may be members that nobody can name
  Reasons open_reasons;

  bool closed() const { return !open && possible.empty(); }
};

inline bool is_absent(const Value& value) {
  return std::holds_alternative<Absent>(value);
}
inline const Undetermined* if_undetermined(const Value& value) {
  return std::get_if<Undetermined>(&value);
}
Value from_truth(Truth truth);
// A condition's value. What is no bool is unknown.
Truth to_truth(const Value& value);

// An arbitrary total order, the same in every run: kinds, then what they hold.
std::strong_ordering order(const Value& a, const Value& b);
struct InOrder {
  bool operator()(const Value& a, const Value& b) const { return order(a, b) < 0; }
};

}  // namespace writ::reference
