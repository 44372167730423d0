#include "base/checked.h"
#include "base/overloaded.h"
#include "evaluator/native/engine.h"

namespace writ::native {

namespace {

__extension__ typedef __int128 Wide;

// Why it is broken; empty where it holds.
std::string judge_fresh(const World& world, const ColumnTable& table,
                        const ast::ExpectFresh& contract) {
  if (!table.collected_at) {
    return "nothing says when it was collected";
  }
  const auto age = checked_sub(world.now().micros, table.collected_at->micros);
  if (age && *age <= contract.within.micros) {
    return {};
  }
  return "collected at " + to_string(*table.collected_at);
}

bool compare(ast::BinaryOp op, Wide a, Wide b) {
  using Bin = ast::BinaryOp;
  return op == Bin::equal           ? a == b
         : op == Bin::not_equal     ? a != b
         : op == Bin::less          ? a < b
         : op == Bin::less_equal    ? a <= b
         : op == Bin::greater       ? a > b
         : op == Bin::greater_equal ? a >= b
                                    : false;
}

std::string judge_count(const World& world, const ColumnTable& table,
                        const ast::ExpectCount& contract) {
  const Wide count = static_cast<Wide>(table.rows);
  if (!contract.percent_of_previous) {
    return compare(contract.op, count, contract.count) ? std::string()
                                                       : "it has " + std::to_string(table.rows);
  }
  const ColumnTable* before =
      world.earlier.empty() ? nullptr : world.earlier.back()->snapshot.find(table.schema.name);
  if (before == nullptr) {
    return "there is no earlier snapshot to compare with";
  }
  const Wide share = static_cast<Wide>(before->rows) * contract.count;
  return compare(contract.op, count * 100, share)
             ? std::string()
             : "it has " + std::to_string(table.rows) + ", and had " + std::to_string(before->rows);
}

void break_contract(World& world, RelState& state, const std::string& contract,
                    const std::string& why) {
  state.incomplete.push_back("broken contract `" + contract + "`: " + why);
  DataFinding finding;
  finding.table = state.relation->name;
  finding.kind = "broken_contract";
  finding.value = contract;
  finding.rows = state.table->rows;
  finding.detail = why;
  world.engine.findings.insert(std::move(finding));
}

void judge_table(World& world, RelState& state) {
  const Program& program = world.engine.program;
  const std::string& name = state.relation->name;
  const bool collected = state.table->complete();
  for (const ContractInfo& contract : program.contracts) {
    if (contract.expect->table.text() != name) {
      continue;
    }
    const std::string why = std::visit(
        overloaded{
            [&](const ast::ExpectFresh& c) { return judge_fresh(world, *state.table, c); },
            [&](const ast::ExpectCount& c) { return judge_count(world, *state.table, c); },
            [](const ast::ExpectMayBeEmpty&) { return std::string(); },
        },
        contract.expect->contract);
    if (!why.empty()) {
      break_contract(world, state, contract.text, why);
    }
  }
  if (state.table->rows == 0 && collected && program.may_be_empty.count(name) == 0) {
    break_contract(world, state, "expect " + name + " count >= 1",
                   "it has no rows, and nothing says that it may be empty");
  }
}

}  // namespace

void apply_contracts(World& world) {
  std::set<std::string> read;
  for (const PolicyInfo& policy : world.engine.program.policies) {
    read.insert(policy.tables.begin(), policy.tables.end());
  }
  for (const std::string& name : read) {
    RelState& state = world.relations[world.relation_id(name)];
    if (state.table != nullptr) {
      judge_table(world, state);
    }
  }
}

}  // namespace writ::native
