// Comparisons, tests of presence, obligations and ages.
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

namespace {

bool same_calendar(const SqlValue& a, const SqlValue& b) {
  return a.kind == Kind::date && b.kind == Kind::date &&
         (a.calendar == b.calendar || a.calendar == Calendar::literal ||
          b.calendar == Calendar::literal);
}

// Two values with an order, on one scale; days of one calendar stay days.
void to_one_scale(SqlValue& a, SqlValue& b) {
  if (a.kind == Kind::integer && b.kind == Kind::decimal) {
    a = as_type(a, Type::of(Kind::decimal));
  } else if (b.kind == Kind::integer && a.kind == Kind::decimal) {
    b = as_type(b, Type::of(Kind::decimal));
  } else if (!same_calendar(a, b)) {
    a = as_instant(a);
    b = as_instant(b);
  }
}

bool has_order(Kind kind) {
  return kind == Kind::integer || kind == Kind::decimal || kind == Kind::duration ||
         kind == Kind::timestamp || kind == Kind::date;
}

// An address, or what a text spells: unknown where that is none.
SqlValue as_address(const SqlValue& value) {
  if (value.kind == Kind::email) {
    return value;
  }
  SqlValue there = value;
  there.present.clear();
  SqlValue result = as_type(there, Type::of(Kind::email));
  if (!value.present.empty()) {
    result.present = "(CASE WHEN " + value.present + " = 0 THEN 0 WHEN " + result.low +
                     " IS NOT NULL THEN 1 END)";
  }
  return result;
}

// What is absent is equal to nothing.
std::string unless_absent(const SqlValue& side, const std::string& equal) {
  return side.present.empty()
             ? equal
             : "(CASE WHEN " + side.present + " = 0 THEN 0 ELSE " + equal + " END)";
}

}  // namespace

std::string SqlTranslator::equality(const SqlValue& left, const SqlValue& right) {
  SqlValue a = left;
  SqlValue b = right;
  std::string equal;
  if (a.kind == Kind::email && is_text(b.kind)) {
    equal = "(" + a.low + " = lower(trim(" + b.low + ")))";
  } else if (b.kind == Kind::email && is_text(a.kind)) {
    equal = "(" + b.low + " = lower(trim(" + a.low + ")))";
  } else if (has_order(a.kind) && has_order(b.kind)) {
    to_one_scale(a, b);
    equal = a.exact() && b.exact()
                ? "(" + a.low + " = " + b.low + ")"
                : "(CASE WHEN " + high_of(a) + " < " + b.low + " OR " + high_of(b) + " < " + a.low +
                      " THEN 0 WHEN " + a.low + " = " + high_of(b) + " AND " + high_of(a) + " = " +
                      b.low + " THEN 1 END)";
  } else if (a.kind == b.kind || (is_text(a.kind) && is_text(b.kind))) {
    equal = "(" + a.low + " = " + b.low + ")";
  } else {
    throw CannotSay{"an equality of unlike things"};
  }
  return unless_absent(a, unless_absent(b, equal));
}

std::string SqlTranslator::less(const SqlValue& left, const SqlValue& right) {
  SqlValue a = left;
  SqlValue b = right;
  to_one_scale(a, b);
  if (!has_order(a.kind) || !has_order(b.kind)) {
    throw CannotSay{"an order of what has none"};
  }
  return a.exact() && b.exact() ? "(" + a.low + " < " + b.low + ")"
                                : "(CASE WHEN " + high_of(a) + " < " + b.low + " THEN 1 WHEN " +
                                      a.low + " >= " + high_of(b) + " THEN 0 END)";
}

SqlValue SqlTranslator::comparison(ast::BinaryOp op, const SqlValue& a, const SqlValue& b) {
  using Op = ast::BinaryOp;
  const auto condition = [&](std::string truth) {
    return blamed(testing::condition(std::move(truth)), a, b);
  };
  switch (op) {
    case Op::equal:
      return condition(equality(a, b));
    case Op::not_equal: {
      SqlValue left = a;  // the checker has seen to it that neither is absent
      SqlValue right = b;
      left.present.clear();
      right.present.clear();
      return negation(condition(equality(left, right)));
    }
    case Op::less:
      return condition(less(a, b));
    case Op::greater:
      return condition(less(b, a));
    case Op::less_equal:
      return negation(condition(less(b, a)));
    case Op::greater_equal:
      return negation(condition(less(a, b)));
    default:
      throw CannotSay{"an operator that nobody knows"};
  }
}

