// What the translation to SQL is made of: SQL expressions for the parts of a value, a set or a
// collection. A part that is NULL is unknown; a condition is 1, 0 or NULL, so that SQL's own
// AND, OR and NOT are Kleene's.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "snapshot/type.h"

namespace writ::testing {

// Thrown by the translation: SQL is not asked about this policy, and why.
struct CannotSay : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Whose calendar a date is of.
enum class Calendar { literal, utc, paris };

// A scalar, a row or a condition.
struct SqlValue {
  Kind kind = Kind::error;
  std::string relation = {};  // of a row
  std::string alias = {};     // of a row that a range binds: its columns are read from there
  std::string present = {};   // 1, 0 or NULL; empty: it is never absent
  std::string low = {};       // NULL: unknown, or absent; of a row its key
  std::string high = {};      // of what has an order; empty: it is exact
  Calendar calendar = Calendar::utc;
  std::string beyond_due = {};  // of a condition: whether it is unknown for more than a deadline
                                // that lies ahead; empty: whenever it is unknown

  // Of what is unknown for cells of bound rows alone: by alias, whether it is for cells of that
  // row. Nothing where it may be for others.
  std::optional<std::map<std::string, std::string>> missing = {};

  bool exact() const { return high.empty() || high == low; }
};
inline const std::string& high_of(const SqlValue& value) {
  return value.high.empty() ? value.low : value.high;
}
inline bool is_text(Kind kind) {
  return kind == Kind::text || kind == Kind::enumeration;
}

// Members with no two alike: `members` is a SELECT of v and c, where c is 1 or, of a member that is
// only possible, NULL.
struct SqlSet {
  Type element;
  std::string members;
  std::string open = "0";  // 1: there may be more that nobody can name
};

using SqlTerm = std::variant<SqlValue, SqlSet>;

// What a quantifier, an aggregate or a `for` ranges over, for a FROM clause.
struct SqlRange {
  std::string from;
  SqlValue member;
  std::string in = "1";  // 1, or NULL where it is only possible that the member is one
  std::string open = "0";
};

std::string quoted(std::string_view name);    // "hr.workers"
std::string sql_text(std::string_view text);  // 'it''s'
// The text itself. Throws CannotSay where lower(), upper(), trim() or an address' canonical form
// are more than SQLite makes of it.
const std::string& plain(const std::string& text);
std::string present_column(const std::string& field);  // whether an optional field is there; of a
                                                       // set: whether it is open
std::string field_table(const std::string& relation,
                        const std::string& field);    // of a set's members
std::string incomplete(const std::string& relation);  // 1: not all of its rows were collected

inline SqlValue condition(std::string truth) {
  return {.kind = Kind::boolean, .low = std::move(truth)};
}
// A condition that is unknown for the cells that one of its operands is unknown for.
SqlValue blamed(SqlValue condition, const SqlValue& a, const SqlValue& b);
// Whether the condition is unknown for another reason than `not_due`.
std::string beyond_due(const SqlValue& condition);
SqlValue negation(const SqlValue& a);
SqlValue conjunction(const SqlValue& a, const SqlValue& b);
SqlValue disjunction(const SqlValue& a, const SqlValue& b);

// Whether `truth` is true of any row of `from`: unknown where it is unknown of one and true of
// none, or, where it is false of all, if there may be more (`open`).
std::string any_member(const std::string& truth, const std::string& open, const std::string& from);

// 1 where the value is there, 0 where it is absent, NULL where that is unknown.
std::string presence(const SqlValue& value);
// The value where it is exact, else NULL.
std::string exactly(const SqlValue& value);
// The instants that a date may stand for; an instant itself.
SqlValue as_instant(const SqlValue& value);
// What a parameter, a define or a field of a view makes of a value.
SqlValue as_type(const SqlValue& value, const Type& type);
// A text as an address, or NULL where it is none.
std::string address(const std::string& text);

}  // namespace writ::testing
