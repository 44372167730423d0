// Why something is unknown. Reasons are plain, ordered and comparable; sets of them are kept
// sorted, so that results come out in one order.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace writ {

enum class ReasonKind { missing, imprecise, incomplete, ambiguous, not_due };

struct Reason {
  ReasonKind kind = ReasonKind::missing;
  std::string table;           // "hr.workers"; empty where no table is to blame
  std::string key;             // of the row; empty: the table as a whole
  std::string column;          // empty: the row as a whole
  std::string note;            // for people: "not exposed by the system", "`29.02` is no date"
  std::optional<Instant> due;  // of not_due: the deadline, at its latest

  friend auto operator<=>(const Reason&, const Reason&) = default;
};

std::string_view to_string(ReasonKind kind);  // "missing", …
// "missing: hr.workers w7 column work_email: the cell is empty".
std::string to_string(const Reason& reason);

// A sorted set, without duplicates. Of more than `limit` reasons of one kind, the smallest are kept
// and `more` counts on: union stays associative and commutative.
// Copies share one list, which is never changed: values carry reasons along by the thousand.
class Reasons {
 public:
  static constexpr std::size_t limit = 64;

  void add(Reason reason);
  void add(const Reasons& other);
  bool empty() const { return list_ == nullptr; }
  const std::vector<Reason>& list() const&;
  std::vector<Reason> list() && { return list(); }  // of a temporary in a range-for too
  bool truncated() const { return truncated_; }
  bool only(ReasonKind kind) const;
  friend bool operator==(const Reasons& a, const Reasons& b) {
    return a.truncated_ == b.truncated_ && (a.list_ == b.list_ || a.list() == b.list());
  }

 private:
  std::shared_ptr<const std::vector<Reason>> list_;  // null: none
  bool truncated_ = false;
};

}  // namespace writ
