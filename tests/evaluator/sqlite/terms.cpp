#include "evaluator/sqlite/terms.h"

#include <cctype>

namespace writ::testing {

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

std::string sql_text(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' ? "''" : std::string(1, c);
  }
  return result + "'";
}

const std::string& plain(const std::string& text) {
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 &&
        std::string_view("@. -").find(c) == std::string_view::npos) {
      throw CannotSay{"a text that is not plain"};
    }
  }
  return text;
}

std::string present_column(const std::string& field) {
  return quoted(field + "?");
}

std::string field_table(const std::string& relation, const std::string& field) {
  return quoted(relation + "." + field);
}

std::string incomplete(const std::string& relation) {
  return "(SELECT i.open FROM incomplete i WHERE i.relation = " + sql_text(relation) + ")";
}

std::string beyond_due(const SqlValue& condition) {
  return condition.beyond_due.empty() ? "(" + condition.low + " IS NULL)" : condition.beyond_due;
}

SqlValue blamed(SqlValue condition, const SqlValue& a, const SqlValue& b) {
  condition.missing.reset();
  if (!a.missing || !b.missing) {
    return condition;
  }
  std::map<std::string, std::string> any = *a.missing;
  for (const auto& [alias, sql] : *b.missing) {
    const auto [place, fresh] = any.try_emplace(alias, sql);
    if (!fresh && place->second != sql) {
      place->second.append(" OR ").append(sql);
    }
  }
  for (auto& [alias, sql] : any) {
    sql.insert(0, "(" + condition.low + " IS NULL AND (").append("))");
  }
  condition.missing = std::move(any);
  return condition;
}

SqlValue negation(const SqlValue& a) {
  SqlValue result = a;
  result.low = "(NOT " + a.low + ")";
  return result;
}

namespace {

SqlValue connected(const SqlValue& a, const SqlValue& b, const std::string& word) {
  SqlValue result = condition("(" + a.low + " " + word + " " + b.low + ")");
  if (!a.beyond_due.empty() || !b.beyond_due.empty()) {
    result.beyond_due =
        "(" + result.low + " IS NULL AND (" + beyond_due(a) + " OR " + beyond_due(b) + "))";
  }
  return blamed(std::move(result), a, b);
}

}  // namespace

SqlValue conjunction(const SqlValue& a, const SqlValue& b) {
  return connected(a, b, "AND");
}

SqlValue disjunction(const SqlValue& a, const SqlValue& b) {
  return connected(a, b, "OR");
}

// A maximum over 2 (true), 1 (unknown) and 0 (false). What is looked at stands in a query of its
// own: SQLite takes a max() of an outer table's columns alone for one of the outer query.
std::string any_member(const std::string& truth, const std::string& open, const std::string& from) {
  const std::string none = open == "0" ? "0" : "CASE WHEN " + open + " THEN NULL ELSE 0 END";
  return "(SELECT CASE coalesce(max(coalesce(2 * t, 1)), 0) WHEN 2 THEN 1 WHEN 0 THEN " + none +
         " END FROM (SELECT " + truth + " AS t FROM " + from + "))";
}

std::string presence(const SqlValue& value) {
  return !value.present.empty() ? value.present
                                : "(CASE WHEN " + value.low + " IS NOT NULL THEN 1 END)";
}

std::string exactly(const SqlValue& value) {
  return value.exact()
             ? value.low
             : "(CASE WHEN " + value.low + " = " + value.high + " THEN " + value.low + " END)";
}

SqlValue as_instant(const SqlValue& value) {
  if (value.kind != Kind::date) {
    return value;
  }
  const std::string shift = value.calendar == Calendar::paris ? " - 3600000000" : "";
  SqlValue instant = value;
  instant.kind = Kind::timestamp;
  instant.low = "(" + value.low + " * 86400000000" + shift + ")";
  instant.high = "(" + value.low + " * 86400000000 + 86399999999" + shift + ")";
  return instant;
}

std::string address(const std::string& text) {
  const std::string canonical = "lower(trim(" + text + "))";
  return "(CASE WHEN " + canonical + " LIKE '%_@_%' THEN " + canonical + " END)";
}

SqlValue as_type(const SqlValue& value, const Type& type) {
  SqlValue result = value;
  if (type.is(Kind::email) && (value.kind == Kind::text || value.kind == Kind::enumeration)) {
    if (!value.present.empty()) {
      throw CannotSay{"an optional text as an address"};
    }
    result.kind = Kind::email;
    result.low = address(value.low);
    result.missing.reset();
    result.high.clear();
  } else if (type.is(Kind::timestamp) && value.kind == Kind::date) {
    result = as_instant(value);
  } else if (type.is(Kind::decimal) && value.kind == Kind::integer) {
    result.kind = Kind::decimal;
    result.low = "checked(" + value.low + " * 1000000)";
    result.high = value.exact() ? result.low : "checked(" + value.high + " * 1000000)";
  }
  return result;
}

}  // namespace writ::testing
