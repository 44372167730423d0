#include <algorithm>

#include "evidence/layout.h"
#include "evidence/plan_report.h"
#include "evidence/wrap.h"

namespace writ {
namespace {

// "at 100,000 rows a table (hr.workers 500)"
std::string sizes_text(const PlanReport& report, const TableSizes& sizes) {
  std::string others;
  for (const auto& [name, rows] : report.tables) {
    if (rows != sizes.rows) {
      others += (others.empty() ? " (" : ", ") + name + " " + grouped(rows);
    }
  }
  return "at " + grouped(sizes.rows) + " rows a table" + others + (others.empty() ? "" : ")");
}

std::vector<const PlanPolicy*> by_cost(const PlanReport& report) {
  std::vector<const PlanPolicy*> policies;
  for (const PlanPolicy& policy : report.policies) {
    policies.push_back(&policy);
  }
  std::stable_sort(policies.begin(), policies.end(), [](const PlanPolicy* a, const PlanPolicy* b) {
    return a->estimate > b->estimate;
  });
  return policies;
}

std::string remark_on(const PlanPolicy& policy, const CostRequest& request) {
  const bool over = request.most && policy.estimate > *request.most;
  return std::string(policy.quadratic.empty() ? "" : "quadratic") +
         (over && !policy.quadratic.empty() ? ", " : "") + (over ? "over --max-cost" : "");
}

void write_quadratic(Layout& layout, const PlanPolicy& policy) {
  layout.blank();
  layout.text(0, {{policy.name, Ink::bold},
                  {"  " + policy.file + ":" + std::to_string(policy.line), Ink::dim}});
  for (const Quadratic& one : policy.quadratic) {
    layout.labelled(2, 9, {"quadratic", Ink::yellow}, {{one.text}});
    layout.labelled(4, 7, {"place", Ink::dim},
                    {{one.file + ":" + std::to_string(one.line)}});
    layout.labelled(4, 7, {"clause", Ink::dim}, {{one.clause}});
    layout.labelled(4, 7, {"because", Ink::dim}, {{one.reason}});
    layout.labelled(4, 7, {"help", Ink::dim}, {{one.help}});
  }
}

std::string summary(const PlanReport& report, const CostRequest& request) {
  const auto quadratic = static_cast<std::uint64_t>(
      std::count_if(report.policies.begin(), report.policies.end(),
                    [](const PlanPolicy& policy) { return !policy.quadratic.empty(); }));
  std::string text = grouped(quadratic) + " of " +
                     counted(report.policies.size(), "policy", "policies") +
                     (quadratic == 1 || report.policies.size() == 1 ? " is" : " are") + " quadratic";
  if (request.most) {
    text += "; " + grouped(too_costly(report, request)) + " over " + grouped(*request.most) +
            " rows (--max-cost)";
  }
  return text;
}

}  // namespace

std::size_t too_costly(const PlanReport& report, const CostRequest& request) {
  return static_cast<std::size_t>(
      std::count_if(report.policies.begin(), report.policies.end(), [&](const PlanPolicy& policy) {
        return request.most && policy.estimate > *request.most;
      }));
}

std::string cost_text(const PlanReport& report, const CostRequest& request, std::size_t width,
                      bool color) {
  Layout layout(width, color);
  layout.text(0, "rows that each policy may visit, " + sizes_text(report, request.sizes), Ink::bold);
  const std::vector<const PlanPolicy*> policies = by_cost(report);
  std::vector<std::vector<std::string>> rows{{"policy", "rows", ""}};
  for (const PlanPolicy* policy : policies) {
    rows.push_back({policy->name, grouped(policy->estimate), remark_on(*policy, request)});
  }
  layout.blank();
  layout.table(2, rows, {Align::left, Align::right, Align::left}, true);
  for (const PlanPolicy* policy : policies) {
    if (!policy->quadratic.empty()) {
      write_quadratic(layout, *policy);
    }
  }
  layout.blank();
  layout.text(0, summary(report, request), Ink::bold);
  return std::move(layout).take();
}

}  // namespace writ
