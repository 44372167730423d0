// Names, paths, literals and defines.
#include "base/overloaded.h"
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

namespace {

constexpr const char* implicit_row = "·";

SqlValue literal(const ast::Literal& node) {
  const auto exact = [](Kind kind, std::string text) {
    SqlValue value{.kind = kind, .low = std::move(text)};
    value.calendar = Calendar::literal;
    value.missing.emplace();
    return value;
  };
  return std::visit(
      overloaded{
          [](const ast::AbsentLiteral&) -> SqlValue { throw CannotSay{"the literal `absent`"}; },
          [&](bool x) { return exact(Kind::boolean, x ? "1" : "0"); },
          [&](std::int64_t x) { return exact(Kind::integer, std::to_string(x)); },
          [&](Decimal x) { return exact(Kind::decimal, std::to_string(x.millionths)); },
          [&](const std::string& x) { return exact(Kind::text, sql_text(plain(x))); },
          [&](Duration x) { return exact(Kind::duration, std::to_string(x.micros)); },
          [&](Date x) { return exact(Kind::date, std::to_string(x.days)); },
          [&](Instant x) { return exact(Kind::timestamp, std::to_string(x.micros)); },
      },
      node.value);
}

}  // namespace

SqlTerm SqlTranslator::term(const ast::Expr& expr) {
  return std::visit(
      overloaded{
          [](const ast::Literal& node) -> SqlTerm { return literal(node); },
          [&](const ast::SetLiteral& node) -> SqlTerm { return set_literal(node, expr.type); },
          [&](const ast::NameRef& node) { return name(node); },
          [&](const ast::Member& node) { return member(node); },
          [&](const ast::Closure& node) -> SqlTerm { return closure(node); },
          [&](const ast::Call& node) { return call(node); },
          [&](const ast::Unary& node) -> SqlTerm { return unary(node); },
          [&](const ast::Test& node) -> SqlTerm { return test(node); },
          [&](const ast::Binary& node) { return binary(expr, node); },
          [&](const ast::Quantifier& node) -> SqlTerm { return quantified(node); },
          [&](const ast::Aggregate& node) -> SqlTerm { return aggregated(expr, node); },
          [&](const ast::Comprehension& node) -> SqlTerm { return comprehended(expr, node); },
          [&](const ast::Reachable& node) -> SqlTerm { return reachable(node); },
          [](const ast::Became&) -> SqlTerm { throw CannotSay{"became"}; },
      },
      expr.node);
}

SqlValue SqlTranslator::value(const ast::Expr& expr) {
  SqlTerm found = term(expr);
  if (SqlValue* value = std::get_if<SqlValue>(&found)) {
    return std::move(*value);
  }
  throw CannotSay{"a set where a value is wanted"};
}

SqlSet SqlTranslator::set(const ast::Expr& expr) {
  SqlTerm found = term(expr);
  if (SqlSet* set = std::get_if<SqlSet>(&found)) {
    return std::move(*set);
  }
  return as_set(std::get<SqlValue>(found), expr.type);
}

SqlSet SqlTranslator::as_set(const SqlValue& value, const Type& type) {
  const std::string unknown = value.present.empty() ? value.low : value.present;
  return {type.as_optional(false),
          "SELECT " + value.low + " AS v, 1 AS c WHERE " + value.low + " IS NOT NULL",
          "(" + unknown + " IS NULL)"};
}

SqlTerm SqlTranslator::over_row(const ast::Expr& expr, const std::string& relation,
                                const std::string& alias) {
  SqlValue row{.kind = Kind::row, .relation = relation, .alias = alias, .low = alias + ".key"};
  return bound(implicit_row, row, [&] { return term(expr); });
}

SqlTerm SqlTranslator::name(const ast::NameRef& node) {
  switch (node.resolution.meaning) {
    case ast::Meaning::local: {
      const Named& named = scope_.at(node.name.text);
      mentioned_.insert(named.fors.begin(), named.fors.end());
      return named.term;
    }
    case ast::Meaning::field:
      return field(std::get<SqlValue>(scope_.at(implicit_row).term), node.name.text, false);
    case ast::Meaning::param: {
      use("param");
      const ParamInfo& info = program_.params.at(node.name.text);
      return as_type(value(*info.value), info.type);
    }
    case ast::Meaning::define:
    case ast::Meaning::rows:
      return define(program_.defines.at(node.name.text), {});
    case ast::Meaning::table:
    case ast::Meaning::view:
      return relation_rows(node.resolution.target);
    case ast::Meaning::unresolved:
      break;
  }
  throw CannotSay{"a name that nobody knows"};
}

