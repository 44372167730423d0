// From the plan to what people read of it (evaluator/plan_report.h).
#pragma once

#include <set>
#include <vector>

#include "evaluator/native/plan.h"
#include "evaluator/native/plan_draft.h"
#include "evaluator/plan_report.h"

namespace writ::native {

// Of the policies in `chosen`, in their order, which is that of the evaluation; `profile` may be null.
PlanReport report_plan(const Plan& plan, const Program& program, const Sources& sources,
                       const std::vector<const PolicyPlan*>& chosen, const TableSizes& sizes,
                       const Profile* profile);

// The policies to evaluate.
std::vector<const PolicyPlan*> chosen_policies(const Plan& plan, const EvaluateOptions& options);

// Visits what the engine would evaluate, in its order: a step for each thing that ranges over
// something, with how many pairs that may be. Functions are followed once a policy; what comes again
// is only counted.
class PlanWalk {
 public:
  PlanWalk(const Plan& plan, const Program& program, const Sources& sources,
           const TableSizes& sizes, const Profile* profile)
      : plan_(plan), program_(program), estimate_(plan, sizes), draft_(sources, profile) {}

  void policy(const PolicyPlan& plan, std::size_t index);
  PlanReport finish() && { return std::move(draft_).finish(); }

 private:
  using Slots = std::map<int, Amount>;  // how many members what is bound to them has

  // In plan_walk.cpp: clauses, and what they range over.
  void clause(const std::string& text, Span span, PlanStepKind kind, NodeRef node,
              const Amount& times);
  void templates(const PolicyPlan& plan, const Amount& subjects);
  Amount range(const Members& members, const Amount& times, int depth);
  void share_rows(const Members& members);
  void judge(const Members& members, PlanAccess access, const Amount& times, const Amount& each);
  void conditions(const Members& members, std::size_t at, const Amount& times, const Amount& pairs,
                  int depth);

  // In plan_nodes.cpp: nodes, evaluated `times` times.
  void visit(NodeRef node, const Amount& times, int depth);
  void dispatch(NodeRef node, const Amount& times, int depth);
  void kids(NodeRef node, const Amount& times, int depth);
  void value(NodeRef node);
  void chain(NodeRef node, const Amount& times, int depth);
  void membership(NodeRef node, NodeRef set, NodeRef element, const Amount& times);
  void compared(NodeRef node, const Amount& times, const Amount& each);
  void call(NodeRef node, const Amount& times, int depth);
  void closure(NodeRef node, const Amount& times, int depth);
  void field(NodeRef node, const Amount& times, int depth);
  void link(const std::string& text, const std::string& table, const void* what);
  void person(const Relation& relation);
  void row_plans(const RelationPlan& plan, std::size_t index, NodeRef node, const Amount& times,
                 int depth);

  const Plan& plan_;
  const Program& program_;
  Estimate estimate_;
  PlanDraft draft_;

  // Of the policy at hand.
  struct Followed {
    double rows_each = 0;   // what one more call adds
    bool for_rows = false;  // called for rows, and not once
  };
  Slots slots_;
  std::map<const Routine*, Followed> routines_;
  std::set<NodeRef> values_;
  std::set<std::pair<const RelationPlan*, int>> fields_;
  int nested_ = 0;
};

}  // namespace writ::native
