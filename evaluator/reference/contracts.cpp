#include "evaluator/reference/contracts.h"

#include "evaluator/contracts.h"

namespace writ::reference {

void apply_contracts(World& world) {
  for (const std::string& name : tables_read(world.program)) {
    RelationState& state = world.relations[world.relation_id(name)];
    if (state.table == nullptr) {
      continue;
    }
    CollectedTable table{name, state.table->rows.size(), state.table->complete(),
                         state.table->collected_at, std::nullopt};
    for (const Snapshot* earlier : world.options.history) {
      const Table* before = earlier->find(name);
      if (before != nullptr && before->complete()) {
        table.rows_before = before->rows.size();
      }
    }
    for (const BrokenContract& broken : broken_contracts(world.program, table, world.now())) {
      state.incomplete.push_back(broken.text());
      world.ledger.findings.insert(data_finding(broken, table));
    }
  }
}

}  // namespace writ::reference