SqlValue SqlTranslator::test(const ast::Test& node) {
  const SqlTerm operand = term(*node.operand);
  if (node.op == ast::TestOp::is_known) {
    use("is known");
    if (const SqlSet* set = std::get_if<SqlSet>(&operand)) {
      return condition("(NOT (" + set->open + " OR EXISTS (SELECT 1 FROM (" + set->members +
                       ") WHERE c IS NULL)))");
    }
    const SqlValue& value = std::get<SqlValue>(operand);
    return condition("(" + (value.present.empty() ? value.low : value.present) + " IS NOT NULL)");
  }
  use(node.op == ast::TestOp::is_absent ? "is absent" : "is present");
  const SqlValue* value = std::get_if<SqlValue>(&operand);
  if (value == nullptr) {
    throw CannotSay{"the presence of a set"};
  }
  const SqlValue present = blamed(condition(presence(*value)), *value, *value);
  return node.op == ast::TestOp::is_absent ? negation(present) : present;
}

// An obligation is unknown without further reasons where the deadline is surely ahead, and the
// event is absent or unknown.
SqlValue SqlTranslator::obligation(const SqlValue& event, const SqlValue& deadline) {
  use("by");
  const std::string now = "(SELECT at FROM now)";
  const SqlValue due = as_instant(deadline);
  SqlValue present_event = event;
  present_event.present.clear();
  const std::string kept = "(NOT " + less(deadline, present_event) + ")";
  const std::string unknown_event =
      "(" + (event.present.empty() ? event.low : event.present) + " IS NULL)";
  SqlValue result = condition(kept);
  std::string ahead =
      "CASE WHEN " + unknown_event + " THEN " + now + " < " + due.low + " ELSE 0 END";
  if (!event.present.empty()) {
    result.low = "(CASE WHEN " + event.present + " = 0 THEN CASE WHEN " + high_of(due) + " < " +
                 now + " THEN 0 END ELSE " + kept + " END)";
    ahead = "CASE WHEN " + event.present + " = 0 THEN " + due.low + " >= " + now + " ELSE " +
            ahead + " END";
  }
  result.beyond_due = "(" + result.low + " IS NULL AND NOT coalesce((" + ahead + "), 0))";
  return result;
}

SqlValue SqlTranslator::age(ast::BinaryOp op, const SqlValue& event, const SqlValue& duration) {
  const bool older = op == ast::BinaryOp::older_than;
  use(older ? "older than" : "newer than");
  const SqlValue now{.kind = Kind::timestamp, .low = "(SELECT at FROM now)"};
  const SqlValue then = arithmetic(ast::BinaryOp::subtract, now, duration);
  return condition(older ? less(event, then) : less(then, event));
}

SqlValue SqlTranslator::or_else(const SqlValue& left, const SqlValue& right) {
  use("or else");
  if (left.present.empty()) {
    return left;
  }
  const bool address = left.kind == Kind::email || right.kind == Kind::email;
  const SqlValue a = address ? as_address(left) : left;
  const SqlValue b = address ? as_address(right) : right;
  const bool texts = is_text(a.kind) && is_text(b.kind);
  if ((a.kind != b.kind && !texts) || a.kind == Kind::boolean || a.relation != b.relation ||
      (a.kind == Kind::date && a.calendar != b.calendar)) {
    throw CannotSay{"`or else` of unlike things"};
  }
  const auto either = [&](const std::string& x, const std::string& y) {
    return "(CASE " + left.present + " WHEN 1 THEN " + x + " WHEN 0 THEN " + y + " END)";
  };
  SqlValue result = a;
  result.alias.clear();
  result.missing.reset();
  result.present = right.present.empty() ? std::string() : either(presence(a), presence(b));
  result.low = either(a.low, b.low);
  result.high = a.exact() && b.exact() ? std::string() : either(high_of(a), high_of(b));
  return result;
}

}  // namespace writ::testing
