#include "evaluator/reference/contracts.h"

#include "base/checked.h"
#include "base/overloaded.h"

namespace writ::reference {

namespace {

// Why it is broken; empty where it holds.
std::string judge_fresh(const World& world, const Table& table, const ast::ExpectFresh& contract) {
  if (!table.collected_at) {
    return "nothing says when it was collected";
  }
  const auto age = checked_sub(world.now().micros, table.collected_at->micros);
  if (age && *age <= contract.within.micros) {
    return {};
  }
  return "collected at " + to_string(*table.collected_at);
}

__extension__ typedef __int128 Wide;

bool compare(ast::BinaryOp op, Wide a, Wide b) {
  using Op = ast::BinaryOp;
  return op == Op::equal           ? a == b
         : op == Op::not_equal     ? a != b
         : op == Op::less          ? a < b
         : op == Op::less_equal    ? a <= b
         : op == Op::greater       ? a > b
         : op == Op::greater_equal ? a >= b
                                   : false;
}

std::string judge_count(const World& world, const Table& table, const ast::ExpectCount& contract) {
  const std::string rows = std::to_string(table.rows.size());
  const Wide count = static_cast<Wide>(table.rows.size());
  if (!contract.percent_of_previous) {
    return compare(contract.op, count, contract.count) ? std::string() : "it has " + rows;
  }
  const Snapshot* previous = world.options.history.empty() ? nullptr : world.options.history.back();
  const Table* before = previous != nullptr ? previous->find(table.schema.name) : nullptr;
  if (before == nullptr) {
    return "there is no earlier snapshot to compare with";
  }
  const Wide share = static_cast<Wide>(before->rows.size()) * contract.count;
  return compare(contract.op, count * 100, share)
             ? std::string()
             : "it has " + rows + ", and had " + std::to_string(before->rows.size());
}

void break_contract(World& world, RelationState& state, const std::string& contract,
                    const std::string& why) {
  const std::string text = "broken contract `" + contract + "`: " + why;
  state.incomplete.push_back(text);
  DataFinding finding;
  finding.table = state.relation->name;
  finding.kind = "broken_contract";
  finding.value = contract;
  finding.rows = state.table->rows.size();
  finding.detail = why;
  world.ledger.findings.insert(std::move(finding));
}

}  // namespace

void apply_contracts(World& world) {
  std::set<std::string> read;
  for (const PolicyInfo& policy : world.program.policies) {
    read.insert(policy.tables.begin(), policy.tables.end());
  }
  for (const std::string& name : read) {
    RelationState& state = world.relations[world.relation_id(name)];
    if (state.table == nullptr) {
      continue;
    }
    const bool collected = state.table->complete();
    for (const ContractInfo& contract : world.program.contracts) {
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
    if (state.table->rows.empty() && collected && world.program.may_be_empty.count(name) == 0) {
      break_contract(world, state, "expect " + name + " count >= 1",
                     "it has no rows, and nothing says that it may be empty");
    }
  }
}

}  // namespace writ::reference
