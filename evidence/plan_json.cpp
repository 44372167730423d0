// The plan and its cost as programs read them.
#include "evidence/json_parts.h"
#include "evidence/plan_report.h"

namespace writ {
namespace {

std::string_view name_of(PlanStepKind kind) {
  using enum PlanStepKind;
  switch (kind) {
    case scan:
      return "scan";
    case join:
      return "join";
    case let:
      return "let";
    case require:
      return "require";
    case report:
      return "report";
    case semi_join:
      return "semi_join";
    case anti_join:
      return "anti_join";
    case aggregate_join:
      return "aggregate_join";
    case set_join:
      return "set_join";
    case closure:
      return "closure";
    case reach:
      return "reach";
    case call:
      return "call";
    case field:
      return "field";
  }
  return {};
}

Json access_json(PlanAccess access) {
  switch (access) {
    case PlanAccess::none:
      return nullptr;
    case PlanAccess::all:
      return "all";
    case PlanAccess::look_up:
      return "look_up";
    case PlanAccess::product:
      return "product";
    case PlanAccess::members:
      return "members";
  }
  return nullptr;
}

std::string_view name_of(PlanShared::Kind kind) {
  switch (kind) {
    case PlanShared::Kind::range:
      return "range";
    case PlanShared::Kind::value:
      return "value";
    case PlanShared::Kind::closure:
      return "closure";
    case PlanShared::Kind::link:
      return "link";
  }
  return {};
}

template <class Number>
Json number_or_null(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

Json step_json(const PlanStep& step) {
  return {{"step", name_of(step.kind)},
          {"depth", step.depth},
          {"text", json_text(step.text)},
          {"file", json_text(step.file)},
          {"line", step.line},
          {"access", access_json(step.access)},
          {"key", json_text_or_null(step.key)},
          {"first", json_array(step.first, json_text)},
          {"then", json_array(step.then, json_text)},
          {"shared", json_array(step.shared, [](std::size_t one) { return Json(one + 1); })},
          {"estimated_rows", step.estimate},
          {"rows", number_or_null(step.actual)}};
}

Json quadratic_json(const Quadratic& one) {
  return {{"text", json_text(one.text)},     {"file", json_text(one.file)},
          {"line", one.line},                {"clause", json_text(one.clause)},
          {"reason", json_text(one.reason)}, {"help", json_text(one.help)}};
}

Json policy_json(const PlanPolicy& policy) {
  return {{"policy", json_text(policy.name)},
          {"file", json_text(policy.file)},
          {"line", policy.line},
          {"estimated_rows", policy.estimate},
          {"rows", number_or_null(policy.actual)},
          {"micros", number_or_null(policy.micros)},
          {"quadratic", json_array(policy.quadratic, quadratic_json)},
          {"steps", json_array(policy.steps, step_json)}};
}

Json shared_json(const PlanShared& shared, std::size_t number) {
  return {{"number", number},
          {"kind", name_of(shared.kind)},
          {"text", json_text(shared.text)},
          {"key", json_text_or_null(shared.key)},
          {"first", json_array(shared.first, json_text)},
          {"policies", json_array(shared.users, json_text)},
          {"estimated_rows", shared.estimate},
          {"rows", number_or_null(shared.actual)},
          {"micros", number_or_null(shared.micros)},
          {"steps", json_array(shared.steps, step_json)}};
}

Json tables_json(const PlanReport& report) {
  Json tables = Json::array();
  for (const auto& [name, rows] : report.tables) {
    tables.push_back({{"table", json_text(name)}, {"rows", rows}});
  }
  return tables;
}

}  // namespace

std::string plan_json(const PlanReport& report) {
  Json document = json_document("writ.plan/1");
  document["tables"] = tables_json(report);
  document["policies"] = json_array(report.policies, policy_json);
  Json shared = Json::array();
  for (const PlanShared& one : report.shared) {
    shared.push_back(shared_json(one, shared.size() + 1));
  }
  document["shared"] = std::move(shared);
  return json_dump(document);
}

std::string cost_json(const PlanReport& report, const CostRequest& request) {
  Json document = json_document("writ.cost/1");
  document["tables"] = tables_json(report);
  document["max_cost"] = number_or_null(request.most);
  document["policies"] = json_array(report.policies, [&](const PlanPolicy& policy) {
    return Json{{"policy", json_text(policy.name)},
                {"file", json_text(policy.file)},
                {"line", policy.line},
                {"estimated_rows", policy.estimate},
                {"too_costly", request.most && policy.estimate > *request.most},
                {"quadratic", json_array(policy.quadratic, quadratic_json)}};
  });
  return json_dump(document);
}

}  // namespace writ
