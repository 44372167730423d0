// What a plan report says in words: conditions as they are written, and why a step is slow.
#pragma once

#include <string>
#include <string_view>

#include "base/source.h"
#include "evaluator/native/plan.h"
#include "evaluator/plan_report.h"

namespace writ::native {

// What a quantifier, an aggregate or a `for` ranges over, with all that is said of it.
struct Members {
  const void* owner = nullptr;  // by which it is counted
  PlanStepKind kind = PlanStepKind::scan;
  std::string text;             // "exists w in hr.workers"
  std::string variable;
  Span span;
  NodeRef collection = nullptr;
  int slot = -1;
  const std::vector<NodeRef>* where = nullptr;
  const std::vector<NodeRef>* inner = nullptr;
  const std::vector<bool>* is_inner = nullptr;
  const std::optional<Lookup>* lookup = nullptr;
  NodeRef satisfies = nullptr;
  NodeRef result = nullptr;
};
Members members_of(NodeRef node, const Sources& sources);
Members members_of(const PlanBinding& binding, const Sources& sources, bool first);

// As it is written, on one line and without comments.
std::string written(const Sources& sources, Span span);

// Why a step is quadratic, and what would help.
struct Remark {
  std::string reason;
  std::string help;
};
Remark about_product(const Members& members, const Sources& sources);
Remark about_weak_key(const Members& members, std::uint64_t keys, const Sources& sources);
Remark about_set(const Members& members, const Sources& sources);
Remark about_membership();

}  // namespace writ::native