SqlTerm SqlTranslator::define(const DefineInfo& info, const std::vector<ast::Expr>& arguments) {
  const auto* body = std::get_if<ast::Expr>(&info.define->body);
  if (body == nullptr) {
    return relation_rows(info.type.element->relation);
  }
  use("define");
  Scope parameters;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    SqlTerm argument = term(arguments[i]);
    if (SqlValue* value = std::get_if<SqlValue>(&argument)) {
      argument = as_type(*value, info.parameters[i]);
    }
    parameters[(*info.define->parameters)[i].name.text] = {std::move(argument), {}};
  }
  std::swap(scope_, parameters);
  SqlTerm result = term(*body);
  std::swap(scope_, parameters);
  if (SqlValue* value = std::get_if<SqlValue>(&result)) {
    result = as_type(*value, info.type);
  }
  return result;
}

SqlTerm SqlTranslator::member(const ast::Member& node) {
  if (node.resolution.meaning == ast::Meaning::table) {
    return relation_rows(node.resolution.target);
  }
  const SqlTerm object = term(*node.object);
  if (const SqlSet* rows = std::get_if<SqlSet>(&object)) {
    use("a field of a set");
    return field_of_each(*rows, node.field.text);
  }
  return field(std::get<SqlValue>(object), node.field.text, node.optional_step);
}

// Of a row that a range binds, its alias' column; of another, what is looked up by its key.
std::string SqlTranslator::column(const SqlValue& row, const std::string& column) {
  if (!row.alias.empty()) {
    return row.alias + "." + column;
  }
  const std::string alias = fresh();
  return "(SELECT " + alias + "." + column + " FROM " + quoted(row.relation) + " " + alias +
         " WHERE " + alias + ".key = " + row.low + ")";
}

SqlTerm SqlTranslator::field(const SqlValue& row, const std::string& name, bool optional_step) {
  const FieldInfo& info = field_info(row.relation, name);
  if (info.type.is(Kind::set)) {
    return SqlSet{
        *info.type.element,
        "SELECT v, c FROM " + field_table(row.relation, name) + " WHERE owner = " + row.low,
        "coalesce(" + column(row, present_column(name)) + ", 1)"};
  }
  SqlValue value{.kind = info.type.kind, .relation = info.type.relation};
  value.low = column(row, quoted(name));
  if (info.type.optional) {
    value.present = column(row, present_column(name));
  }
  const bool cell = info.origin == FieldOrigin::column || info.origin == FieldOrigin::mapped;
  if (!row.alias.empty() && cell && !optional_step) {
    const std::string& unknown = value.present.empty() ? value.low : value.present;
    value.missing.emplace();
    value.missing->emplace(row.alias, "(" + unknown + " IS NULL)");
  }
  if (optional_step) {
    use("?.");
    value.present =
        "(CASE " + row.present + " WHEN 1 THEN " + presence(value) + " WHEN 0 THEN 0 END)";
  }
  return value;
}

SqlSet SqlTranslator::field_of_each(const SqlSet& rows, const std::string& name) {
  const std::string& relation = rows.element.relation;
  const FieldInfo& info = field_info(relation, name);
  const std::string from =
      "(" + rows.members + ") m JOIN " + quoted(relation) + " o ON o.key = m.v";
  const std::string there = "o." + present_column(name);
  if (info.type.is(Kind::set)) {
    return {*info.type.element,
            "SELECT f.v AS v, max(f.c AND m.c) AS c FROM (" + rows.members + ") m JOIN " +
                field_table(relation, name) + " f ON f.owner = m.v GROUP BY f.v",
            "(" + rows.open + " OR EXISTS (SELECT 1 FROM " + from + " WHERE " + there + "))"};
  }
  const std::string value = "o." + quoted(name);
  return {info.type.as_optional(false),
          "SELECT " + value + " AS v, max(m.c) AS c FROM " + from + " WHERE " + value +
              " IS NOT NULL GROUP BY " + value,
          "(" + rows.open + " OR EXISTS (SELECT 1 FROM " + from + " WHERE " +
              (info.type.optional ? there : value) + " IS NULL))"};
}

const FieldInfo& SqlTranslator::field_info(const std::string& relation,
                                           const std::string& name) const {
  const Relation& of = program_.relation(relation);
  return of.fields.at(static_cast<std::size_t>(of.find(name)));
}

SqlSet SqlTranslator::relation_rows(const std::string& relation) {
  return {Type::row_of(relation), "SELECT key AS v, 1 AS c FROM " + quoted(relation),
          incomplete(relation)};
}

}  // namespace writ::testing
