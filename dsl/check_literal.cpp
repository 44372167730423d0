#include <algorithm>

#include "base/email.h"
#include "base/suggest.h"
#include "base/text.h"
#include "dsl/checker.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

namespace {

bool is_literal(const Expr& expr) {
  if (const auto* unary = std::get_if<Unary>(&expr.node)) {
    return unary->op == UnaryOp::negate && std::holds_alternative<Literal>(unary->operand->node);
  }
  if (const auto* set = std::get_if<SetLiteral>(&expr.node)) {
    return std::all_of(set->elements.begin(), set->elements.end(), [](const Expr& e) {
      return is_literal(e) && !std::holds_alternative<SetLiteral>(e.node);
    });
  }
  return std::holds_alternative<Literal>(expr.node);
}

const std::string* text_of(const Expr& expr) {
  const auto* literal = std::get_if<Literal>(&expr.node);
  return literal != nullptr ? std::get_if<std::string>(&literal->value) : nullptr;
}

// How the value may have been meant.
std::string literal_help(const Expr& expr, const Type& type) {
  const std::string* text = text_of(expr);
  const bool number = expr.type.is(Kind::integer);
  if (text != nullptr && ((type.is(Kind::date) && parse_date(*text)) ||
                          (type.is(Kind::timestamp) && parse_timestamp(*text)) ||
                          (type.is(Kind::duration) && parse_duration(*text)) ||
                          (type.is(Kind::decimal) && parse_decimal(*text)))) {
    return "leave the quotes out: " + *text;
  }
  if (text != nullptr && type.is(Kind::boolean) && (*text == "true" || *text == "false")) {
    return "leave the quotes out: " + *text;
  }
  if (type.is(Kind::duration)) {
    return number ? "say of what: " + print(expr) + "h, " + print(expr) + "d"
                  : "write a duration, such as 24h";
  }
  if (type.is(Kind::timestamp)) {
    return expr.type.is(Kind::date) ? "write a time with an offset: " + print(expr) + "T00:00:00Z"
                                    : "write a time, such as 2026-03-01T09:30:00Z";
  }
  if (type.is(Kind::date)) {
    return "write a day, such as 2026-03-01";
  }
  return is_text(type) || type.is(Kind::row) ? "write text in quotes: \"" + print(expr) + "\"" : "";
}

}  // namespace

bool Checker::check_literal(Expr& expr, const Type& type, const std::string& what) {
  if (type.is(Kind::error)) {
    return false;
  }
  if (!is_literal(expr)) {
    report("W0227", expr.span, what + " is " + describe(type) + ", and needs a literal",
           "write a value, such as 42, 24h or \"text\"");
    return false;
  }
  Scope scope;
  check_expr(expr, scope);
  if (expr.type.is(Kind::error)) {
    return false;
  }
  if (type.is(Kind::set)) {
    auto* set = std::get_if<SetLiteral>(&expr.node);
    bool good = set != nullptr;
    if (!good) {
      report("W0230", expr.span, what + " is " + describe(type) + "; found " + describe(expr.type),
             "write [" + print(expr) + "]");
    } else {
      for (Expr& element : set->elements) {
        good = check_literal(element, *type.element, "an element of " + what) && good;
      }
    }
    return good;
  }
  if (expr.type.is(Kind::nothing)) {
    if (!type.optional) {
      report("W0230", expr.span, what + " is never absent: it is " + describe(type),
             "give it a value");
    }
    return type.optional;
  }
  const std::string* text = text_of(expr);
  if (text != nullptr && type.is(Kind::enumeration)) {
    if (std::find(type.values.begin(), type.values.end(), *text) == type.values.end() &&
        !type.open) {
      std::string list;
      for (const std::string& value : type.values) {
        list += (list.empty() ? "" : ", ") + quoted(value);
      }
      const std::string near = nearest(*text, type.values);
      report("W0205", expr.span, quoted(*text) + " is not one of the values of " + what,
             near.empty() ? "the values are " + list : "did you mean " + quoted(near) + "?");
      return false;
    }
    return true;
  }
  if (text != nullptr && type.is(Kind::email)) {
    if (!canonical_email(*text)) {
      report("W0230", expr.span, what + " is an email, and " + quoted(*text) + " is no address",
             "write an address like \"kim@acme.example\"");
      return false;
    }
    return true;
  }
  const bool fits = (text != nullptr && (type.is(Kind::text) || type.is(Kind::row))) ||
                    expr.type.kind == type.kind ||
                    (expr.type.is(Kind::integer) && type.is(Kind::decimal));
  if (!fits) {
    report("W0230", expr.span, what + " is " + describe(type) + "; found " + describe(expr.type),
           literal_help(expr, type));
  }
  return fits;
}

bool Checker::assignable(const Expr& expr, const Type& to, const std::string& what) {
  const Type& from = expr.type;
  if (from.is(Kind::error) || to.is(Kind::error)) {
    return false;
  }
  if (from.is(Kind::nothing)) {
    if (!to.optional) {
      report("W0230", expr.span, what + " is never absent: it is " + describe(to),
             "give it a value");
    }
    return to.optional;
  }
  const bool widens = (from.is(Kind::integer) && to.is(Kind::decimal)) ||
                      (from.is(Kind::date) && to.is(Kind::timestamp)) ||
                      (is_text(from) && is_text(to)) ||
                      (from.kind == to.kind && comparable(from, to));
  if (!widens) {
    report("W0230", expr.span, what + " is " + describe(to) + "; found " + describe(from));
    return false;
  }
  if (from.optional && !to.optional) {
    return required(expr, what);
  }
  match_enumerations_with(expr, to);
  return true;
}

Type Checker::check_rows(const std::string& name, Rows& rows) {
  Relation& relation = program_.relations["define:" + name];
  relation.kind = Relation::Kind::rows;
  relation.name = "define:" + name;
  for (const Name& column : rows.columns) {
    if (relation.find(column.text) >= 0) {
      report("W0209", column.span, "column `" + column.text + "` is named twice",
             "rename one of them");
    }
    FieldInfo field;
    field.name = column.text;
    field.type = Type::of(Kind::nothing);
    field.origin = FieldOrigin::constant;
    field.span = column.span;
    relation.fields.push_back(std::move(field));
  }
  for (auto& row : rows.rows) {
    if (row.size() != rows.columns.size()) {
      report("W0232", cover(row.front().span, row.back().span),
             "this row has " + std::to_string(row.size()) + " values for " +
                 std::to_string(rows.columns.size()) + " columns",
             "values stand side by side, rows are separated by commas");
      continue;
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      Scope scope;
      check_expr(row[i], scope);
      Type& type = relation.fields[i].type;
      const auto both =
          unify(type, row[i].type.is(Kind::nothing) ? Type::of(Kind::nothing) : row[i].type);
      if (!both) {
        report("W0230", row[i].span,
               "column `" + relation.fields[i].name + "` is " + describe(type) + "; found " +
                   describe(row[i].type));
        continue;
      }
      type = *both;
    }
  }
  for (std::size_t i = 0; i < relation.fields.size(); ++i) {
    for (const auto& row : rows.rows) {
      if (i < row.size() && row[i].type.is(Kind::nothing)) {
        relation.fields[i].type.optional = true;
      }
    }
  }
  return Type::set_of(Type::row_of(relation.name));
}

}  // namespace writ
