#include <algorithm>

#include "base/overloaded.h"
#include "base/suggest.h"
#include "dsl/checker.h"
#include "dsl/operators.h"
#include "dsl/print.h"
#include "dsl/type_rules.h"

namespace writ {

using namespace ast;

void Checker::check_params() {
  for (auto& [name, entry] : params_) {
    Param& param = *entry.first;
    const Type type = resolve_type(param.type, "");
    if (check_literal(param.value, type, "`" + name + "`")) {
      program_.params[name] = {name, type, &param.value};
    }
  }
}

void Checker::check_contracts() {
  std::set<std::string> seen;
  for (const File& file : program_.files) {
    for (const Declaration& declaration : file.declarations) {
      const auto* expect = std::get_if<Expect>(&declaration.node);
      if (expect == nullptr || find_table(expect->table) == nullptr) {
        continue;
      }
      const std::string table = expect->table.text();
      const std::string text = std::visit(
          overloaded{
              [&](const ExpectFresh& fresh) {
                return "expect " + table + " fresh " + to_string(fresh.within);
              },
              [&](const ExpectCount& count) {
                return "expect " + table + " count " + std::string(row_of(count.op).spelling) +
                       " " + std::to_string(count.count) +
                       (count.percent_of_previous ? "% of previous" : "");
              },
              [&](const ExpectMayBeEmpty&) { return "expect " + table + " may be empty"; },
          },
          expect->contract);
      if (std::holds_alternative<ExpectMayBeEmpty>(expect->contract)) {
        program_.may_be_empty.insert(table);
      } else if (seen.insert(text).second) {
        program_.contracts.push_back({expect, text});
      }
    }
  }
  std::sort(program_.contracts.begin(), program_.contracts.end(),
            [](const ContractInfo& a, const ContractInfo& b) { return a.text < b.text; });
}

void Checker::check_template(Template& text, Scope scope) {
  for (auto& piece : text.pieces) {
    if (auto* expr = std::get_if<Expr>(&piece)) {
      check_expr(*expr, scope);
    }
  }
}

void Checker::bind_subjects(const Policy& policy, Scope& scope) {
  const auto* info = program_.find_policy(policy.name.text);
  std::size_t next = 0;
  for (const auto& binding : policy.bindings) {
    if (const auto* loop = std::get_if<For>(&binding); loop != nullptr && info != nullptr) {
      scope.locals.push_back({loop->variable.text, info->for_types[next++], loop->variable.span});
    }
  }
}

void Checker::check_policies() {
  for (File& file : program_.files) {
    for (Declaration& declaration : file.declarations) {
      auto* policy = std::get_if<Policy>(&declaration.node);
      if (policy != nullptr && policies_.at(policy->name.text) == policy) {
        check_policy(declaration, *policy, file.source);
      }
    }
  }
  std::sort(program_.policies.begin(), program_.policies.end(),
            [](const PolicyInfo& a, const PolicyInfo& b) {
              return a.policy->name.text < b.policy->name.text;
            });
}

namespace {

void collect_views(const Expr& expr, std::set<std::string>& views) {
  if (const auto* name = std::get_if<NameRef>(&expr.node);
      name != nullptr && name->resolution.meaning == Meaning::view) {
    views.insert(name->name.text);
  }
}

}  // namespace

void Checker::check_policy(const Declaration&, Policy& policy, std::uint32_t file) {
  PolicyInfo info;
  info.policy = &policy;
  info.file = file;
  info.span = policy.name.span;
  auto* outer = swap_reads(&info.tables);
  saw_became_ = false;
  static const std::vector<std::string> severities = {"info", "low", "medium", "high", "critical"};
  if (policy.severity &&
      std::find(severities.begin(), severities.end(), policy.severity->text) == severities.end()) {
    const std::string help = did_you_mean(policy.severity->text, severities);
    report("W0214", policy.severity->span, "there is no severity `" + policy.severity->text + "`",
           help.empty() ? "one of info, low, medium, high, critical" : help);
  }
  std::set<std::string> views;
  Scope scope;
  if (policy.title) {
    check_template(*policy.title, scope);
  } else {
    report("W0402", policy.name.span, "policy `" + policy.name.text + "` has no title",
           "say in one sentence what holds where it is met: title \"…\"");
  }
  for (auto& binding : policy.bindings) {
    if (auto* let = std::get_if<Let>(&binding)) {
      check_expr(let->value, scope);
      bind(scope, let->name, let->value.type);
      continue;
    }
    For& loop = std::get<For>(binding);
    Expr* where = loop.where ? &*loop.where : nullptr;
    Flow flow = check_for(loop.collection, loop.variable, where, scope);
    const Type element =
        loop.collection.type.is(Kind::set) ? *loop.collection.type.element : Type::of(Kind::error);
    info.for_types.push_back(element);
    info.for_relations.push_back(element.is(Kind::row) ? element.relation : "");
    collect_views(loop.collection, views);
    scope.facts.insert(flow.when_true.begin(), flow.when_true.end());
  }
  if (policy.requires_.empty()) {
    report("W0401", policy.name.span, "policy `" + policy.name.text + "` requires nothing",
           "add what must hold: require …");
  }
  Scope shown = scope;
  for (Require& require : policy.requires_) {
    Flow flow = check_condition(require.condition, scope, "`require`");
    scope.facts.insert(flow.when_true.begin(), flow.when_true.end());
  }
  for (auto* text : {&policy.message, &policy.remedy}) {
    if (*text) {
      check_template(**text, shown);
    }
  }
  if (policy.cost) {
    check_expr(policy.cost->amount, shown);
    if (const Type& type = policy.cost->amount.type;
        required(policy.cost->amount, "`cost`") && !is_number(type)) {
      report("W0221", policy.cost->amount.span, "`cost` needs a number; found " + describe(type),
             "write, for instance, cost 200.00 USD per month");
    }
    if (policy.cost->per && policy.cost->per->text != "month" && policy.cost->per->text != "year") {
      report("W0214", policy.cost->per->span,
             "a cost is per month or per year, not per `" + policy.cost->per->text + "`",
             "write `per month` or `per year`, or leave it out");
    }
  }
  swap_reads(outer);
  info.became = saw_became_;
  info.views.assign(views.begin(), views.end());
  program_.policies.push_back(std::move(info));
}

}  // namespace writ
