#include "evaluator/contracts.h"

#include "evaluator/evaluate_columns.h"
#include "evaluator/native/engine.h"

namespace writ::native {

void apply_contracts(World& world) {
  for (const std::string& name : tables_read(world.engine.program)) {
    RelState& state = world.relations[world.relation_id(name)];
    if (state.table == nullptr) {
      continue;
    }
    CollectedTable table{name, state.table->rows, state.table->complete(),
                         state.table->collected_at, std::nullopt};
    for (const auto& earlier : world.earlier) {
      const ColumnTable* before = earlier->snapshot.find(name);
      if (before != nullptr && before->complete()) {
        table.rows_before = before->rows;
      }
    }
    for (const BrokenContract& broken :
         broken_contracts(world.engine.program, table, world.now())) {
      state.incomplete.push_back(broken.text());
      if (!world.engine.settings->policies_alone) {
        world.engine.findings.insert(data_finding(broken, table));
      }
    }
  }
}

}  // namespace writ::native
