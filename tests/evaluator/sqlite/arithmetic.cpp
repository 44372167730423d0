// Arithmetic on intervals. `checked` and `instant` are functions of the connection (database.h):
// they fail where SQLite would go on in floating point, or the years end.
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

namespace {

std::string checked(Kind kind, const std::string& sql) {
  return (kind == Kind::timestamp ? "instant(" : "checked(") + sql + ")";
}

// a / b, rounded half to even; NULL where b is zero.
std::string half_even(const std::string& a, const std::string& b) {
  return "(SELECT q + CASE WHEN 2 * abs(r) > abs(d) OR (2 * abs(r) = abs(d) AND q % 2 <> 0) THEN "
         "CASE WHEN (n < 0) = (d < 0) THEN 1 ELSE -1 END ELSE 0 END FROM (SELECT n, d, n / d AS q, "
         "n % d AS r FROM (SELECT checked(" +
         a + ") AS n, " + b + " AS d)))";
}

bool is_number(Kind kind) {
  return kind == Kind::integer || kind == Kind::decimal;
}

SqlValue exact_value(Kind kind, std::string sql) {
  return {.kind = kind, .low = std::move(sql)};
}

SqlValue product(const SqlValue& a, const SqlValue& b) {
  const std::string sql = "checked(" + exactly(a) + " * " + exactly(b) + ")";
  if (a.kind == Kind::decimal && b.kind == Kind::decimal) {
    return exact_value(Kind::decimal, half_even(sql, "1000000"));
  }
  return exact_value(a.kind == Kind::integer ? b.kind : a.kind, sql);
}

SqlValue quotient(const SqlValue& a, const SqlValue& b) {
  if (a.kind == Kind::duration && b.kind == Kind::integer) {
    return exact_value(Kind::duration, half_even(exactly(a), exactly(b)));
  }
  std::string factor;  // of the numerator, that the quotient comes out in millionths
  if (a.kind == b.kind) {
    factor = " * 1000000";
  } else if (b.kind == Kind::decimal) {
    factor = " * 1000000000000";
  }
  return exact_value(Kind::decimal, half_even(exactly(a) + factor, exactly(b)));
}

}  // namespace

SqlValue SqlTranslator::arithmetic(ast::BinaryOp op, const SqlValue& left, const SqlValue& right) {
  using Op = ast::BinaryOp;
  if (op == Op::multiply) {
    use("*");
    return product(left, right);
  }
  if (op == Op::divide) {
    use("/");
    return quotient(left, right);
  }
  const bool minus = op == Op::subtract;
  use(minus ? "-" : "+");
  SqlValue a = left;
  SqlValue b = right;
  if (minus && a.kind == Kind::date && b.kind == Kind::date &&
      (a.calendar == b.calendar || a.calendar == Calendar::literal ||
       b.calendar == Calendar::literal)) {
    return exact_value(Kind::duration, "((" + a.low + " - " + b.low + ") * 86400000000)");
  }
  if (is_number(a.kind) && is_number(b.kind) && a.kind != b.kind) {
    a = as_type(a, Type::of(Kind::decimal));
    b = as_type(b, Type::of(Kind::decimal));
  }
  a = as_instant(a);
  b = as_instant(b);
  SqlValue sum;
  sum.kind = minus && b.kind == Kind::timestamp ? Kind::duration
             : b.kind == Kind::timestamp        ? Kind::timestamp
                                                : a.kind;
  const std::string sign = minus ? " - " : " + ";
  sum.low = checked(sum.kind, a.low + sign + (minus ? high_of(b) : b.low));
  if (!a.exact() || !b.exact()) {
    sum.high = checked(sum.kind, high_of(a) + sign + (minus ? b.low : high_of(b)));
  }
  return sum;
}

SqlValue SqlTranslator::unary(const ast::Unary& node) {
  const SqlValue a = value(*node.operand);
  SqlValue result = a;
  result.present.clear();
  result.missing.reset();
  switch (node.op) {
    case ast::UnaryOp::logical_not:
      use("not");
      return negation(a);
    case ast::UnaryOp::negate:
      use("unary -");
      result.low = "checked(- " + high_of(a) + ")";
      result.high = a.exact() ? std::string() : "checked(- " + a.low + ")";
      return result;
    case ast::UnaryOp::start_of:
    case ast::UnaryOp::end_of: {
      const bool start = node.op == ast::UnaryOp::start_of;
      use(start ? "start of" : "end of");
      const SqlValue day = as_instant(a);
      return exact_value(Kind::timestamp, start ? day.low : "(" + high_of(day) + " + 1)");
    }
  }
  throw CannotSay{"an operator that nobody knows"};
}

// [min of the lows, min of the highs], and dually; SQLite's min and max of several are NULL where
// one of them is.
SqlValue SqlTranslator::extreme(bool greatest, const std::vector<SqlValue>& values) {
  use(greatest ? "max(a, b)" : "min(a, b)");
  bool days = true;
  bool decimal = false;
  for (const SqlValue& value : values) {
    days = days && value.kind == Kind::date && value.calendar == values.front().calendar;
    decimal = decimal || value.kind == Kind::decimal;
  }
  SqlValue result;
  bool exact = true;
  std::string lows, highs;
  for (SqlValue value : values) {
    value = days ? value : as_instant(value);
    value = decimal ? as_type(value, Type::of(Kind::decimal)) : value;
    result = value;
    exact = exact && value.exact();
    lows += (lows.empty() ? "" : ", ") + value.low;
    highs += (highs.empty() ? "" : ", ") + high_of(value);
  }
  const std::string function = greatest ? "max(" : "min(";
  result.present.clear();
  result.missing.reset();
  result.low = function + lows + ")";
  result.high = exact ? std::string() : function + highs + ")";
  return result;
}

}  // namespace writ::testing
