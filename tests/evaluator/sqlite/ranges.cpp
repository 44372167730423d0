// Quantifiers, aggregates and sets that are built from others.
#include "evaluator/sqlite/translator.h"

namespace writ::testing {

namespace {

// What is in `[]` is nothing, and no text.
bool can_be_member(const Type& type) {
  return type.is(Kind::nothing) || is_text(type.kind) || type.is(Kind::email) || type.is(Kind::row);
}

}  // namespace

// `lateral`: beside other tables, which the set may depend on.
SqlRange SqlTranslator::range_of(const SqlSet& set, const std::string& alias, bool lateral) {
  if (!can_be_member(set.element)) {
    throw CannotSay{"a set of other things than texts and rows"};
  }
  const std::string members = alias + "m";
  SqlRange range;
  std::string element = members + ".v";
  range.in = members + ".c";
  range.open = set.open;
  range.from = "(" + set.members + ") " + members;
  if (lateral) {
    element = "json_extract(" + members + ".value, '$[0]')";
    range.in = "json_extract(" + members + ".value, '$[1]')";
    range.from = "json_each((SELECT json_group_array(json_array(v, c)) FROM (" + set.members +
                 "))) " + members;
  }
  range.member.kind = set.element.is(Kind::nothing) ? Kind::text : set.element.kind;
  range.member.low = element;
  if (set.element.is(Kind::row)) {
    range.member.relation = set.element.relation;
    range.member.alias = alias;
    range.member.low = alias + ".key";
    range.from += (lateral ? " LEFT JOIN " : " JOIN ") + quoted(set.element.relation) + " " +
                  alias + " ON " + alias + ".key = " + element;
  }
  return range;
}

SqlRange SqlTranslator::range(const ast::Expr& collection) {
  const std::string alias = fresh();
  const auto* name = std::get_if<ast::NameRef>(&collection.node);
  const auto* path = std::get_if<ast::Member>(&collection.node);
  const ast::Resolution* resolved = name != nullptr   ? &name->resolution
                                    : path != nullptr ? &path->resolution
                                                      : nullptr;
  using enum ast::Meaning;
  if (resolved != nullptr &&
      (resolved->meaning == table || resolved->meaning == view || resolved->meaning == rows)) {
    const std::string relation = resolved->meaning == rows
                                     ? program_.defines.at(name->name.text).type.element->relation
                                     : resolved->target;
    SqlRange range;
    range.from = quoted(relation) + " " + alias;
    range.member = {.kind = Kind::row, .relation = relation, .alias = alias, .low = alias + ".key"};
    range.open = incomplete(relation);
    return range;
  }
  return range_of(set(collection), alias, false);
}

// Whether a member of the range is one and the condition holds.
SqlValue SqlTranslator::chosen(const SqlRange& range, const ast::Expr* where) {
  SqlValue in = condition(range.in);
  if (where == nullptr) {
    return in;
  }
  SqlValue holds = value(*where);
  return range.in == "1" ? holds : conjunction(in, holds);
}

SqlValue SqlTranslator::quantified(const ast::Quantifier& node) {
  use(node.kind == ast::QuantifierKind::exists ? "exists"
      : node.kind == ast::QuantifierKind::no   ? "no"
                                               : "every");
  const SqlRange over = range(*node.collection);
  const SqlValue witness = bound(node.variable.text, over.member, [&] {
    SqlValue in = chosen(over, node.where.get());
    return node.satisfies ? conjunction(in, negation(value(*node.satisfies))) : in;
  });
  SqlValue found = condition(any_member(witness.low, over.open, over.from));
  if (!witness.beyond_due.empty()) {
    found.beyond_due = "(" + found.low + " IS NULL AND (" + over.open +
                       " OR EXISTS (SELECT 1 FROM " + over.from + " WHERE " + witness.beyond_due +
                       ")))";
  }
  return node.kind == ast::QuantifierKind::exists ? found : negation(found);
}

SqlValue SqlTranslator::aggregated(const ast::Expr& expr, const ast::Aggregate& node) {
  const SqlRange over = range(*node.collection);
  SqlValue of;
  const SqlValue in = bound(node.variable.text, over.member, [&] {
    SqlValue result = chosen(over, node.where.get());
    forget_due(result);
    if (node.value) {
      of = value(*node.value);
    }
    return result;
  });
  if (node.kind == ast::AggregateKind::count) {
    use("count");
    const std::string all = "FROM (SELECT " + in.low + " AS t FROM " + over.from + "))";
    return {.kind = Kind::integer,
            .low = "(SELECT coalesce(sum(coalesce(t, 0)), 0) " + all,
            .high = "(SELECT CASE WHEN " + over.open +
                    " THEN 9e999 ELSE coalesce(sum(coalesce(t, 1)), 0) END " + all};
  }
  // NULL where an element may or may not count, or its value is unknown.
  const auto over_all = [&](const std::string& value, const std::string& total,
                            const std::string& of_nothing) {
    return "(SELECT CASE WHEN " + over.open + " THEN NULL WHEN count(*) = 0 THEN " + of_nothing +
           " WHEN min(t IS NOT NULL AND x IS NOT NULL) = 0 THEN NULL ELSE " + total +
           " END FROM (SELECT " + in.low + " AS t, " + value + " AS x FROM " + over.from +
           ") WHERE t IS NOT 0)";
  };
  SqlValue result = of;
  result.kind = of.kind;
  result.alias.clear();
  result.present.clear();
  result.missing.reset();
  if (node.kind == ast::AggregateKind::sum) {
    use("sum");
    of = as_type(of, expr.type);
    result.kind = of.kind;
    result.low = over_all(of.low, "checked(sum(x))", "0");
    result.high = of.exact() ? std::string() : over_all(high_of(of), "checked(sum(x))", "0");
    return result;
  }
  const bool greatest = node.kind == ast::AggregateKind::max;
  use(greatest ? "max of a range" : "min of a range");
  const std::string total = greatest ? "max(x)" : "min(x)";
  result.present = over_all(of.low, "1", "0");
  result.low = over_all(of.low, total, "NULL");
  result.high = of.exact() ? std::string() : over_all(high_of(of), total, "NULL");
  return result;
}

SqlSet SqlTranslator::comprehended(const ast::Expr& expr, const ast::Comprehension& node) {
  use("a set of what a range gives");
  if (!expr.type.element || !can_be_member(*expr.type.element)) {
    throw CannotSay{"a set of other things than texts and rows"};
  }
  const SqlRange over = range(*node.collection);
  SqlValue of;
  const SqlValue in = bound(node.variable.text, over.member, [&] {
    SqlValue result = chosen(over, node.where.get());
    forget_due(result);
    of = value(*node.value);
    return result;
  });
  const std::string unknown = of.present.empty() ? of.low : of.present;
  return {*expr.type.element,
          "SELECT v, max(t) AS c FROM (SELECT " + in.low + " AS t, " + of.low + " AS v FROM " +
              over.from + ") WHERE t IS NOT 0 AND v IS NOT NULL GROUP BY v",
          "(" + over.open + " OR EXISTS (SELECT 1 FROM " + over.from + " WHERE " + unknown +
              " IS NULL AND " + in.low + " IS NOT 0))"};
}

}  // namespace writ::testing
