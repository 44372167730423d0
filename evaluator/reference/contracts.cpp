#include "evaluator/reference/contracts.h"

#include "evaluator/contracts.h"

namespace writ::reference {

void apply_contracts(World& world) {
  const Snapshot* previous =
      world.options.history.empty() ? nullptr : world.options.history.back();
  for (const std::string& name : tables_read(world.program)) {
    RelationState& state = world.relations[world.relation_id(name)];
    if (state.table == nullptr) {
      continue;
    }
    CollectedTable table{name, state.table->rows.size(), state.table->complete(),
                         state.table->collected_at, std::nullopt};
    if (const Table* before = previous != nullptr ? previous->find(name) : nullptr) {
      table.rows_before = before->rows.size();
    }
    for (const BrokenContract& broken : broken_contracts(world.program, table, world.now())) {
      state.incomplete.push_back(broken.text());
      world.ledger.findings.insert(data_finding(broken, table));
    }
  }
}

}  // namespace writ::reference
