// Sets: what is certain in them, what is only possible, and whether they are open. Closures are
// recursive queries.
#include <algorithm>

#include "evaluator/sqlite/translator.h"

namespace writ::testing {

namespace {

bool alike(const SqlSet& a, const SqlSet& b) {
  const Type& x = a.element;
  const Type& y = b.element;
  const auto texts = [](const Type& type) { return is_text(type.kind) || type.is(Kind::email); };
  return x.is(Kind::nothing) || y.is(Kind::nothing) ||
         (texts(x) ? texts(y) : x.kind == y.kind && x.relation == y.relation);
}

std::string either(const std::string& a, const std::string& b) {
  return a == "0" ? b : b == "0" ? a : "(" + a + " OR " + b + ")";
}

bool is_address(const SqlSet& set) {
  return set.element.is(Kind::email);
}

// The same members, each as `spelled` says of v.
SqlSet respelled(const SqlSet& set, const std::string& spelled) {
  return {Type::of(Kind::email),
          "SELECT w AS v, max(c) AS c FROM (SELECT " + spelled + " AS w, c FROM (" + set.members +
              ")) WHERE w IS NOT NULL GROUP BY w",
          set.open};
}

// The addresses that texts are: open where one is none.
SqlSet as_addresses(const SqlSet& set) {
  if (!is_text(set.element.kind)) {
    return set;
  }
  SqlSet result = respelled(set, address("v"));
  result.open = either(set.open, "EXISTS (SELECT 1 FROM (" + set.members + ") WHERE " +
                                     address("v") + " IS NULL)");
  return result;
}

// Texts as they compare with addresses.
SqlSet as_compared(const SqlSet& set, bool with_addresses) {
  return with_addresses && is_text(set.element.kind) ? respelled(set, "lower(trim(v))") : set;
}

}  // namespace

SqlSet SqlTranslator::set_literal(const ast::SetLiteral& node, const Type& type) {
  use("a set literal");
  SqlSet set{type.element ? *type.element : Type::of(Kind::nothing),
             "SELECT NULL AS v, 1 AS c WHERE 0", "0"};
  std::string all;
  for (const ast::Expr& element : node.elements) {
    const SqlSet as_written = as_set(value(element), element.type);
    const SqlSet one = is_address(set) ? as_addresses(as_written) : as_written;
    all += (all.empty() ? "" : " UNION ALL ") + ("SELECT v, c FROM (" + one.members + ")");
    set.open = either(set.open, one.open);
  }
  if (!all.empty()) {
    set.members = "SELECT v, max(c) AS c FROM (" + all + ") GROUP BY v";
  }
  return set;
}

// Whether a value that is known is one of the members.
std::string SqlTranslator::has_member(const SqlSet& set, const std::string& value) {
  const std::string alias = fresh();
  return any_member(alias + ".c", set.open,
                    "(" + set.members + ") " + alias + " WHERE " + alias + ".v = " + value);
}

SqlValue SqlTranslator::membership(const SqlValue& sought, const SqlSet& all) {
  const SqlSet set = as_compared(all, sought.kind == Kind::email);
  SqlValue element = sought;
  if (is_text(sought.kind) && is_address(set)) {
    element.kind = Kind::email;
    element.low = "lower(trim(" + sought.low + "))";
  }
  const bool alike_texts = is_text(element.kind) && is_text(set.element.kind);
  if (!alike_texts && element.kind != set.element.kind && !set.element.is(Kind::nothing)) {
    throw CannotSay{"a value in a set of others"};
  }
  const std::string unknown = "CASE WHEN " + set.open + " OR EXISTS (SELECT 1 FROM (" +
                              set.members + ")) THEN NULL ELSE 0 END";
  std::string truth = "(CASE WHEN " + element.low + " IS NULL THEN " + unknown + " ELSE " +
                      has_member(set, element.low) + " END)";
  if (!element.present.empty()) {
    truth = "(CASE WHEN " + element.present + " = 0 THEN 0 ELSE " + truth + " END)";
  }
  return condition(truth);
}

SqlValue SqlTranslator::subset(const SqlSet& a, const SqlSet& b) {
  const std::string alias = fresh();
  const std::string outside = "(" + alias + ".c AND NOT " + has_member(b, alias + ".v") + ")";
  return negation(condition(any_member(outside, a.open, "(" + a.members + ") " + alias)));
}

SqlTerm SqlTranslator::set_operator(ast::BinaryOp op, const SqlSet& left, const SqlSet& right) {
  using Op = ast::BinaryOp;
  if (!alike(left, right)) {
    throw CannotSay{"sets of unlike things"};
  }
  const bool emails = is_address(left) || is_address(right);
  const bool united = emails && op == Op::add;
  if (emails && op == Op::subtract && is_text(left.element.kind)) {
    throw CannotSay{"texts without addresses"};
  }
  const SqlSet a = united ? as_addresses(left) : as_compared(left, emails);
  const SqlSet b = united ? as_addresses(right) : as_compared(right, emails);
  const std::string alias = fresh();
  const std::string in_both = "(" + alias + ".c AND " + has_member(b, alias + ".v") + ")";
  const std::string in_a_alone = "(" + alias + ".c AND NOT " + has_member(b, alias + ".v") + ")";
  const Type& element = a.element.is(Kind::nothing) ? b.element : a.element;
  switch (op) {
    case Op::add:
      use("a union");
      return SqlSet{element,
                    "SELECT v, max(c) AS c FROM (SELECT v, c FROM (" + a.members +
                        ") UNION ALL SELECT v, c FROM (" + b.members + ")) GROUP BY v",
                    either(a.open, b.open)};
    case Op::subtract:
      use("a difference");
      return SqlSet{element,
                    "SELECT v, c FROM (SELECT " + alias + ".v AS v, " + in_a_alone +
                        " AS c FROM (" + a.members + ") " + alias + ") WHERE c IS NOT 0",
                    a.open};
    case Op::subset_of:
      use("subset of");
      return subset(a, b);
    case Op::intersects: {
      use("intersects");
      const std::string empty =
          "NOT (" + b.open + " OR EXISTS (SELECT 1 FROM (" + b.members + ")))";
      return condition("(CASE WHEN " + empty + " THEN 0 ELSE " +
                       any_member(in_both, a.open, "(" + a.members + ") " + alias) + " END)");
    }
    case Op::equal:
    case Op::not_equal: {
      use("an equality of sets");
      const SqlValue same = conjunction(subset(a, b), subset(b, a));
      return op == Op::equal ? same : negation(same);
    }
    default:
      throw CannotSay{"an operator on a set and a value"};
  }
}

SqlValue SqlTranslator::size(const SqlSet& set) {
  use("size");
  const std::string certain = "(SELECT count(c) FROM (" + set.members + "))";
  const std::string all = "(CASE WHEN " + set.open + " THEN 9e999 ELSE (SELECT count(*) FROM (" +
                          set.members + ")) END)";
  return {.kind = Kind::integer, .low = certain, .high = all};
}

// r(v, c, n): what is reached, whether surely, and whether by a step.
SqlSet SqlTranslator::closure(const ast::Closure& node) {
  use(node.reflexive ? "x.ref*" : "x.ref+");
  const SqlTerm object = term(*node.object);
  const SqlSet starts = std::holds_alternative<SqlSet>(object)
                            ? std::get<SqlSet>(object)
                            : as_set(std::get<SqlValue>(object), node.object->type);
  const std::string& relation = starts.element.relation;
  const std::string& name = node.field.text;
  const FieldInfo& info = field_info(relation, name);
  const std::string target = "o." + quoted(name);
  const std::string row = "r JOIN " + quoted(relation) + " o ON o.key = r.v";
  const bool many = info.type.is(Kind::set);
  const std::string step =
      many ? "SELECT f.v, f.c AND r.c, 1 FROM r JOIN " + field_table(relation, name) +
                 " f ON f.owner = r.v"
           : "SELECT " + target + ", r.c, 1 FROM " + row + " WHERE " + target + " IS NOT NULL";
  const std::string walk = "WITH RECURSIVE r(v, c, n) AS (SELECT v, c, 0 FROM (" + starts.members +
                           ") UNION " + step + ") ";
  const std::string there = "o." + present_column(name);
  const std::string lost = many                 ? there
                           : info.type.optional ? there + " IS NULL"
                                                : target + " IS NULL";
  return {
      starts.element,
      "SELECT v, max(c) AS c FROM (" + walk + "SELECT v, c FROM r" +
          (node.reflexive ? "" : " WHERE n = 1") + ") GROUP BY v",
      "(" + starts.open + " OR EXISTS (" + walk + "SELECT 1 FROM " + row + " WHERE " + lost + "))"};
}

// The ends of an edge are parts of its key, so that they are known.
SqlSet SqlTranslator::reachable(const ast::Reachable& node) {
  use("reachable from");
  const SqlTerm object = term(*node.from);
  const SqlSet starts = std::holds_alternative<SqlSet>(object)
                            ? std::get<SqlSet>(object)
                            : as_set(std::get<SqlValue>(object), node.from->type);
  const SqlSet edges = set(*node.table);
  const Relation& relation = program_.relation(edges.element.relation);
  for (const ast::Name* end : {&node.from_field, &node.to_field}) {
    if (std::find(relation.key.begin(), relation.key.end(), end->text) == relation.key.end()) {
      throw CannotSay{"edges with ends that may be unknown"};
    }
  }
  if (!is_text(starts.element.kind) && !starts.element.is(Kind::nothing)) {
    throw CannotSay{"edges between other things than texts"};
  }
  return {starts.element,
          "SELECT v, max(c) AS c FROM (WITH RECURSIVE r(v, c) AS (SELECT v, c FROM (" +
              starts.members + ") UNION SELECT o." + quoted(node.to_field.text) +
              ", e.c AND r.c FROM r JOIN " + quoted(relation.name) + " o ON o." +
              quoted(node.from_field.text) + " = r.v JOIN (" + edges.members +
              ") e ON e.v = o.key) SELECT v, c FROM r) GROUP BY v",
          "(" + starts.open + " OR (" + edges.open + " AND EXISTS (SELECT 1 FROM (" +
              starts.members + "))))"};
}

}  // namespace writ::testing
