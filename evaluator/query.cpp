#include "base/text.h"
#include "evaluator/evaluate.h"
#include "evaluator/reference/contracts.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"
#include "evaluator/reference/show.h"
#include "evaluator/reference/subject.h"

namespace writ {

namespace {

using namespace reference;

// A text that could be taken for something else is in quotes.
std::string shown_text(const std::string& text, bool in_set) {
  const bool misleading = text.empty() || text == "absent" || text == "unknown" ||
                          text.front() == '"' || (in_set && text.find_first_of(",[]") != text.npos);
  return misleading ? quoted(text) : text;
}

QueryValue query_value(const World& world, const Value& value, bool in_set = false);

QueryValue query_set(const World& world, const SetValue& set) {
  QueryValue result{QueryValue::Kind::set, {}, {}, {}};
  for (const Value& member : set.certain) {
    result.items.push_back(query_value(world, member, true));
  }
  if (!set.closed()) {
    Reasons why = set.open_reasons;
    for (const SetValue::Possible& member : set.possible) {
      why.add(member.reasons);
    }
    result.items.push_back({QueryValue::Kind::unknown, show(why), "unknown", {}});
  }
  for (const QueryValue& item : result.items) {
    result.shown += (result.shown.empty() ? "" : ", ") + item.shown;
  }
  result.shown = "[" + result.shown + "]";
  return result;
}

QueryValue query_quantity(const World& world, const Quantity& quantity) {
  const std::string found = show(world, quantity);
  using enum QueryValue::Kind;
  if (!quantity.exact()) {
    return {unknown, (found == "unknown" ? "" : found + ": ") + show(quantity.reasons), found, {}};
  }
  return {quantity.scale == Scale::integer ? integer : text, found, found, {}};
}

QueryValue query_value(const World& world, const Value& value, bool in_set) {
  using enum QueryValue::Kind;
  if (const Undetermined* undetermined = if_undetermined(value)) {
    return {unknown, show(undetermined->reasons), "unknown", {}};
  }
  if (const auto* set = std::get_if<SetRef>(&value)) {
    return query_set(world, **set);
  }
  if (const auto* quantity = std::get_if<Quantity>(&value)) {
    return query_quantity(world, *quantity);
  }
  const std::string found = show(world, value);
  if (is_absent(value) || std::holds_alternative<bool>(value)) {
    return {is_absent(value) ? absent : boolean, found, found, {}};
  }
  return {text, found, shown_text(found, in_set), {}};
}

QueryRow make_row(World& world, const Value& value, bool unknown) {
  QueryRow row{element_key(world, value), unknown, {}};
  const RowRef* ref = std::get_if<RowRef>(&value);
  if (ref == nullptr) {
    row.fields.emplace_back("value", query_value(world, value));
    return row;
  }
  const auto& fields = world.state(*ref).relation->fields;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    row.fields.emplace_back(fields[f].name,
                            query_value(world, field_value(world, *ref, static_cast<int>(f))));
  }
  return row;
}

}  // namespace

QueryResult run_query(const Program& program, const ast::For& query, const Sources& sources,
                      const Snapshot& snapshot, const EvaluateOptions& options) {
  Ledger ledger{.budget = options.budget, .visited = 0, .exhausted = false, .findings = {}};
  const std::unique_ptr<World> world = open_world(program, sources, snapshot, options, ledger);
  if (options.contracts) {
    apply_contracts(*world);
  }
  QueryResult result;
  if (query.collection.type.element && query.collection.type.element->is(Kind::row)) {
    result.relation = query.collection.type.element->relation;
  }
  const SetRef set = members(*world, query.collection, nullptr);
  for (const Reason& reason : set->open_reasons.list()) {
    result.incomplete.push_back(to_string(reason));
  }
  const auto consider = [&](const Value& member, const Truth& in) {
    ledger.visit();
    const Scope scope{nullptr, query.variable.text, member, nullptr};
    const Truth chosen = query.where ? both(in, holds(*world, *query.where, &scope)) : in;
    if (!chosen.no()) {
      result.rows.push_back(make_row(*world, member, chosen.open()));
    }
  };
  for (const Value& member : set->certain) {
    consider(member, Truth::of(true));
  }
  for (const SetValue::Possible& member : set->possible) {
    consider(member.value, Truth::unknown(member.reasons));
  }
  return result;
}

}  // namespace writ
