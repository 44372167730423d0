#include "evaluator/contracts.h"

#include "base/checked.h"
#include "base/overloaded.h"

namespace writ {

namespace {

// Why it is broken; empty where it holds.
std::string judge_fresh(const CollectedTable& table, const ast::ExpectFresh& contract,
                        Instant now) {
  if (!table.collected_at) {
    return "nothing says when it was collected";
  }
  const auto age = checked_sub(now.micros, table.collected_at->micros);
  if (age && *age <= contract.within.micros) {
    return {};
  }
  return "collected at " + to_string(*table.collected_at);
}

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

std::string judge_count(const CollectedTable& table, const ast::ExpectCount& contract) {
  const std::string rows = std::to_string(table.rows);
  const Wide count = static_cast<Wide>(table.rows);
  if (!contract.percent_of_previous) {
    return compare(contract.op, count, contract.count) ? std::string() : "it has " + rows;
  }
  if (!table.rows_before) {
    return "there is no earlier snapshot to compare with";
  }
  const Wide share = static_cast<Wide>(*table.rows_before) * contract.count;
  return compare(contract.op, count * 100, share)
             ? std::string()
             : "it has " + rows + ", and had " + std::to_string(*table.rows_before);
}

}  // namespace

std::string BrokenContract::text() const {
  return "broken contract `" + contract + "`: " + why;
}

std::set<std::string> tables_read(const Program& program) {
  std::set<std::string> read;
  for (const PolicyInfo& policy : program.policies) {
    read.insert(policy.tables.begin(), policy.tables.end());
  }
  return read;
}

std::vector<BrokenContract> broken_contracts(const Program& program, const CollectedTable& table,
                                             Instant now) {
  std::vector<BrokenContract> broken;
  for (const ContractInfo& contract : program.contracts) {
    if (contract.expect->table.text() != table.name) {
      continue;
    }
    const std::string why = std::visit(
        overloaded{
            [&](const ast::ExpectFresh& c) { return judge_fresh(table, c, now); },
            [&](const ast::ExpectCount& c) { return judge_count(table, c); },
            [](const ast::ExpectMayBeEmpty&) { return std::string(); },
        },
        contract.expect->contract);
    if (!why.empty()) {
      broken.push_back({contract.text, why});
    }
  }
  if (table.rows == 0 && table.complete && program.may_be_empty.count(table.name) == 0) {
    broken.push_back({"expect " + table.name + " count >= 1",
                      "it has no rows, and nothing says that it may be empty"});
  }
  return broken;
}

DataFinding data_finding(const BrokenContract& broken, const CollectedTable& table) {
  return {.table = table.name,
          .column = {},
          .kind = "broken_contract",
          .value = broken.contract,
          .rows = table.rows,
          .detail = broken.why};
}

}  // namespace writ
