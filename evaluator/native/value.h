// Val: what an expression holds for one subject, as plain data: the compact twin of the reference
// interpreter's Value (evaluator/reference/value.h), with the same meaning, tag by tag.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "base/zone.h"
#include "evaluator/native/reason_pool.h"

namespace writ::native {

enum class Tag : std::uint8_t {
  unknown,  // `why`
  absent,
  boolean,   // a: 0 or 1
  integer,   // quantities lie in [a, b]; `low_open`, `high_open`: without that bound
  decimal,   // millionths
  duration,  // microseconds
  instant,
  text,   // a: its number
  email,  // a: the canonical text, b: the collected one
  day,    // a: days; b: where it stands (World::day_places), 0 for a literal's
  row,    // a: its index, b: relation and part
  set,    // a: a SetData
};

// Quantities of all scales are one kind of value.
inline int kind_of(Tag tag) {
  return static_cast<int>(tag >= Tag::integer && tag <= Tag::instant ? Tag::integer : tag);
}

struct SetData;

struct Val {
  Tag tag = Tag::absent;
  bool low_open = false;
  bool high_open = false;
  ReasonSet why = 0;  // of unknown; of a quantity: why low and high differ
  std::int64_t a = 0;
  std::int64_t b = 0;

  static Val unknown(ReasonSet why) { return {Tag::unknown, false, false, why, 0, 0}; }
  static Val of(bool value) { return {Tag::boolean, false, false, 0, value ? 1 : 0, 0}; }
  static Val exactly(Tag scale, std::int64_t value) { return {scale, false, false, 0, value, value}; }
  static Val text(TextId id) { return {Tag::text, false, false, 0, id, 0}; }
  static Val email(TextId canonical, TextId collected) {
    return {Tag::email, false, false, 0, canonical, collected};
  }
  static Val row(std::uint32_t relation, std::uint32_t part, std::int64_t index) {
    return {Tag::row, false, false, 0, index, std::int64_t{relation} << 32 | part};
  }
  static Val of(const SetData* set) {
    return {Tag::set, false, false, 0, reinterpret_cast<std::intptr_t>(set), 0};
  }

  bool yes() const { return tag == Tag::boolean && a != 0; }
  bool no() const { return tag == Tag::boolean && a == 0; }
  bool open() const { return tag == Tag::unknown; }
  bool is_quantity() const { return tag >= Tag::integer && tag <= Tag::instant; }
  bool exact() const { return a == b && !low_open && !high_open; }
  std::uint32_t relation() const { return static_cast<std::uint32_t>(b >> 32); }
  std::uint32_t part() const { return static_cast<std::uint32_t>(b); }
  const SetData& set() const { return *reinterpret_cast<const SetData*>(a); }
};

// Members are sorted by `order` (values.h), and never absent, unknown or imprecise: what is, makes
// the set open.
struct SetData {
  struct Possible {
    Val value;
    ReasonSet why;
  };
  std::vector<Val> certain;
  std::vector<Possible> possible;
  bool open = false;
  ReasonSet open_why = 0;

  bool closed() const { return !open && possible.empty(); }
};

// Owns sets while they are used. Not for several threads.
class Arena {
 public:
  SetData& make() {
    if (used_ == sets_.size()) {
      sets_.emplace_back();
    }
    SetData& set = sets_[used_++];
    set.certain.clear();
    set.possible.clear();
    set.open = false;
    set.open_why = 0;
    return set;
  }
  void clear() { used_ = 0; }

 private:
  std::deque<SetData> sets_;
  std::size_t used_ = 0;
};

}  // namespace writ::native
