#include "evaluator/evaluate.h"
#include "evaluator/reference/contracts.h"
#include "evaluator/reference/relations.h"
#include "evaluator/reference/sets.h"
#include "evaluator/reference/show.h"
#include "evaluator/reference/subject.h"

namespace writ {

namespace {

using namespace reference;

QueryRow make_row(World& world, const Value& value, bool unknown) {
  QueryRow row{element_key(world, value), unknown, {}};
  const RowRef* ref = std::get_if<RowRef>(&value);
  if (ref == nullptr) {
    row.fields.emplace_back("value", row.key);
    return row;
  }
  const auto& fields = world.state(*ref).relation->fields;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    row.fields.emplace_back(fields[f].name,
                            show(world, field_value(world, *ref, static_cast<int>(f))));
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
